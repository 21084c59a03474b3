//! Terms of proceedings, what was passed on, and registered letters with their receipts.

use std::sync::Arc;

use authz::PersonId;
use kernel::{Clock, Date, FixedClock, Instant};
use office::Office;
use protocollo::{
    Altro, Assegnatario, Assegnazioni, Filtro, Nuova, Protocollo, Scadenze, Tipo, Verso, assegna, elenca, registra,
};
use reqwest::multipart;
use serde_json::{Value, json};
use testkit::{Browser, Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const CLERK: [&str; 4] =
    ["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto", "protocollo.assegna"];
const OFFICE: [&str; 2] = ["protocollo.consulta", "protocollo.prendi"];

fn at(day: &str) -> Instant {
    Instant::start_of(day.parse::<Date>().unwrap()).plus_seconds(10 * 3_600)
}

/// The first address on a page that has this in it.
fn link(page: &str, with: &str) -> String {
    let mut all = page.split("href=\"").chain(page.split("action=\"")).filter_map(|part| part.split('"').next());
    all.find(|href| href.starts_with("/protocollo/") && href.contains(with)).expect(with).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_is_counted_by_the_calendar_suspended_concluded_and_seen_where_it_matters() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-03-06")));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let (pro, utc) = (hall.unit("PRO", "Protocollo").await, hall.unit("UTC", "Ufficio tecnico").await);
        let anna = hall.person("anna", pro, &CLERK).await;
        let elena = hall.person("elena", utc, &OFFICE).await;
        let (clerk, tech) = (hall.who(anna).await, hall.who(elena).await);
        let subject = "Richiesta di permesso per la veranda";
        registra(&hall.ente, &clerk, &nuova(subject), &[], None).await.unwrap();
        let browser = hall.signed_in("anna").await;
        let unit = utc.to_string();
        for (term, status) in [("0", 422), ("trenta", 422), ("30", 303)] {
            let fields = [("ufficio", unit.as_str()), ("tipo", "competenza"), ("termine", term)];
            assert_eq!(browser.post("/protocollo/2026/1/assegna", &fields).await.status(), status, "{term}");
        }
        let office = hall.signed_in("elena").await;
        let page = office.read("/protocollo/2026/1").await;
        assert!(page.contains("scade il 07/04/2026"), "Easter and Easter Monday do not count on {engine:?}: {page}");
        let accept = link(&page, "/accetta");
        assert_eq!(office.post(&accept, &[]).await.status(), 303);

        // Suspended for ten days: the end moves to 15 April, and the desk has nothing to say before it is near.
        let place = link(&office.read("/protocollo/2026/1").await, "/termini/");
        let stop = [("tipo", "sospensione"), ("dal", "2026-03-06"), ("giorni", "31"), ("motivo", "Manca la relazione")];
        let refused = office.post(&place, &stop).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("da 1 a 30"));
        let stop = [("tipo", "sospensione"), ("dal", "2026-03-06"), ("giorni", "10"), ("motivo", "Manca la relazione")];
        assert_eq!(office.post(&place, &stop).await.status(), 303);
        assert_eq!(office.post(&place, &stop).await.status(), 422, "once");
        assert!(office.read(&place).await.contains("scade il 15/04/2026"));

        let near =
            |today: &str| Filtro { scadenze: Some(Scadenze::vicine(today.parse().unwrap())), ..Filtro::default() };
        assert_eq!(elenca(&hall.ente, &tech, &near("2026-04-07"), None, 10).await.unwrap().len(), 0);
        assert_eq!(elenca(&hall.ente, &tech, &near("2026-04-08"), None, 10).await.unwrap().len(), 1);
        clock.set(at("2026-04-16"));
        let office = hall.signed_in("elena").await;
        let late = office.read("/protocollo?vista=scadute").await;
        assert!(late.contains(subject), "{late}");
        assert!(office.read("/protocollo?vista=scadute&q=veranda").await.contains(subject), "words within the filter");
        assert!(!office.read("/protocollo?vista=in-scadenza&q=veranda").await.contains("/protocollo/2026/1\""));
        assert!(office.read("/scrivania").await.contains("termine scaduto"), "it waits on the desk");

        let end = [("tipo", "conclusione"), ("dal", "2026-04-16"), ("motivo", "Risposto con il protocollo 2/2026")];
        assert_eq!(office.post(&place, &end).await.status(), 303);
        assert!(office.read(&place).await.contains("oltre il termine del 15/04/2026"));
        assert!(!office.read("/protocollo?vista=scadute&q=veranda").await.contains("/protocollo/2026/1\""));
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_on_keeps_its_chain_and_its_term() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, utc) = (hall.unit("PRO", "Protocollo").await, hall.unit("UTC", "Ufficio tecnico").await);
        let tri = hall.unit("TRI", "Tributi").await;
        let anna = hall.person("anna", pro, &CLERK).await;
        hall.person("elena", utc, &OFFICE).await;
        let bruno = hall.person("bruno", tri, &OFFICE).await;
        let clerk = hall.who(anna).await;
        let secret = Nuova { riservata: true, ..nuova("Istanza sulla tassa dei rifiuti") };
        registra(&hall.ente, &clerk, &secret, &[], None).await.unwrap();
        let year = i64::from(hall.ente.ledger.now().year());
        let a = [Assegnatario { ufficio: utc, persona: None, tipo: Tipo::Competenza }];
        hall.person("capo", utc, &["protocollo.consulta", "protocollo.prendi", "protocollo.riservati"]).await;
        hall.person("dora", tri, &["protocollo.consulta", "protocollo.prendi", "protocollo.riservati"]).await;
        assegna(&hall.ente, &clerk, year, 1, &a, None).await.unwrap();
        let page = format!("/protocollo/{year}/1");
        let (capo, dora) = (hall.signed_in("capo").await, hall.signed_in("dora").await);
        assert_eq!(dora.get(&page).await.status(), 404, "not theirs yet");
        let clerk_page = hall.signed_in("anna").await;
        let open = clerk_page.read(&page).await;
        let given = open.split("name=\"assegnazione\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let given = given.split('"').next().unwrap().to_owned();
        let term = [("assegnazione", given.as_str()), ("giorni", "30")];
        assert_eq!(clerk_page.post(&format!("{page}/termini"), &term).await.status(), 303);

        let forward = link(&capo.read(&page).await, "/inoltra");
        let unit = tri.to_string();
        for (unit, reason, status) in
            [(unit.as_str(), "x", 422), ("", "È dei tributi", 422), (unit.as_str(), "È dei tributi", 303)]
        {
            let fields = [("ufficio", unit), ("motivo", reason)];
            assert_eq!(capo.post(&forward, &fields).await.status(), status, "{unit} {reason}");
        }
        let again = capo.post(&forward, &[("ufficio", unit.as_str()), ("motivo", "È dei tributi")]).await;
        assert_eq!(again.status(), 422, "it is no longer theirs");
        let seen = dora.read(&page).await;
        for told in ["ha inoltrato da Ufficio tecnico a Tributi", "È dei tributi", "inoltrata", "/termini/", "/accetta"]
        {
            assert!(seen.contains(told), "{told} is missing on {engine:?} in {seen}");
        }
        let who = hall.who(bruno).await;
        assert!(
            elenca(&hall.ente, &who, &Filtro::default(), None, 10).await.unwrap().is_empty(),
            "confidential all the same"
        );
        // Refused by those to whom it was passed on it is nobody's, and not again of those who passed it on.
        let refuse = link(&seen, "/rifiuta");
        assert_eq!(dora.post(&refuse, &[("motivo", "Non è dei tributi")]).await.status(), 303);
        let altro = Altro { assegnazioni: Some(Assegnazioni::Nessuna), ..Altro::default() };
        let nobodys = Filtro { altro, ..Filtro::default() };
        let found = elenca(&hall.ente, &clerk, &nobodys, None, 10).await.unwrap();
        assert_eq!(found.iter().map(|voce| voce.ufficio.as_deref()).collect::<Vec<_>>(), [None], "{engine:?}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_sets_a_term_and_tells_what_happens_to_it() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-03")));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let all = ["protocollo.registra", "protocollo.consulta", "protocollo.assegna", "protocollo.prendi"];
        let anna = hall.person("anna", pro, &all).await;
        let who = hall.who(anna).await;
        registra(&hall.ente, &who, &nuova("Richiesta di permesso"), &[], None).await.unwrap();
        let key = hall.api_key("anna", anna, &all).await;
        let client = reqwest::Client::new();
        let one = format!("{}/api/v1/protocollo/registrazioni/2026/1", hall.url);
        let call = async |path: &str, body: Value| {
            let answer = client.post(format!("{one}{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let read = async || -> Value { client.get(&one).bearer_auth(&key).send().await.unwrap().json().await.unwrap() };
        let told = json!({ "a": [{ "ufficio": pro.to_string(), "conoscenza": true }], "termine_giorni": 30 });
        assert_eq!(call("/assegnazioni", told).await.0, 422, "who must only know has no term");
        let given = json!({ "a": [{ "ufficio": pro.to_string() }], "termine_giorni": 30 });
        let (status, text) = call("/assegnazioni", given).await;
        assert_eq!(status, 204, "{text}");
        let whole = read().await;
        assert_eq!(whole["termini"][0]["scadenza"], "2026-12-03", "{whole}");
        let id = whole["termini"][0]["id"].as_str().unwrap().to_owned();
        clock.set(at("2026-11-20"));
        let key = hall.api_key("anna", anna, &all).await;
        let call = async |path: &str, body: Value| {
            let answer = client.post(format!("{one}{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let read = async || -> Value { client.get(&one).bearer_auth(&key).send().await.unwrap().json().await.unwrap() };
        let path = format!("/termini/{id}/fatti");
        let notice = json!({ "tipo": "preavviso", "dal": "2026-11-10", "motivo": "Manca la distanza dal confine" });
        assert_eq!(call(&path, notice).await.0, 200);
        let came = json!({ "tipo": "osservazioni", "dal": "2026-11-16", "motivo": "Protocollo 2/2026" });
        assert_eq!(call(&path, came.clone()).await.0, 200);
        assert_eq!(call(&path, came).await.0, 422, "once");
        assert_eq!(read().await["termini"][0]["scadenza"], "2026-12-19");
        let list = format!("{}/api/v1/protocollo/registrazioni?scadenza_al=2026-12-19", hall.url);
        let found: Value = client.get(list).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(found["registrazioni"].as_array().unwrap().len(), 1, "{found}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// The first entry of the year, a registered letter that went to the post on the 25th.
async fn posted(hall: &TownHall, anna: PersonId, browser: &Browser) {
    let letter = Nuova { verso: Verso::Partenza, mezzo: "raccomandata".into(), ..nuova("Diffida per il muro") };
    registra(&hall.ente, &hall.who(anna).await, &letter, &[], None).await.unwrap();
    let form = browser.read("/protocollo/2026/1/spedisci").await;
    let party = form.split("name=\"parte\"").nth(1).unwrap();
    let party = party.split("value=\"").find_map(|part| part.split('"').next().filter(|id| id.len() == 36)).unwrap();
    let sent = [("parte", party), ("mezzo", "raccomandata"), ("il", "2026-11-25"), ("estremi", "15012345678-9")];
    assert_eq!(browser.post("/protocollo/2026/1/consegna", &sent).await.status(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_notes_the_receipt_of_the_post_as_the_page_does() {
    const GOOD: &str = r#"{"il": "2026-11-27", "firmata_da": "Rossi Ugo"}"#;
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25")));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &CLERK).await;
        posted(&hall, anna, &hall.signed_in("anna").await).await;
        clock.set(clock.now().plus_seconds(3 * 86_400));
        let browser = hall.signed_in("anna").await;
        let place = link(&browser.read("/protocollo/2026/1").await, "/ritorno");
        let key = hall.api_key("anna", anna, &["protocollo.registra"]).await;
        let call = place.replace("/protocollo/", "/api/v1/protocollo/registrazioni/");
        let client = reqwest::Client::new();
        let note = async |dati: &'static str, scans: usize| {
            let mut form = multipart::Form::new().text("dati", dati);
            for _ in 0..scans {
                let scan = multipart::Part::bytes(b"%PDF-1.4 ricevuta".to_vec()).file_name("ricevuta.pdf");
                form = form.part("file", scan);
            }
            let request = client.post(browser.address(&call)).bearer_auth(&key).multipart(form);
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, told) = note(r#"{"il": "2026-11-24"}"#, 0).await;
        assert_eq!((status, told.contains("è partita il 25/11/2026")), (422, true), "{told}");
        assert_eq!(note(GOOD, 2).await.0, 422, "one scan at most");
        assert_eq!(note(GOOD, 1).await.0, 204);
        let (status, told) = note(GOOD, 1).await;
        assert_eq!((status, told.contains("c'è già")), (422, true), "{told}");
        let page = browser.read("/protocollo/2026/1").await;
        assert!(page.contains("consegnata il 27/11/2026, firmata da Rossi Ugo"), "{page}");
        assert_eq!(browser.get(&format!("{place}/scansione")).await.status(), 200);
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_post_gets_its_list_and_the_receipt_comes_back_once_with_its_scan() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(at("2026-11-25")));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &CLERK).await;
        let browser = hall.signed_in("anna").await;
        posted(&hall, anna, &browser).await;
        let list = browser.read("/protocollo/raccomandate").await;
        assert!(list.contains("15012345678-9") && list.contains("non ancora"), "{list}");
        let pdf = browser.get("/protocollo/raccomandate/distinta.pdf?giorno=2026-11-25").await;
        assert_eq!(pdf.status(), 200);
        let pdf = pdf.bytes().await.unwrap();
        let said = words(&pdf);
        assert!(said.contains("Rossi Mario") && said.contains("15012345678-9"), "{said}");

        clock.set(clock.now().plus_seconds(3 * 86_400));
        let browser = hall.signed_in("anna").await;
        let place = link(&browser.read("/protocollo/2026/1").await, "/ritorno");
        let send = async |day: &'static str| {
            let scan = multipart::Part::bytes(b"%PDF-1.4 ricevuta".to_vec()).file_name("ricevuta.pdf");
            let form = multipart::Form::new().text("csrf", browser.token().await).text("il", day);
            let form = form.text("firmata_da", "Rossi Paola").part("scansione", scan);
            browser.client().post(browser.address(&place)).multipart(form).send().await.unwrap().status().as_u16()
        };
        assert_eq!(send("2026-11-24").await, 422, "before it was posted");
        assert_eq!(send("2026-11-27").await, 303);
        assert_eq!(send("2026-11-27").await, 422, "once");
        let page = browser.read("/protocollo/2026/1").await;
        assert!(page.contains("consegnata il 27/11/2026, firmata da Rossi Paola"), "{page}");
        assert_eq!(browser.get(&format!("{place}/scansione")).await.status(), 200);
        assert_eq!(hall.browser().get(&format!("{place}/scansione")).await.status(), 303, "nobody");
        hall.verify_clean().await;
        hall.stop().await;
    }
}
