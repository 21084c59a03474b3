//! Searches: filters that the index does not know, together with words; kept under a name and shared; counted; found while one types.
//! Whoever opens what another has kept finds only what they may see.

use office::Office;
use protocollo::{
    Altro, Assegnatario, Assegnazioni, Filtro, Nuova, Protocollo, Tipo, apri_fascicolo, elenca, metti_nel_fascicolo,
    registra,
};
use serde_json::Value;
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const ADDETTA: &[&str] = &[
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.registra",
    "protocollo.assegna",
    "protocollo.prendi",
    "protocollo.fascicola",
];
const LEGGE: &[&str] = &["protocollo.consulta", "protocollo.prendi"];

fn a(ufficio: authz::UnitId) -> Vec<Assegnatario> {
    vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_narrows_alone_and_together_with_words() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let (anna, bruno) = (hall.person("anna", pro, ADDETTA).await, hall.person("bruno", pro, ADDETTA).await);
        hall.person("marco", tec, LEGGE).await;
        let (who, other) = (hall.who(anna).await, hall.who(bruno).await);
        let loro = Nuova { protocollo_mittente: Some("Ab/77".into()), ..nuova("Potatura dei tigli") };
        registra(&hall.ente, &who, &loro, &[], None).await.unwrap();
        registra(&hall.ente, &other, &Nuova { assegnazioni: a(tec), ..nuova("Potatura dei platani") }, &[], None)
            .await
            .unwrap();
        registra(&hall.ente, &who, &nuova("Fattura del gas"), &[], None).await.unwrap();
        let nuovo = protocollo::NuovoFascicolo {
            termine: kernel::Date::from_ymd_opt(2999, 12, 31),
            ..protocollo::NuovoFascicolo::new(protocollo::TipoFascicolo::Affare, "VI.3", "Verde pubblico", pro)
        };
        let chiave = apri_fascicolo(&hall.ente, &who, &nuovo, None, None).await.unwrap().chiave();
        let year = i64::from(hall.ente.ledger.now().year());
        metti_nel_fascicolo(&hall.ente, &who, &chiave, (year, 1), false).await.unwrap();

        let browser = hall.signed_in("anna").await;
        let in_address = chiave.in_address();
        let cases: Vec<(String, [bool; 3])> = vec![
            (format!("fascicolo={in_address}"), [true, false, false]),
            ("fascicolo=2026-VI.3-99".into(), [false, false, false]),
            ("fascicolo=il+mio".into(), [false, false, false]),
            ("loro=AB%2F77".into(), [true, false, false]),
            (format!("da={bruno}"), [false, true, false]),
            (format!("da={anna}"), [true, false, true]),
            ("da=anna".into(), [false, false, false]),
            (format!("dall_ufficio={pro}"), [true, true, true]),
            ("documenti=senza".into(), [true, true, true]),
            ("documenti=con".into(), [false, false, false]),
            ("assegnazione=in_attesa".into(), [false, true, false]),
            (format!("assegnazione=in_attesa&ufficio={tec}"), [false, true, false]),
            (format!("assegnazione=accettata&ufficio={tec}"), [false, false, false]),
            ("assegnazione=nessuna".into(), [true, false, true]),
            ("oltre=1".into(), [false, false, false]),
            ("spedizioni=fallite".into(), [false, false, false]),
            ("dal=ieri".into(), [false, false, false]),
            ("al=2026-02-30".into(), [false, false, false]),
            ("ufficio=tecnico".into(), [false, false, false]),
        ];
        for (query, expected) in &cases {
            for words in ["", "&q=potatura"] {
                let page = browser.read(&format!("/protocollo?{query}{words}")).await;
                let seen = ["dei tigli", "dei platani", "del gas"].map(|word| page.contains(word));
                let wanted = [expected[0], expected[1], expected[2] && words.is_empty()];
                assert_eq!(seen, wanted, "{query}{words} on {engine:?}");
            }
        }
        assert!(browser.read("/protocollo?fascicolo=il+mio").await.contains("non è il numero di un fascicolo"));
        let csv = browser.read("/protocollo/esporta.csv?loro=ab%2F77").await;
        assert!(csv.contains("tigli") && !csv.contains("platani"), "the export has the same filters: {csv}");

        // Refused and given to nobody else: it waits for whoever assigns.
        let marco = hall.signed_in("marco").await;
        let entry = marco.read(&format!("/protocollo/{year}/2")).await;
        let refuse = entry.split('"').find(|part| part.ends_with("/rifiuta")).unwrap().to_owned();
        assert_eq!(marco.post(&refuse, &[("motivo", "non è di questo ufficio")]).await.status(), 303);
        for (query, sees) in [("in_attesa", false), ("rifiutata", true), ("da_rifare", true), ("nessuna", true)] {
            for words in ["", "&q=platani"] {
                let page = browser.read(&format!("/protocollo?assegnazione={query}{words}")).await;
                assert_eq!(page.contains("dei platani"), sees, "{query}{words}");
            }
        }
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_with_a_filter_that_few_pass_lead_through_all_that_there_are() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let all = ["protocollo.registra", "protocollo.consulta"];
        let anna = hall.person("anna", pro, &all).await;
        let key = hall.api_key("anna", anna, &all).await;
        let who = hall.who(anna).await;
        for n in 0..230 {
            let loro = (n % 2 == 0).then(|| "L/1".to_owned());
            let one = Nuova { protocollo_mittente: loro, ..nuova(&format!("Potatura numero {n}")) };
            registra(&hall.ente, &who, &one, &[], None).await.unwrap();
        }
        let client = reqwest::Client::new();
        let ask = async |query: String| {
            let address = format!("{}/api/v1/protocollo/registrazioni?{query}", hall.url);
            let answer = client.get(address).bearer_auth(&key).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{query}");
            answer.json::<Value>().await.unwrap()
        };
        let (mut seen, mut place) = (Vec::new(), String::new());
        loop {
            let page = ask(format!("q=potatura&protocollo_mittente=L%2F1&limite=50{place}")).await;
            assert_eq!(page["totale"], Value::Null, "nobody has counted them");
            let rows = page["registrazioni"].as_array().unwrap();
            assert!(rows.len() <= 50);
            seen.extend(rows.iter().map(|row| row["numero"].as_i64().unwrap()));
            let Some(next) = page["prossima"].as_str() else { break };
            place = format!("&prima={next}");
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=230).step_by(2).collect::<Vec<i64>>(), "each once, on {engine:?}");
        for (query, expected) in
            [("q=potatura&protocollo_mittente=L%2F1", 115), ("protocollo_mittente=L%2F1", 115), ("", 230)]
        {
            let counted = ask(format!("conta=true&limite=1&{query}")).await;
            assert_eq!(counted["totale"]["numero"], expected, "{query}");
        }
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_search_is_shared_as_a_question_and_never_as_an_answer() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let anna = hall.person("anna", pro, ADDETTA).await;
        hall.person("bruno", pro, LEGGE).await;
        hall.person("marco", tec, LEGGE).await;
        let who = hall.who(anna).await;
        let secret = Nuova { riservata: true, ..nuova("Potatura nascosta") };
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();
        registra(&hall.ente, &who, &Nuova { assegnazioni: a(tec), ..nuova("Potatura aperta") }, &[], None)
            .await
            .unwrap();
        let [anna, bruno, marco] =
            [hall.signed_in("anna").await, hall.signed_in("bruno").await, hall.signed_in("marco").await];
        let pro = pro.to_string();
        for (nome, condivisa) in
            [("Mie potature", ""), ("Potature del protocollo", pro.as_str()), ("Potature di tutti", "tutti")]
        {
            let form = [("nome", nome), ("condivisa", condivisa), ("q", "potatura"), ("dall_ufficio", pro.as_str())];
            assert_eq!(anna.post("/protocollo/elenco/salva", &form).await.status(), 303, "{nome}");
        }
        for (browser, sees) in
            [(&anna, [true, true, true]), (&bruno, [false, true, true]), (&marco, [false, false, true])]
        {
            let list = browser.read("/protocollo").await;
            let page = browser.read("/protocollo/ricerche").await;
            for (name, sees) in ["Mie potature", "Potature del protocollo", "Potature di tutti"].into_iter().zip(sees) {
                assert_eq!(list.contains(name), sees, "{name} over the list");
                assert_eq!(page.contains(name), sees, "{name} on the page");
            }
        }
        // What each finds with it, and how many it says there are, is by their own rights.
        let shared = format!("/protocollo?q=potatura&dall_ufficio={pro}");
        let list = bruno.read("/protocollo").await.replace("&amp;", "&").replace("&#x2f;", "/");
        assert!(list.contains(&shared), "the filter goes along");
        let found = marco.read(&shared).await;
        assert!(found.contains("Potatura aperta") && !found.contains("nascosta"));
        for (browser, counted) in [(&anna, "di 2"), (&marco, "di 1"), (&bruno, "di 1")] {
            let plain = browser.read("/protocollo?vista=tutte&conta=si").await;
            assert!(plain.contains(counted), "{counted} in {plain}");
        }

        // Renamed, shared otherwise and taken away by whoever keeps it, and by nobody else.
        let page = anna.read("/protocollo/ricerche").await;
        let change = page.split('"').find(|part| part.ends_with("/cambia")).unwrap().to_owned();
        let remove = change.replace("/cambia", "/togli");
        let form = [("nome", "Verde"), ("condivisa", "")];
        assert_eq!(marco.post(&change, &form).await.status(), 404);
        assert_eq!(marco.post(&remove, &[]).await.status(), 404);
        let twice = anna.post(&change, &[("nome", "Potature di tutti"), ("condivisa", "")]).await;
        assert_eq!(twice.status(), 422, "a name is taken once");
        assert_eq!(anna.post(&change, &form).await.status(), 303);
        assert!(anna.read("/protocollo").await.contains("Verde"));
        // Sharing with all is for who reads all, and with a unit for who is of it.
        for condivisa in ["tutti", pro.as_str()] {
            let form = [("nome", "Mia"), ("condivisa", condivisa), ("q", "x")];
            assert_eq!(marco.post("/protocollo/elenco/salva", &form).await.status(), 400, "{condivisa}");
        }
        // Where the list begins is one's own choice; all of them stay a step away.
        let id = change.split('/').nth(3).unwrap();
        assert_eq!(anna.post("/protocollo/ricerche/inizio", &[("ricerca", id)]).await.status(), 303);
        let begin = anna.get("/protocollo").await;
        assert_eq!((begin.status().as_u16(), begin.headers()["location"].to_str().unwrap()), (303, shared.as_str()));
        assert_eq!(anna.get("/protocollo?vista=tutte").await.status(), 200);
        assert_eq!(anna.post(&remove, &[]).await.status(), 303);
        assert_eq!(anna.get("/protocollo").await.status(), 200, "what is gone begins nothing");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_keep_searches_too() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let anna = hall.person("anna", pro, ADDETTA).await;
        let marco = hall.person("marco", tec, LEGGE).await;
        let who = hall.who(anna).await;
        registra(&hall.ente, &who, &nuova("Potatura dei tigli"), &[], None).await.unwrap();
        let key = hall.api_key("anna", anna, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        let other = hall.api_key("marco", marco, &["protocollo.consulta"]).await;
        let client = reqwest::Client::new();
        let base = format!("{}/api/v1/protocollo/ricerche", hall.url);
        let send = async |key: &str, path: &str, body: &str| {
            let request = client.post(format!("{base}{path}")).bearer_auth(key);
            request.header("content-type", "application/json").body(body.to_owned()).send().await.unwrap()
        };
        let made = send(&key, "", r#"{"nome":"Tigli","filtro":{"q":"tigli"},"condivisa":"tutti"}"#).await;
        assert_eq!(made.status(), 201);
        let place = made.headers()["location"].to_str().unwrap().to_owned();
        let id = made.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
        let read = async |key: &str, address: String| {
            let answer = client.get(address).bearer_auth(key).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            answer.json::<Value>().await.unwrap()
        };
        let found = read(&key, format!("{}{place}", hall.url)).await;
        assert_eq!(found["registrazioni"].as_array().unwrap().len(), 1);
        // The same question, asked by who may not see the entry.
        let found = read(&other, format!("{}{place}", hall.url)).await;
        assert_eq!(found["registrazioni"].as_array().unwrap().len(), 0, "{engine:?}");
        let list = read(&other, base.clone()).await;
        assert_eq!((&list["ricerche"][0]["nome"], &list["ricerche"][0]["tua"]), (&"Tigli".into(), &false.into()));
        for (body, expected) in [
            (r#"{"nome":"X","filtro":{"boh":"1"}}"#, 422),
            (r#"{"nome":"X","filtro":{"oltre":"molti"}}"#, 422),
            (r#"{"nome":"X","filtro":{"dal":"ieri"}}"#, 422),
            (r#"{"nome":"","filtro":{}}"#, 422),
            (r#"{"nome":"X","filtro":{},"condivisa":"ufficio"}"#, 422),
            (r#"{"nome":"X"}"#, 400),
        ] {
            assert_eq!(send(&key, "", body).await.status(), expected, "{body}");
        }
        assert_eq!(send(&other, &format!("/{id}"), r#"{"nome":"Mia"}"#).await.status(), 404);
        assert_eq!(send(&key, &format!("/{id}"), r#"{"nome":"Alberi"}"#).await.status(), 204);
        assert_eq!(read(&other, base.clone()).await["ricerche"].as_array().unwrap().len(), 0, "shared no more");
        assert_eq!(send(&key, &format!("/{id}/fine"), "{}").await.status(), 204);
        assert_eq!(send(&key, &format!("/{id}/fine"), "{}").await.status(), 404);
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_while_one_types_is_what_one_may_see() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let anna = hall.person("anna", pro, ADDETTA).await;
        hall.person("marco", tec, LEGGE).await;
        let who = hall.who(anna).await;
        registra(&hall.ente, &who, &Nuova { riservata: true, ..nuova("Potatura nascosta") }, &[], None).await.unwrap();
        registra(&hall.ente, &who, &Nuova { assegnazioni: a(tec), ..nuova("Potatura aperta") }, &[], None)
            .await
            .unwrap();
        let (anna, marco) = (hall.signed_in("anna").await, hall.signed_in("marco").await);
        let part = "/protocollo/elenco/risultati?q=potat";
        let (mine, theirs) = (anna.read(part).await, marco.read(part).await);
        assert!(mine.contains("nascosta") && mine.contains("aperta"), "a word that goes on is found: {mine}");
        assert!(theirs.contains("aperta") && !theirs.contains("nascosta"));
        assert!(!mine.contains("<html") && !mine.contains("mu-search-line"), "only what changes");
        let none = marco.read("/protocollo/elenco/risultati?q=nascost").await;
        assert!(none.contains("Nessuna registrazione trovata"), "{none}");
        let filtered = anna.read(&format!("{part}&assegnazione=in_attesa")).await;
        assert!(
            filtered.contains("aperta") && !filtered.contains("nascosta"),
            "the other filters go along: {filtered}"
        );
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_that_one_may_not_see_narrows_to_nothing() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let anna = hall.person("anna", pro, ADDETTA).await;
        let marco = hall.person("marco", tec, LEGGE).await;
        let who = hall.who(anna).await;
        registra(&hall.ente, &who, &Nuova { assegnazioni: a(tec), ..nuova("Potatura dei tigli") }, &[], None)
            .await
            .unwrap();
        let nuovo = protocollo::NuovoFascicolo {
            termine: kernel::Date::from_ymd_opt(2999, 12, 31),
            ..protocollo::NuovoFascicolo::new(
                protocollo::TipoFascicolo::Affare,
                "VI.3",
                "Procedimento disciplinare",
                pro,
            )
        };
        let chiave = apri_fascicolo(&hall.ente, &who, &nuovo, None, None).await.unwrap().chiave();
        let year = i64::from(hall.ente.ledger.now().year());
        metti_nel_fascicolo(&hall.ente, &who, &chiave, (year, 1), false).await.unwrap();
        let altro = Altro { fascicolo: Some(chiave), ..Altro::default() };
        let filtro = Filtro { altro, ..Filtro::default() };
        assert_eq!(elenca(&hall.ente, &who, &filtro, None, 10).await.unwrap().len(), 1);
        // Marco sees the entry, and must not learn in which fascicolo it lies.
        let marco = hall.who(marco).await;
        assert_eq!(elenca(&hall.ente, &marco, &Filtro::default(), None, 10).await.unwrap().len(), 1);
        assert_eq!(elenca(&hall.ente, &marco, &filtro, None, 10).await.unwrap().len(), 0, "{engine:?}");
        let waiting = Altro { assegnazioni: Some(Assegnazioni::InAttesa), ..Altro::default() };
        let filtro = Filtro { altro: waiting, ufficio: Some(tec), ..Filtro::default() };
        assert_eq!(elenca(&hall.ente, &marco, &filtro, None, 10).await.unwrap().len(), 1);
        hall.stop().await;
    }
}
