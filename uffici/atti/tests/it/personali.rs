//! Who writes an act is told what looks like personal data in what everybody would read, marks it with one choice, and
//! nothing is hidden by itself.

use std::io::Cursor;

use atti::{AttoId, Error};
use kernel::Uuid;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use testkit::Engine;

use crate::casa::Casa;

const IBAN: &str = "IT60X0542811101000000123456";
const SEMBRANO: &str = "Sembrano dati personali";

/// Lucia writes an act without spending whose last part says a bank account.
async fn con_iban(casa: &Casa, oggetto: &str) -> AttoId {
    let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
    let seen = casa.scheda(casa.lucia, id).await.bozza.0;
    let text = casa.testo(&format!("di rimborsare sul conto {IBAN};"));
    atti::sostituisci(&casa.hall.ente, &casa.who(casa.lucia).await, id, &text, seen).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_told_what_was_found_and_marks_a_part_with_one_choice() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = con_iban(&casa, "Rimborso, tel. 011 5551234").await;
        let browser = casa.hall.signed_in("lucia").await;
        let address = format!("/atti/{id}/testo");
        let page = browser.read(&address).await;
        for told in
            [SEMBRANO, &format!("IBAN «{IBAN}»"), "Numero di telefono «011 5551234»", "Segna la parte 4 come omissis"]
        {
            assert!(page.contains(told), "{engine:?}: {told} is missing: {page}");
        }
        let card = browser.read(&format!("/atti/{id}")).await;
        assert!(card.contains("2 da guardare prima di proporre"), "{engine:?}: {card}");
        let scheda = casa.scheda(casa.lucia, id).await;
        assert!(scheda.bozza.1.is_empty(), "{engine:?}: nothing is hidden by itself");

        let block = scheda.testo.blocks()[3].id;
        let sent = [("blocco", block.to_string()), ("ometti", "si".into()), ("elenco", "si".into())];
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.post(&format!("{address}/omissis"), &sent).await;
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(answer.status() == 303 && back.ends_with("/testo#dati-personali"), "{engine:?}: {back}");
        assert!(casa.scheda(casa.lucia, id).await.bozza.1.contains(&block), "{engine:?}");
        let page = browser.read(&address).await;
        assert!(!page.contains("Segna la parte") && page.contains("011 5551234»"), "the subject is left: {page}");
        casa.scrive(id, |dati| dati.oggetto_pubblico = Some("Rimborso".into())).await.unwrap();
        assert!(!browser.read(&address).await.contains(SEMBRANO), "{engine:?}: nothing is left");

        assert!(!browser.read(&format!("/atti/{id}")).await.contains("da guardare"), "{engine:?}");
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let told = atti::cerca_nel_testo(&casa.hall.ente, &casa.who(casa.lucia).await, id).await;
        assert!(matches!(told, Err(Error::Refused(_))), "{engine:?}: what is closed is not marked any more: {told:?}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_with_more_than_is_told_is_named_with_the_first_of_them() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Avviso, tel. 011 5551234", &[]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let seen = casa.scheda(casa.lucia, id).await.bozza.0;
        let numbers: Vec<String> = (0..250).map(|n| format!("3331234{n:03}")).collect();
        let text = casa.testo(&format!("di avvisare chi risponde al {};", numbers.join(", al ")));
        atti::sostituisci(ente, &lucia, id, &text, seen).await.unwrap();
        let told = atti::cerca_nel_testo(ente, &lucia, id).await.unwrap();
        assert_eq!((told.oggetto.len(), told.parti.len(), told.troppi), (1, 1, true), "{engine:?}");
        assert_eq!((told.parti[0].numero, told.parti[0].trovati.len()), (4, 199), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_confidential_act_nothing_is_looked_for_and_nobody_else_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.vedono_i_riservati().await;
        let secret = casa.riservata("Rimborso", &format!("di rimborsare sul conto {IBAN};")).await;
        let page = casa.hall.signed_in("lucia").await.read(&format!("/atti/{secret}/testo")).await;
        assert!(page.contains(IBAN) && !page.contains(SEMBRANO), "{engine:?}: it is not published: {page}");
        let id = con_iban(&casa, "Altro rimborso").await;
        let told = atti::cerca_nel_testo(&casa.hall.ente, &casa.who(casa.sara).await, id).await;
        assert!(matches!(told, Err(Error::NotFound)), "{engine:?}: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annex_is_looked_into_when_it_comes_and_so_is_its_masked_version() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Rimborso", &[]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let address = format!("/atti/{id}/allegati");
        let fields = [("titolo", "Distinta"), ("integrante", "si")];
        let file = format!("Si paga sul conto {IBAN}, tel. 011 5551234.").into_bytes();
        let answer = browser.upload(&address, &fields, "distinta.txt", file).await;
        assert_eq!(answer.status(), 303, "{engine:?}");
        let there = answer.headers()["location"].to_str().unwrap().split('#').next().unwrap().to_owned();
        let page = browser.read(&there).await;
        assert!(page.contains(SEMBRANO) && page.contains(&format!("IBAN «{IBAN}»")), "{engine:?}: {page}");
        let annex = casa.scheda(casa.lucia, id).await.allegati.remove(0);
        assert_eq!(annex.pubblica, None, "{engine:?}: nothing is decided by itself");
        assert!(browser.read(&address).await.contains("Cerca i dati personali in distinta.txt"), "{engine:?}");

        let decide = format!("{address}/{}", annex.id);
        let masked = [("decisione", "omissis"), ("motivo", "")];
        let answer = browser.upload(&decide, &masked, "senza.txt", b"Si paga. Tel. 011 5551234.".to_vec()).await;
        assert_eq!(answer.status(), 303, "{engine:?}");
        let there = answer.headers()["location"].to_str().unwrap().split('#').next().unwrap().to_owned();
        let page = browser.read(&there).await;
        assert!(page.contains("In senza.txt:") && page.contains("Numero di telefono"), "{engine:?}: {page}");
        assert!(!page.contains(IBAN), "{engine:?}: what is masked is not read: {page}");
        let none = [("decisione", "no"), ("motivo", "Nomina una persona")];
        assert_eq!(browser.upload(&decide, &none, "", Vec::new()).await.status(), 303, "{engine:?}");
        let page = browser.read(&there).await;
        assert!(!page.contains(SEMBRANO) && !page.contains("Cerca i dati"), "{engine:?}: it is not published: {page}");
        casa.hall.verify_clean().await;
    }
}

/// What is answered to a program with this key.
async fn chiede(request: RequestBuilder, key: &str) -> (u16, Value) {
    let answer = request.bearer_auth(key).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_the_same_and_marks_a_part_by_its_id() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = con_iban(&casa, "Rimborso").await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let stored = ente.archive.receive(&mut Cursor::new(IBAN.as_bytes().to_vec()), 1 << 20).await.unwrap();
        let file = ("conto.txt".to_owned(), stored);
        let annex = atti::allega(ente, &lucia, id, ("Conto", false), Some(&file)).await.unwrap().id;
        let reads = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta"]).await;
        let writes = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta", "atti.redigi"]).await;
        let client = reqwest::Client::new();
        let act = format!("{}/api/v1/atti/{id}", casa.hall.url);
        let look = || client.get(format!("{act}/dati-personali"));
        assert_eq!(chiede(look(), &reads).await.0, 403, "{engine:?}: it is told to who writes");
        let (status, found) = chiede(look(), &writes).await;
        assert_eq!((status, &found["parti"][0]["numero"]), (200, &json!(4)), "{engine:?}: {found}");
        let told = json!([{ "genere": "iban", "testo": IBAN, "quante": 1 }]);
        assert_eq!((&found["parti"][0]["trovati"], &found["oggetto"]), (&told, &json!([])), "{engine:?}: {found}");
        let (status, file) = chiede(client.get(format!("{act}/allegati/{annex}/dati-personali")), &writes).await;
        assert_eq!((status, &file["file"], &file["trovati"]), (200, &json!("conto.txt"), &told), "{engine:?}: {file}");
        let none = format!("{act}/allegati/{}/dati-personali", Uuid::nil());
        assert_eq!(chiede(client.get(none), &writes).await.0, 404, "{engine:?}");

        let mark = |block: &Value| {
            client.post(format!("{act}/testo/omissis")).json(&json!({ "blocco": block, "omesso": true }))
        };
        assert_eq!(chiede(mark(&json!(Uuid::nil().to_string())), &writes).await.0, 404, "{engine:?}");
        assert_eq!(chiede(mark(&found["parti"][0]["blocco"]), &writes).await.0, 204, "{engine:?}");
        let (_, found) = chiede(look(), &writes).await;
        assert_eq!(found["parti"], json!([]), "{engine:?}: {found}");
    }
}
