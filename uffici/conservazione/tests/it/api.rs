//! The office for programs: the same rules and refusals as the pages.

use conservazione::Stato;
use documents::store::Sha256Hash;
use serde_json::{Value, json};
use testkit::Engine;

use crate::{
    casa::{Casa, MAY, casa},
    fascicolo_vecchio::{IN_DUE_ANNI, vecchio},
};

/// A program with a key of Anna's.
struct Programma<'a> {
    casa: &'a Casa,
    key: String,
}

impl<'a> Programma<'a> {
    /// With a key that is good for a day.
    async fn con(casa: &'a Casa, scopes: &[&str]) -> Self {
        Self { casa, key: casa.hall.api_key("anna", casa.who.person, scopes).await }
    }

    /// What it is answered; without a body it only reads.
    async fn chiede(&self, path: &str, body: Option<Value>) -> (u16, Value) {
        let address = format!("{}/api/v1/conservazione/{path}", self.casa.hall.url);
        let client = reqwest::Client::new();
        let request = match body {
            Some(body) => client.post(address).json(&body),
            None => client.get(address),
        };
        let answer = request.bearer_auth(&self.key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn legge(&self, path: &str) -> Value {
        let (status, read) = self.chiede(path, None).await;
        assert_eq!(status, 200, "{path}: {read}");
        read
    }

    /// It is done, and there is nothing to tell.
    async fn fa(&self, path: &str, body: Value) {
        let (status, told) = self.chiede(path, Some(body)).await;
        assert_eq!(status, 204, "{path}: {told}");
    }

    /// It brings a file.
    async fn porta(&self, path: &str, name: &str, bytes: Vec<u8>) -> (u16, Value) {
        let address = format!("{}/api/v1/conservazione/{path}", self.casa.hall.url);
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().text("dati", "{}").part("file", file);
        let request = reqwest::Client::new().post(address).multipart(form);
        let answer = request.bearer_auth(&self.key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The id of what it makes.
    async fn crea(&self, path: &str, body: Value) -> String {
        let (status, made) = self.chiede(path, Some(body)).await;
        assert_eq!(status, 201, "{path}: {made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn rifiutato(&self, path: &str, body: Value) {
        let (status, told) = self.chiede(path, Some(body)).await;
        assert_eq!(status, 422, "{path}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_what_is_kept_and_is_refused_as_a_person_would_be() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let id = casa.voce("Registro giornaliero").await.id;
        let all = Programma::con(&casa, &MAY).await;

        let first = all.legge("cose?limite=1").await;
        let next = first["prossima"].as_str().expect("another page");
        let second = all.legge(&format!("cose?limite=1&dopo={next}")).await;
        assert_eq!((second["cose"].as_array().unwrap().len(), &second["prossima"]), (1, &Value::Null), "{engine:?}");
        let ready = all.legge("cose?stato=pronta").await;
        assert_eq!((ready["cose"].as_array().unwrap().len(), &ready["cose"][0]["id"]), (1, &json!(id)), "{ready}");
        assert_eq!(all.chiede("cose?stato=boh", None).await.0, 422);
        assert_eq!(all.chiede(&format!("cose/{id}/evidenza"), None).await.0, 422, "it has no time stamp yet");

        let refusal = format!("cose/{id}/rifiuto");
        all.rifiutato(&refusal, json!({"causa": " "})).await;
        assert_eq!(all.chiede(&refusal, Some(json!({"nuovo": 1}))).await.0, 400, "unknown fields are told");
        all.fa(&refusal, json!({"causa": "la tipologia non è prevista"})).await;
        let one = all.legge(&format!("cose/{id}")).await;
        assert_eq!((&one["cosa"]["stato"], &one["versamenti"][0]["esito"]), (&json!("rifiutata"), &json!("rifiutato")));
        // Its next package is a later one.
        casa.later(60);
        all.fa(&format!("cose/{id}/versamento"), json!({})).await;
        casa.lavora().await;
        let one = all.legge(&format!("cose/{id}")).await;
        assert_eq!((&one["cosa"]["stato"], &one["pacchetti"][0]["numero"]), (&json!("pronta"), &json!(2)), "{one}");

        let shown = format!("cose/{id}/esibizioni");
        all.rifiutato(&shown, json!({"richiedente": "Avvocata Bianchi", "motivo": ""})).await;
        let made = all.crea(&shown, json!({"richiedente": "Avvocata Bianchi", "motivo": "Accesso n. 3"})).await;
        assert_eq!(all.chiede(&format!("{shown}/{made}"), None).await.0, 200, "its archive");
        // A register is no fascicolo.
        all.rifiutato(&format!("cose/{id}/vincoli"), json!({"tipo": "altro", "vincolo": "Prova"})).await;

        let looks = Programma::con(&casa, &["conservazione.consulta"]).await;
        assert_eq!(looks.legge("cose").await["cose"].as_array().unwrap().len(), 2);
        assert_eq!(looks.chiede(&format!("cose/{id}/versamento"), Some(json!({}))).await.0, 403);
        assert_eq!(looks.chiede(&format!("{shown}/{made}"), None).await.0, 403);
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_brings_the_receipt_of_a_package_that_was_handed_over_by_hand() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let id = casa.voce("Registro giornaliero").await.id;
        let (all, looks) =
            (Programma::con(&casa, &MAY).await, Programma::con(&casa, &["conservazione.consulta"]).await);
        let zip = casa.hall.signed_in("anna").await.get(&format!("/conservazione/{id}/pacchetto.zip")).await;
        let names = format!("Preso in carico: {}", Sha256Hash::of(&zip.bytes().await.unwrap())).into_bytes();
        let path = format!("cose/{id}/ricevuta");
        let (status, told) = all.porta(&path, "ricevuta.txt", b"ricevuto, grazie".to_vec()).await;
        assert_eq!(status, 422, "{engine:?}: {told}");
        assert!(told.to_string().contains("non parla di questo pacchetto"), "{told}");
        assert_eq!(looks.porta(&path, "ricevuta.txt", names.clone()).await.0, 403);
        assert_eq!(casa.stato("Registro giornaliero").await, Stato::Pronta, "{engine:?}");
        assert_eq!(all.porta(&path, "ricevuta.txt", names.clone()).await.0, 204);
        assert_eq!(casa.stato("Registro giornaliero").await, Stato::Conservata, "{engine:?}");
        let (status, told) = all.porta(&path, "ricevuta.txt", names).await;
        assert_eq!(status, 422, "it waits for none any more: {told}");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_confirms_a_plan_and_a_list_that_is_given_up_frees_its_fascicoli() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let program = Programma::con(&casa, &MAY).await;
        let bad = "classe;titolo;anni\nZ.9;Boh;5\n";
        program.rifiutato("piani", json!({"nome": "Piano", "fonte": "Massimario", "file": bad})).await;
        let plan = program.crea("piani/proposta", json!({})).await;
        program.rifiutato(&format!("piani/{plan}/voce"), json!({"classe": "VI.3", "anni": "dieci"})).await;
        program.fa(&format!("piani/{plan}/voce"), json!({"classe": "VI.3", "anni": "1"})).await;
        let today = casa.hall.ente.ledger.now().date().to_string();
        let confirmed = json!({"dal": today, "atto": "Delibera 3/2026"});
        program.fa(&format!("piani/{plan}/conferma"), confirmed.clone()).await;
        program.rifiutato(&format!("piani/{plan}/conferma"), confirmed).await;
        assert_eq!(program.legge("piani").await["piani"][0]["dal"], json!(today), "{engine:?}");
        let whole = program.legge(&format!("piani/{plan}")).await;
        let lines = whole["classi"].as_array().unwrap();
        let line = lines.iter().find(|line| line["classe"] == "VI.3").expect("the class");
        assert_eq!(line["anni"], 1, "{line}");
        program.rifiutato("scarti", json!({})).await;

        vecchio(&casa, "Pratica da scartare", b"%PDF-1.7\n% vecchia\n%%EOF\n").await;
        casa.later(IN_DUE_ANNI);
        // The key of two years ago is over.
        let program = Programma::con(&casa, &MAY).await;
        let list = program.crea("scarti", json!({})).await;
        let whole = program.legge(&format!("scarti/{list}")).await;
        let (number, voce) = (whole["scarto"]["numero"].clone(), whole["fascicoli"][0]["id"].as_str().unwrap());
        program.fa(&format!("scarti/{list}/voci/{voce}/escludi"), json!({"motivo": "La Giunta lo tiene"})).await;
        program.rifiutato(&format!("scarti/{list}/proponi"), json!({})).await;
        program.fa(&format!("scarti/{list}/voci/{voce}/riammetti"), json!({})).await;
        program.fa(&format!("scarti/{list}/proponi"), json!({})).await;
        assert_eq!(program.chiede(&format!("scarti/{list}/elenco"), None).await.0, 200, "as it was printed");
        let nothing = json!({"autorita": "", "numero": "", "data": "", "protocollo": ""});
        program.rifiutato(&format!("scarti/{list}/autorizza"), nothing).await;
        program.rifiutato(&format!("scarti/{list}/ritira"), json!({"motivo": " "})).await;
        program.rifiutato("scarti", json!({})).await;
        program.fa(&format!("scarti/{list}/ritira"), json!({"motivo": "La Soprintendenza ha detto di no"})).await;
        program.rifiutato(&format!("scarti/{list}/avvia"), json!({})).await;

        casa.later(60);
        let again = program.crea("scarti", json!({})).await;
        let whole = program.legge(&format!("scarti/{again}")).await;
        assert_eq!(whole["fascicoli"][0]["stato"], "proposta", "{whole}");
        let all = program.legge("scarti").await;
        let [newest, given_up] = all["scarti"].as_array().unwrap().as_slice() else { panic!("two lists: {all}") };
        assert_eq!((&newest["id"], &newest["stato"]), (&json!(again), &json!("preparazione")));
        assert_eq!((&given_up["numero"], &given_up["stato"]), (&number, &json!("ritirato")), "it keeps its number");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}
