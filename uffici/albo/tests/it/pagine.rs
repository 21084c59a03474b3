//! What staff and programs do.

use protocollo::{Nuova, Parte, Verso, registra};
use serde_json::{Value, json};
use testkit::Engine;

use crate::mondo::{INTERO, Mondo, OFFICES, PUBBLICO, TUTTO};

const IBAN: &str = "IT60X0542811101000000123456";

/// The fields of the form.
fn campi<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("tipo", "determina"),
        ("oggetto", "Lavori alla scuola"),
        ("origine", "Determinazione n. 1 del 03/02/2026"),
        ("richiedente", "Lavori pubblici"),
        ("adottato_il", "2026-02-03"),
    ];
    usual.into_iter().chain(more.iter().copied()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_before_a_person_has_decided_of_each_thing_that_was_found() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let form = office.read("/albo/registro/nuova").await;
        assert!(form.contains("Determinazione: 15 giorni") && form.contains("value=\"Segreteria\""), "{form}");
        let text = format!("Si paga sul conto {IBAN} di chi ha fatto i lavori.");
        let answer = office.upload("/albo/registro/nuova", &campi(&[]), "atto.txt", text.clone().into()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let draft = answer.headers()["location"].to_str().unwrap().to_owned();
        let page = office.read(&draft).await;
        assert!(page.contains(IBAN) && page.contains("scelta_0"), "{page}");
        let answer = office.post(&draft, &[("scelta_0", "")]).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        assert!(told.contains("Per un dato trovato") && told.contains("leggi ogni documento"), "{told}");
        assert!(mondo.hall.browser().read("/albo").await.contains("Nessuna pubblicazione in corso"));

        // Nobody else's draft is there.
        let unit = mondo.hall.unit("DEM", "Demografici").await;
        mondo.hall.person("dario", unit, &["albo.pubblica", "albo.consulta"]).await;
        let dario = mondo.hall.signed_in("dario").await;
        assert_eq!(dario.get(&draft).await.status(), 404);
        assert_eq!(dario.post(&draft, &[("scelta_0", "ente"), ("letti", "si")]).await.status(), 404);

        let answer = office.post(&draft, &[("scelta_0", "ente"), ("letti", "si")]).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let card = answer.headers()["location"].to_str().unwrap().to_owned();
        let page = office.read(&card).await;
        assert!(page.contains("Pubblicata: da questo momento") && page.contains("in un punto"), "{page}");
        let section = page.split("Dati personali lasciati leggibili").nth(1).unwrap();
        assert!(!section.contains(IBAN), "what it was is not kept");
        assert_eq!(office.get(&draft).await.status(), 404, "the draft is gone");
        let public = mondo.hall.browser().get("/albo/2026/1/documenti/1").await;
        assert_eq!(public.text().await.unwrap(), text);
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_refused_comes_back_with_all_its_reasons_and_its_words() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let fields = [
            ("tipo", ""),
            ("oggetto", ""),
            ("richiedente", "Lavori pubblici"),
            ("giorni", "tanti"),
            ("adottato_il", "x"),
        ];
        let answer = office.upload("/albo/registro/nuova", &fields, "vuoto.txt", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        for words in [
            "Scegli che cosa pubblichi",
            "oggetto che tutti leggeranno",
            "come numero",
            "La data non si legge",
            "Lavori pubblici",
        ] {
            assert!(told.contains(words), "{words} is missing: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outside_body_asks_by_an_entry_whose_documents_are_masked_or_are_not_to_be_published() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let ente = &mondo.hall.ente;
        let entry = |riservata: bool| {
            let mondo = &mondo;
            async move {
                let stored = mondo.hall.ente.archive.receive(&mut &INTERO[..], 10_000).await.unwrap();
                let parte = Parte { nome: "Tribunale di Prova".into(), ..Parte::default() };
                let oggetto = "Richiesta di pubblicazione";
                let nuova = Nuova { riservata, parti: vec![parte], ..Nuova::new(Verso::Arrivo, oggetto, "mano") };
                registra(&mondo.hall.ente, &mondo.who, &nuova, &[("intero.txt".into(), stored)], None).await.unwrap()
            }
        };
        let open = entry(false).await;
        let cosa = format!("{}/{}", open.anno, open.numero);
        let documento =
            protocollo::leggi(ente, &mondo.who, open.anno, open.numero).await.unwrap().documenti[0].1.id.to_string();
        let form = office.read(&format!("/albo/registro/nuova?cosa={cosa}")).await;
        assert!(form.contains("intero.txt") && form.contains("Richiesta di pubblicazione"), "{form}");
        let more = [("cosa", cosa.as_str()), ("documento", documento.as_str()), ("giorni", "30"), ("esterno", "si")];
        let answer = office.upload("/albo/registro/nuova", &campi(&more), "atto.txt", PUBBLICO.to_vec()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let draft = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(office.read(&draft).await.contains("la versione integrale, intero.txt"));
        assert_eq!(office.post(&draft, &[("letti", "si")]).await.status(), 303);
        let public = mondo.hall.browser().get("/albo/2026/1/documenti/1").await;
        assert_eq!(public.bytes().await.unwrap(), PUBBLICO);
        assert!(!mondo.hall.browser().read("/albo/2026/1").await.contains("intero.txt"));

        // A confidential entry's documents are nobody's to publish, not even behind a mask; for who may not see it, it is not there.
        let told = office.read("/albo/registro/nuova?cosa=2026/99").await;
        assert!(told.contains("Nessuna registrazione con questo numero"), "{told}");
        let closed = entry(true).await;
        let hidden = format!("/albo/registro/nuova?cosa={}/{}", closed.anno, closed.numero);
        assert!(office.read(&hidden).await.contains("La registrazione è riservata"));
        let id = protocollo::leggi(ente, &mondo.who, closed.anno, closed.numero).await.unwrap().documenti[0].1.id;
        let (cosa, id) = (format!("{}/{}", closed.anno, closed.numero), id.to_string());
        let more = [("cosa", cosa.as_str()), ("documento", id.as_str())];
        let answer = office.upload("/albo/registro/nuova", &campi(&more), "vuoto.txt", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        let unit = mondo.hall.unit("DEM", "Demografici").await;
        mondo.hall.person("dario", unit, &["albo.pubblica", "albo.consulta", "protocollo.consulta"]).await;
        let dario = mondo.hall.signed_in("dario").await.read(&hidden).await;
        assert!(!dario.contains("intero.txt") && dario.contains("Nessuna registrazione con questo numero"), "{dario}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_prepares_decides_and_publishes_as_a_person_would() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let client = reqwest::Client::new();
        let at = |path: &str| format!("{}/api/v1/albo{path}", mondo.hall.url);
        let dati = json!({"tipo": "avviso", "oggetto": "Raccolta", "richiedente": "Ufficio tecnico", "giorni": 20});
        let mut many = dati.clone();
        many["registrazione"] = json!("2026/1");
        many["documenti"] = json!(vec![mondo.who.person.to_string(); 51]);
        let form = reqwest::multipart::Form::new().text("dati", many.to_string());
        let refused = client.post(at("/bozze")).bearer_auth(&key).multipart(form).send().await.unwrap();
        assert_eq!(refused.status(), 422, "none of so many is looked for");
        let text = format!("Conto {IBAN}.");
        let file = reqwest::multipart::Part::bytes(text.into_bytes()).file_name("avviso.txt");
        let form = reqwest::multipart::Form::new().text("dati", dati.to_string()).part("file", file);
        let made = client.post(at("/bozze")).bearer_auth(&key).multipart(form).send().await.unwrap();
        assert_eq!(made.status(), 201);
        let made: Value = made.json().await.unwrap();
        assert_eq!(made["trovati"][0]["genere"], "iban", "{made}");
        let publish = at(&format!("/bozze/{}/pubblica", made["id"].as_str().unwrap()));
        let post = |address: String, body: Value| {
            let request = client.post(address).bearer_auth(&key).json(&body);
            async move {
                let answer = request.send().await.unwrap();
                let place = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
                (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default(), place)
            }
        };
        assert_eq!(post(publish.clone(), json!({"letti": true})).await.0, 422);
        assert_eq!(post(publish.clone(), json!({"letti": true, "perche": ["boh"]})).await.0, 422);
        let (status, told, place) = post(publish, json!({"letti": true, "perche": ["norma"]})).await;
        assert_eq!((status, told["fino_al"].as_str()), (201, Some("2026-02-24")), "{told}");
        let id = told["id"].as_str().unwrap().to_owned();
        let vicende = at(&format!("/pubblicazioni/{id}/vicende"));
        assert_eq!(post(vicende.clone(), json!({"vicenda": "annulla", "motivo": ""})).await.0, 422);
        assert_eq!(post(vicende, json!({"vicenda": "annulla", "motivo": "Sbagliata"})).await.0, 204);
        let place = place.expect("where it is read");
        assert_eq!(place, format!("/api/v1/albo/pubblicazioni/{id}"), "where a key is good");
        let one = client.get(format!("{}{place}", mondo.hall.url)).bearer_auth(&key).send().await.unwrap();
        let one: Value = one.json().await.unwrap();
        assert_eq!(one["pubblicazione"]["stato"], "annullata", "{one}");
        assert_eq!(one["vicende"][0]["motivo"], "Sbagliata", "{one}");
        let list = client.get(at("/pubblicazioni?vista=annullate")).bearer_auth(&key).send().await.unwrap();
        let list: Value = list.json().await.unwrap();
        assert_eq!(list["pubblicazioni"].as_array().map(Vec::len), Some(1), "{list}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_data_are_what_their_schema_says() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    mondo.pubblica("determina", porte::albo::Durata::Usuale, true).await;
    let citizen = mondo.hall.browser();
    let schema: Value = serde_json::from_str(&citizen.read("/albo/schema.json").await).unwrap();
    let data: Value = serde_json::from_str(&citizen.read("/albo/dati.json").await).unwrap();
    let row = data["pubblicazioni"][0].as_object().unwrap();
    let told = schema["properties"]["pubblicazioni"]["items"]["properties"].as_object().unwrap();
    let keys = |map: &serde_json::Map<String, Value>| {
        let mut keys: Vec<String> = map.keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(row), keys(told));
    let csv = citizen.read("/albo/dati.csv").await;
    let mut lines = csv.lines();
    assert_eq!(lines.next().unwrap().split(',').count(), row.len());
    assert!(lines.next().unwrap().starts_with("\"1\",\"2026\",\"determina\""), "{csv}");
    let feed = citizen.read("/albo/feed.xml").await;
    assert!(feed.contains("<item><title>1/2026 ") && feed.contains("/albo/2026/1</link>"), "{feed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_publication_leads_to_it_where_people_come_by_https_and_where_they_do_not() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    mondo.pubblica("determina", porte::albo::Durata::Usuale, false).await;
    let citizen = mondo.hall.browser();
    let own = format!("{}/albo/2026/1", mondo.hall.url);
    let data: Value = serde_json::from_str(&citizen.read("/albo/dati.json").await).unwrap();
    assert_eq!(data["pubblicazioni"][0]["indirizzo"].as_str(), Some(own.as_str()), "with its port");
    assert!(citizen.read("/albo/feed.xml").await.contains(&format!("<link>{own}</link>")));
    let page = citizen.read("/albo/2026/1").await.replace("&#x2f;", "/");
    assert!(page.contains(&format!("<a href=\"{own}\">")), "{page}");

    let settings = web::Settings { https: true, ..testkit::usual_settings() };
    let hall = testkit::TownHall::start_with(Engine::Sqlite, OFFICES, mondo.clock.clone(), settings).await;
    let feed = hall.browser().read("/albo/feed.xml").await;
    assert!(feed.contains("<link>https://127.0.0.1/albo</link>"), "under its name, whatever is before us: {feed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_data_that_do_not_fit_tell_where_they_go_on_until_all_was_read() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    for _ in 0..3 {
        mondo.pubblica("determina", porte::albo::Durata::Usuale, false).await;
    }
    let citizen = mondo.hall.browser();
    let mut lines = Vec::new();
    let mut next = Some("/albo/dati.csv?q=zaccaria&righe=2".to_owned());
    while let Some(address) = next {
        let answer = citizen.get(&address).await;
        let link = answer.headers().get("link").map(|link| link.to_str().unwrap().to_owned());
        next = link.map(|link| link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned());
        let text = answer.text().await.unwrap();
        lines.push(text.lines().skip(1).map(|line| line[..3].to_owned()).collect::<Vec<_>>());
    }
    assert_eq!(lines, [vec!["\"3\"", "\"2\""], vec!["\"1\""]]);
    let read = async |address: &str| serde_json::from_str::<Value>(&citizen.read(address).await).unwrap();
    let first = read("/albo/dati.json?righe=2").await;
    let next = first["prossima"].as_str().expect("not all is there");
    let rest = read(next).await;
    assert_eq!(rest["pubblicazioni"][0]["numero"], 1, "{rest}");
    assert!(rest["prossima"].is_null() && read("/albo/dati.json").await["prossima"].is_null(), "{rest}");
    assert!(read("/albo/schema.json").await["properties"]["prossima"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delay_of_each_act_is_counted_and_the_late_ones_are_named() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        // Adopted on Tuesday the 3rd; posted on the 4th, and another on Monday the 9th.
        let domanda = |documenti| porte::albo::Domanda {
            esterno: false,
            ..mondo.domanda("determina", porte::albo::Durata::Usuale, documenti)
        };
        let first = mondo.pubblica("determina", porte::albo::Durata::Usuale, false).await;
        let ente = &mondo.hall.ente;
        for day in ["2026-02-04T11:00:00", "2026-02-09T09:00:00"] {
            mondo.sono(day);
            let documento = albo::una(ente, &mondo.who, first.id.into()).await.unwrap().documenti.remove(0).documento;
            let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
            let documenti = vec![porte::albo::DaPubblicare { documento, integrale: None }];
            porte::albo::Pubblica::pubblica(&albo::Porta, &mut tx, &domanda(documenti)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let found = albo::quadro(ente, &mondo.who).await.unwrap();
        assert_eq!(
            (found.con_data, found.tardive_in_tutto),
            (2, 1),
            "what an outside body asks is not ours to be late with"
        );
        assert_eq!((found.per_giorni[1], found.per_giorni[6]), (1, 1));
        assert_eq!((found.tardive[0].0.numero, found.tardive[0].1), (3, 4), "Wednesday to Monday");
        let page = mondo.hall.signed_in("anna").await.read("/albo/registro/quadro").await;
        assert!(page.contains("3/2026"), "{page}");
    }
}
