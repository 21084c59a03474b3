//! What looks like personal data is told before it is published, with where it stands, and read by everybody only once a
//! person said why it may be.

use reqwest::multipart;
use serde_json::{Value, json};
use testkit::Engine;

use crate::{
    mondo::{Mondo, TUTTO, provvedimento},
    proposte::{LISTA, attendono, documento, propone, proposta},
};

const IBAN: &str = "IT60X0542811101000000123456";
const TELEFONO: &str = "011 5551234";
const MODULO: &str = "/trasparenza/ufficio/nuova";

/// The fields in which a page asks of what was found, in its order.
fn chiesti(page: &str) -> Vec<String> {
    let names = page.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    names.filter(|name| name.starts_with("scelta_")).map(str::to_owned).collect()
}

fn campi(testo: &str) -> [(&str, &str); 5] {
    [
        ("sezione", "05.01"),
        ("titolo", "Bando"),
        ("riferita_al", "2026-02-01"),
        ("responsabile", "Segreteria"),
        ("testo", testo),
    ]
}

fn file() -> Vec<u8> {
    format!("La tassa si versa sul conto {IBAN}.").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_and_files_are_published_once_a_person_said_of_each_thing_why_it_may_be_read() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (office, citizen) = (mondo.hall.signed_in("anna").await, mondo.hall.browser());
        let bare = campi("Si chiede al telefono 011 5551234.");
        let answer = office.upload(MODULO, &bare, "bando.txt", file()).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        let all =
            ["Leggi ogni file", "Per 2 dati trovati", IBAN, TELEFONO, "bando.txt, una volta", "il modulo, una volta"];
        for told in all {
            assert!(page.contains(told), "{engine:?}: {told} is missing: {page}");
        }
        let asked = chiesti(&page);
        assert_eq!(asked.len(), 2, "{page}");
        let half = [&bare[..], &[("letti", "si"), (asked[0].as_str(), "ente")]].concat();
        let answer = office.upload(MODULO, &half, "bando.txt", file()).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Per un dato trovato") && page.contains("value=\"ente\" selected"), "{page}");
        let other = [&half[..], &[(asked[1].as_str(), "perché sì")]].concat();
        assert_eq!(office.upload(MODULO, &other, "bando.txt", file()).await.status(), 422, "no such reason");
        assert!(!citizen.read("/trasparenza/05.01").await.contains("Bando"), "{engine:?}");

        let whole = [&half[..], &[(asked[1].as_str(), "norma")]].concat();
        let answer = office.upload(MODULO, &whole, "bando.txt", file()).await;
        assert_eq!(answer.status(), 303, "{engine:?}: {}", answer.text().await.unwrap());
        let card = answer.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        let page = office.read(&card).await;
        let kept = page.split("Dati personali lasciati leggibili").nth(1).unwrap();
        assert!(kept.contains("in un punto: Una norma chiede di pubblicarlo"), "{kept}");
        assert!(!kept.contains(IBAN), "what it was is not kept: {kept}");

        // What everybody reads by now is not asked again; what is new is.
        let id = card.rsplit('/').next().unwrap();
        let same = [&bare[..], &[("voce", id)]].concat();
        let answer = office.upload(MODULO, &same, "", Vec::new()).await;
        assert_eq!(answer.status(), 303, "{engine:?}: {}", answer.text().await.unwrap());
        let more = campi("Si chiede al telefono 011 5551234, o a mario.prova@posta.example.");
        let answer = office.upload(MODULO, &[&more[..], &[("voce", id)]].concat(), "", Vec::new()).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Per un dato trovato") && chiesti(&page).len() == 1, "{engine:?}: {page}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_never_published_and_a_word_that_is_nobodys_health_is() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let bare = campi("Interventi per la disabilità.");
        let page = office.upload(MODULO, &bare, "", Vec::new()).await.text().await.unwrap();
        let asked = chiesti(&page);
        assert!(asked.len() == 1 && !page.contains("<option value=\"norma\""), "one reason alone is offered: {page}");
        let forced = [&bare[..], &[(asked[0].as_str(), "norma")]].concat();
        let answer = office.upload(MODULO, &forced, "", Vec::new()).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        assert!(answer.text().await.unwrap().contains("i dati sulla salute non si pubblicano mai"), "{engine:?}");
        let told = [&bare[..], &[(asked[0].as_str(), "falso")]].concat();
        assert_eq!(office.upload(MODULO, &told, "", Vec::new()).await.status(), 303, "{engine:?}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_what_was_found_and_publishes_with_its_reasons() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let client = reqwest::Client::new();
        let address = |path: &str| mondo.hall.browser().address(&format!("/api/v1/trasparenza/{path}"));
        let mut dati = json!({
            "sezione": "05.01", "titolo": "Bando", "testo": "Un posto.", "data": "2026-02-01", "responsabile": "Segreteria",
            "letti": true,
        });
        let send = |path: &str, dati: &Value| {
            let part = multipart::Part::bytes(file()).file_name("bando.txt");
            let form = multipart::Form::new().text("dati", dati.to_string()).part("file", part);
            client.post(address(path)).bearer_auth(&key).multipart(form).send()
        };
        let answer = send("contenuti/controlla", &dati).await.unwrap();
        assert_eq!(answer.status(), 200, "{engine:?}");
        let found: Value = answer.json().await.unwrap();
        assert_eq!((&found["trovati"][0]["testo"], &found["trovati"][0]["file"]), (&json!(IBAN), &json!("bando.txt")));
        assert_eq!((&found["troppi"], &found["illeggibili"]), (&json!(false), &json!([])), "{found}");
        assert_eq!(send("contenuti", &dati).await.unwrap().status(), 422, "{engine:?}: nobody said why");
        dati["perche"] = json!([{ "chiave": found["trovati"][0]["chiave"], "motivo": "boh" }]);
        assert_eq!(send("contenuti", &dati).await.unwrap().status(), 422, "{engine:?}: no such reason");
        let listed: Value = mondo.hall.browser().get("/trasparenza/05.01/dati.json").await.json().await.unwrap();
        assert_eq!(listed["contenuti"], json!([]), "{engine:?}: to look publishes nothing");
        dati["perche"][0]["motivo"] = json!("norma");
        let answer = send("contenuti", &dati).await.unwrap();
        assert_eq!(answer.status(), 201, "{engine:?}");
        let made: Value = answer.json().await.unwrap();
        let one = address(&format!("contenuti/{}", made["id"].as_str().unwrap()));
        let read: Value = client.get(one).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        let left = json!([{ "genere": "iban", "quante": 1, "motivo": "Una norma chiede di pubblicarlo" }]);
        assert_eq!(read["dati_lasciati"], left, "{engine:?}: {read}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_office_proposes_and_its_documents_are_looked_into_before_a_person_publishes_them() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let mut asked = proposta(&mondo, mondo.origine().await, "uno", provvedimento("Tetto"));
        asked.dichiarazione.documenti = vec![documento(&mondo, &file()).await];
        propone(&mondo, &[asked]).await;
        let id = attendono(&mondo).await[0];
        let office = mondo.hall.signed_in("anna").await;
        let publish = format!("{LISTA}/{id}/pubblica");
        let bare = [("titolo", "Tetto"), ("campi", "Atto: n. 1"), ("responsabile", "LLP"), ("file", "si")];
        let answer = office.post(&publish, &bare).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains(IBAN) && page.contains("atto.txt, una volta"), "{engine:?}: {page}");

        let key = mondo.hall.api_key("anna", mondo.who.person, TUTTO).await;
        let look = mondo.hall.browser().address(&format!("/api/v1/trasparenza/proposte/{id}/controlla"));
        let body = json!({ "titolo": "Tetto", "dati": [], "responsabile": "LLP", "documenti_letti": true });
        let found = reqwest::Client::new().post(look).bearer_auth(&key).json(&body).send().await.unwrap();
        let found: Value = found.json().await.unwrap();
        let names = chiesti(&page);
        let own = format!("scelta_{}", found["trovati"][0]["chiave"].as_str().unwrap());
        assert_eq!(names, [own], "{engine:?}: people and programs are asked of the same: {found}");

        let whole = [&bare[..], &[(names[0].as_str(), "norma")]].concat();
        assert_eq!(office.post(&publish, &whole).await.status(), 303, "{engine:?}");
        assert!(mondo.hall.browser().read("/trasparenza/09.02").await.contains("Tetto"), "{engine:?}");
        mondo.hall.verify_clean().await;
    }
}
