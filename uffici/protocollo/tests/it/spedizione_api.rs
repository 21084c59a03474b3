//! Sending for programs, what is given by hand, and the "segnatura" as it would be.

use std::sync::Arc;

use ente::{Aoo, Database, Place};
use kernel::SystemClock;
use office::Office;
use protocollo::Protocollo;
use serde_json::{Value, json};
use testkit::{Engine, MailServer, TownHall};

use crate::{
    posta::{ADDETTA, read_now},
    segnatura_sigillata::by_the_schema,
    spedizione::{address, hall_of_anna, leaving, receipt, sent_to, that_sends, values, work},
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

struct Program {
    base: String,
    key: String,
    client: reqwest::Client,
}

impl Program {
    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, once: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.key).json(body);
        let request = if once.is_empty() { request } else { request.header("idempotency-key", once) };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_sends_once_sends_again_and_is_refused_as_a_person_would_be() {
    let Some(real) = MailServer::find() else { return };
    let user = "prova37";
    let (hall, anna) = hall_of_anna(Engine::Sqlite, vec![that_sends(&real, user)], Arc::new(SystemClock)).await;
    let read = hall.ente.db().read().await.unwrap();
    let who = accounts::person_by_username(&read, "anna").await.unwrap().unwrap().id;
    drop(read);
    let key = hall.api_key("anna", who, &["protocollo.registra", "protocollo.consulta"]).await;
    let api = Program { base: format!("{}/api/v1/protocollo", hall.url), key, client: reqwest::Client::new() };
    let (first, second) = (address("api-uno", Engine::Sqlite), address("api-due", Engine::Sqlite));
    let entry = leaving(&hall, &[("Rossi Mario", &first)], &[("a.txt", b"a".to_vec())]).await;
    let entry = format!("/registrazioni{}", entry.trim_start_matches("/protocollo"));
    let (status, proposed) = api.get(&format!("{entry}/spedizioni/proposta")).await;
    assert_eq!((status, proposed["destinatari"][0]["indirizzo"].as_str()), (200, Some(first.as_str())), "{proposed}");
    let parte = proposed["destinatari"][0]["parte"].clone();
    let body = json!({
        "casella": proposed["caselle"][0]["id"], "oggetto": proposed["oggetto"], "testo": proposed["testo"],
        "destinatari": [{ "parte": parte, "indirizzo": first }],
    });
    let place = format!("{entry}/spedizioni");
    let (status, made) = api.post(&place, "una", &body).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(api.post(&place, "una", &body).await, (201, made.clone()), "the same key, the same sending");
    let (status, told) = api.post(&place, "", &body).await;
    assert_eq!((status, told.to_string().contains("già stato spedito")), (422, true), "{told}");
    let mut wrong = body.clone();
    wrong["destinatari"] = json!([]);
    wrong["oggetto"] = json!("");
    let (status, told) = api.post(&place, "", &wrong).await;
    assert_eq!((status, told["reasons"].as_array().map_or(0, Vec::len)), (422, 2), "all reasons at once: {told}");
    work(&hall).await;
    let sent = sent_to(&real, &first);
    assert_eq!(sent.len(), 1);
    real.deliver(user, &receipt("errore-consegna", &sent[0].1, &first, true, ""));
    read_now(&hall, &anna).await;
    let (_, all) = api.get(&place).await;
    let one = &all["spedizioni"][0];
    assert_eq!((one["stato"].as_str(), one["message_id"].as_str()), (Some("non_consegnato"), Some(sent[0].1.as_str())));
    assert!(one["da_vedere"].as_str().unwrap().contains("non è stato consegnato"), "{all}");
    let kinds: Vec<_> = one["fatti"].as_array().unwrap().iter().map(|fact| fact["tipo"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["in_coda", "affidato", "non_consegnato"]);
    let (_, list) = api.get("/spedizioni").await;
    assert_eq!(list["spedizioni"][0]["id"], one["id"], "{list}");

    let again = format!("{place}/{}/nuova", one["id"].as_str().unwrap());
    let (status, made) = api.post(&again, "due", &json!({ "indirizzo": second })).await;
    assert_eq!(status, 201, "{made}");
    work(&hall).await;
    assert_eq!(sent_to(&real, &second).len(), 1);
    assert!(api.get("/spedizioni").await.1["spedizioni"].as_array().unwrap().is_empty());
    assert_eq!(api.get("/spedizioni?vista=in-corso").await.1["spedizioni"].as_array().unwrap().len(), 1);
    assert_eq!(api.get("/spedizioni?vista=concluse").await.1["spedizioni"].as_array().unwrap().len(), 1);
    assert_eq!(api.get("/spedizioni?dopo=x").await.0, 422);
    hall.verify_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_by_hand_is_a_fact_with_its_day() {
    for engine in Engine::all() {
        let (hall, anna) = hall_of_anna(engine, vec![], Arc::new(SystemClock)).await;
        let entry = leaving(&hall, &[("Rossi Mario", ""), ("Verdi Luigi", "verdi@pec.example.it")], &[]).await;
        let page = anna.read(&format!("{entry}/spedisci")).await;
        assert!(page.contains("Da qui non si può spedire"), "{page}");
        let select = page.split("name=\"parte\"").nth(1).unwrap().split("</select>").next().unwrap();
        let parti: Vec<&str> = select.split("value=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        let parti: Vec<&str> = parti.into_iter().filter(|value| !value.is_empty()).collect();
        let today = hall.ente.ledger.now().date().to_string();
        let note = async |parte: &str, mezzo: &str, il: &str, estremi: &str| {
            let fields = [("parte", parte), ("mezzo", mezzo), ("il", il), ("estremi", estremi)];
            let answer = anna.post(&format!("{entry}/consegna"), &fields).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, told) = note(parti[0], "raccomandata", "2999-01-01", "").await;
        assert_eq!(status, 422);
        assert!(told.contains("Scrivi il numero della raccomandata") && told.contains("è nel futuro"), "{told}");
        assert!(note(parti[0], "mano", "2001-01-01", "").await.1.contains("viene prima della registrazione"));
        assert!(note("", "mano", &today, "").await.1.contains("Scegli a chi è stato consegnato"));
        assert_eq!(note(parti[0], "raccomandata", &today, "n. 61512345-6").await.0, 303);
        assert_eq!(note(parti[1], "mano", &today, "ritira la figlia").await.0, 303);
        let page = anna.read(&entry).await;
        assert!(page.contains("n. 61512345-6") && page.contains("ritira la figlia"), "{page}");
        assert_eq!(page.matches(">consegnato in altro modo<").count(), 2, "{page}");
        assert!(anna.read("/protocollo/spedizioni?vista=concluse").await.contains("Raccomandata"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_segnatura_says_what_is_missing_and_is_shown_without_a_seal() {
    let folder = tempfile::tempdir().unwrap();
    let reader = std::env::current_exe().unwrap();
    let mut place = Place::in_folder(folder.path().join("dati"), Database::Sqlite, reader);
    let aoo = Aoo { code: "AM99901".into(), name: Some("Area <unica> & sola".into()), register: "PG".into() };
    place.aoo.insert("prova".into(), aoo);
    let hall = TownHall::open(place, OFFICES, Arc::new(SystemClock)).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, ADDETTA).await;
    let anna = hall.signed_in("anna").await;
    let to = [("Rossi Mario", "rossi@pec.example.it"), ("Provincia di Colle Alto", "protocollo@pec.example.it")];
    let entry = leaving(&hall, &to, &[("lettera.txt", b"Si autorizza.".to_vec()), ("città.txt", b"x".to_vec())]).await;
    let answer = anna.get(&format!("{entry}/segnatura")).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("anteprima"));
    let xml = answer.text().await.unwrap();
    assert!(xml.contains("Anteprima: manca il sigillo") && !xml.contains("Signature"), "{xml}");
    for expected in
        ["AM99901", ">PG<", ">0000001<", ">VI<", ">Rossi<", ">Provincia di Colle Alto<", "nomeFile=\"città.txt\""]
    {
        assert!(xml.contains(expected), "{expected}: {xml}");
    }
    let read = segnatura::read(xml.as_bytes()).unwrap();
    assert_eq!(read.anomalie, [segnatura::Anomalia::NonFirmata], "nothing else is missing");
    valid_but_for_the_signature(&xml);
    hall.stop().await;

    let (hall, anna) = hall_of_anna(Engine::Sqlite, vec![], Arc::new(SystemClock)).await;
    let entry = leaving(&hall, &to, &[]).await;
    let told = anna.get(&format!("{entry}/segnatura")).await;
    assert_eq!(told.status(), 422);
    assert!(told.text().await.unwrap().contains("[aoo.prova]"));
    assert!(values(&anna.read(&entry).await, "nessuno").is_empty());
}

/// The official schema finds nothing wrong in it but the signature that is not there.
fn valid_but_for_the_signature(xml: &str) {
    let Some(run) = by_the_schema("segnatura_protocollo.xsd", xml.as_bytes()) else { return };
    let told = String::from_utf8_lossy(&run.stderr);
    let wrong: Vec<&str> = told.lines().filter(|line| line.contains("Schemas validity error")).collect();
    assert!(wrong.len() == 1 && wrong[0].contains("Signature"), "{told}");
}
