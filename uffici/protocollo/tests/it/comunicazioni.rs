//! What another office communicates: a draft of whoever asks, registered and sent by a person, and told back by addressee to whom it may.

use std::sync::Arc;

use authz::Who;
use documents::store::Sha256Hash;
use kernel::{SystemClock, Uuid};
use porte::comunicazioni::{Comunica as _, Comunicata, Comunicazione, Destinatario};
use protocollo::Comunica;
use testkit::{Browser, Engine, MailServer, TownHall};

use crate::{
    posta::{ADDETTA, read_now},
    spedizione::{address, hall_of_anna, hall_with, receipt, send, sent_to, that_sends, work},
};

const COSA: Uuid = Uuid::from_u128(7);
const OGGETTO: &str = "Comunicazione dell'atto: Ordinanza n. 3. Zibaldone";

async fn documento(hall: &TownHall) -> (String, Sha256Hash) {
    let stored = hall.ente.archive.receive(&mut &b"L'ordinanza firmata"[..], 1 << 20).await.unwrap();
    ("ordinanza.txt".to_owned(), stored.sha256)
}

async fn cosa(hall: &TownHall, a: &[(&str, &str)], riservata: bool) -> Comunicazione {
    let uno = |(nome, indirizzo): &(&str, &str)| Destinatario {
        nome: (*nome).into(),
        codice: None,
        indirizzo: Some((*indirizzo).to_owned()).filter(|text| !text.is_empty()),
    };
    Comunicazione {
        ufficio: "archivio",
        cose: vec![COSA],
        oggetto: OGGETTO.into(),
        destinatari: a.iter().map(uno).collect(),
        documenti: vec![documento(hall).await],
        riservata,
    }
}

async fn who(hall: &TownHall, username: &str) -> Who {
    let read = hall.ente.db().read().await.unwrap();
    let person = accounts::person_by_username(&read, username).await.unwrap().unwrap().id;
    drop(read);
    hall.who(person).await
}

async fn stanno(hall: &TownHall, username: &str) -> Vec<Comunicata> {
    Comunica.comunicate(&hall.ente, &who(hall, username).await, "archivio", COSA).await.unwrap()
}

/// Registers the draft as its form proposes it, but for what `more` says; gives status and page.
async fn registra(browser: &Browser, draft: &str, altri: &str, more: &[(&str, &str)]) -> (u16, String) {
    let bozza = draft.split("bozza=").nth(1).unwrap();
    let fields = [
        ("bozza", bozza),
        ("verso", "partenza"),
        ("oggetto", OGGETTO),
        ("nome_testo", "Rossi Mario"),
        ("altri", altri),
        ("mezzo", "pec"),
    ];
    let answer = browser.post("/protocollo/nuova", &[&fields[..], more].concat()).await;
    let place = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
    (answer.status().as_u16(), place.unwrap_or(answer.text().await.unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_draft_that_takes_no_number_until_a_person_registers_it_and_is_told_to_whom_it_may() {
    for engine in Engine::all() {
        let (hall, anna) = hall_of_anna(engine, vec![], Arc::new(SystemClock)).await;
        let elsewhere = hall.unit("TEC", "Ufficio tecnico").await;
        hall.person("tea", elsewhere, ADDETTA).await;
        let lettore = hall.person("lettore", elsewhere, &["protocollo.consulta"]).await;
        let a = [("Rossi Mario", ""), ("Verdi Luigi", "verdi@pec.example.it")];
        let asked = cosa(&hall, &a, false).await;
        let refused = Comunica.prepara(&hall.ente, &hall.who(lettore).await, &asked).await;
        assert!(matches!(refused, Err(web::Error::Denied(_))), "{engine:?}: {refused:?}");
        let nobody = Comunicazione { destinatari: vec![], ..asked.clone() };
        let refused = Comunica.prepara(&hall.ente, &who(&hall, "anna").await, &nobody).await;
        assert!(matches!(refused, Err(web::Error::Refused(_))), "{engine:?}: {refused:?}");

        let draft = Comunica.prepara(&hall.ente, &who(&hall, "anna").await, &asked).await.unwrap();
        let form = anna.read(&draft).await;
        for words in
            ["Registra in partenza", "Zibaldone", "Rossi Mario", "Verdi Luigi; verdi@pec.example.it", "ordinanza.txt"]
        {
            assert!(form.contains(words), "{engine:?}: {words} is missing: {form}");
        }
        assert!(stanno(&hall, "anna").await.is_empty(), "a draft communicates nothing");
        let (status, place) = registra(&anna, &draft, "Verdi Luigi; verdi@pec.example.it", &[]).await;
        assert_eq!(status, 303, "{engine:?}: {place}");
        let told = stanno(&hall, "anna").await;
        assert_eq!(told.len(), 1);
        assert!(place.starts_with(&told[0].href), "{place} {}", told[0].href);
        let stati: Vec<(&str, &str)> = told[0].a.iter().map(|one| (one.a.as_str(), one.stato.as_str())).collect();
        assert_eq!(stati, [("Rossi Mario", "da spedire"), ("Verdi Luigi", "da spedire")]);
        assert!(stanno(&hall, "tea").await.is_empty(), "{engine:?}: of another unit's entry nothing is told");
        let read = hall.ente.db().read().await.unwrap();
        let rows = db::rows(&read, "SELECT indirizzo FROM protocollo_parte ORDER BY ordine", []).await.unwrap();
        drop(read);
        let own: Vec<Option<String>> = rows.iter().map(|row| row.try_get("", "indirizzo").unwrap()).collect();
        assert_eq!(own, [None, Some("verdi@pec.example.it".to_owned())], "{engine:?}: each has its own address");
        let form = anna.read(&format!("{}/spedisci", told[0].href)).await;
        let select = form.split("name=\"parte\"").nth(1).unwrap().split("</select>").next().unwrap();
        let mut parti = select.split("value=\"").skip(1).filter_map(|part| part.split('"').next());
        let parte = parti.find(|value| !value.is_empty()).unwrap();
        let today = hall.ente.ledger.now().date();
        let il = today.to_string();
        let fields = [("parte", parte), ("mezzo", "mano"), ("il", il.as_str()), ("estremi", "")];
        assert_eq!(anna.post(&format!("{}/consegna", told[0].href), &fields).await.status(), 303);
        let told = stanno(&hall, "anna").await;
        let days: Vec<_> = told[0].a.iter().map(|one| one.consegnata).collect();
        assert_eq!(days, [Some(today), None], "{engine:?}: each for itself");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_confidential_is_registered_as_such_or_not_at_all() {
    for engine in Engine::all() {
        let (hall, anna) = hall_of_anna(engine, vec![], Arc::new(SystemClock)).await;
        let asked = cosa(&hall, &[("Rossi Mario", "")], true).await;
        let draft = Comunica.prepara(&hall.ente, &who(&hall, "anna").await, &asked).await.unwrap();
        let form = anna.read(&draft).await;
        let check = form.split("name=\"riservata\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(check.contains("checked"), "{engine:?}: {check}");
        let (status, page) = registra(&anna, &draft, "", &[]).await;
        assert_eq!(status, 422, "{engine:?}");
        assert!(page.contains("riservato: la registrazione lo è"), "{page}");
        assert!(stanno(&hall, "anna").await.is_empty(), "nothing was registered");
        let (status, page) = registra(&anna, &draft, "", &[("riservata", "si")]).await;
        assert_eq!(status, 303, "{engine:?}: {page}");
        let unit = hall.unit("ARC", "Archivio").await;
        hall.person("tutto", unit, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        assert_eq!(stanno(&hall, "anna").await.len(), 1);
        assert!(stanno(&hall, "tutto").await.is_empty(), "{engine:?}: who reads all reads nothing confidential");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipts_of_the_provider_say_when_it_reached_each_and_of_whom_somebody_must_see_to() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova84", "prova85"]) {
        let hall = hall_with(engine, vec![that_sends(&real, user)], Arc::new(SystemClock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        read_now(&hall, &anna).await;
        let (rossi, verdi) = (address("comunica-rossi", engine), address("comunica-verdi", engine));
        let asked = cosa(&hall, &[("Rossi Mario", &rossi), ("Verdi Luigi", &verdi)], false).await;
        let draft = Comunica.prepara(&hall.ente, &who(&hall, "anna").await, &asked).await.unwrap();
        let altri = format!("Verdi Luigi; {verdi}");
        let (status, place) = registra(&anna, &draft, &altri, &[("indirizzo", &rossi)]).await;
        assert_eq!(status, 303, "{engine:?}: {place}");
        let entry = place.trim_end_matches("?registrata");
        assert!(send(&anna, entry).await.status().is_redirection());
        work(&hall).await;
        let ids = [&rossi, &verdi].map(|to| sent_to(&real, to).remove(0).1);
        real.deliver(user, &receipt("accettazione", &ids[0], &rossi, true, ""));
        real.deliver(user, &receipt("avvenuta-consegna", &ids[0], &rossi, true, ""));
        real.deliver(user, &receipt("errore-consegna", &ids[1], &verdi, true, ""));
        read_now(&hall, &anna).await;
        let told = stanno(&hall, "anna").await.remove(0);
        let [first, second] = told.a.as_slice() else { panic!("{told:?}") };
        assert_eq!(first.stato, "consegnato", "{first:?}");
        assert_eq!(first.consegnata.map(|day| day.to_string()).as_deref(), Some("2026-11-03"), "as the receipt says");
        assert!(first.fatti.iter().any(|one| one.ricevuta && one.testo.starts_with("consegnato")), "{first:?}");
        assert!(second.consegnata.is_none() && second.da_vedere.is_some(), "{second:?}");
    }
}
