//! Codes and amounts that stand in the documents: told beside the form, and put in a field only where nobody can doubt whose they are.

use office::Office;
use protocollo::{Nuova, Parte, Protocollo, Verso, registra};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::{Browser, Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] = &["protocollo.registra", "protocollo.consulta"];

fn mail(from: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: comune@example.it\r\nSubject: Richiesta di rimborso\r\nDate: Sat, 3 Oct 2026 10:00:00 +0200\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// Where the form of a dropped mail is, and the form.
async fn dropped(browser: &Browser, from: &str, text: &str) -> (String, String) {
    let answer =
        browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "messaggio.eml", mail(from, text)).await;
    let place = answer.headers()["location"].to_str().unwrap().to_owned();
    let page = browser.read(&place).await;
    (place, page)
}

/// The value of a field of the form.
fn field<'a>(page: &'a str, name: &str) -> &'a str {
    let after = page.split(&format!("name=\"{name}\" type=\"text\" value=\"")).nth(1).expect("the field");
    after.split('"').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_in_a_letter_fills_the_field_only_where_it_is_the_senders() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", pro, MAY).await;
        let anna = hall.signed_in("anna").await;
        let text = "Chiedo il rimborso di € 1.500,00. C.F. RSSMRA80A01H501U";
        let (place, page) = dropped(&anna, "Mario Rossi <mario@esempio.it>", text).await;
        assert_eq!(field(&page, "codice_fiscale"), "RSSMRA80A01H501U", "the letters of the code are those of the name");
        assert!(page.contains("Letto nei documenti") && page.contains("1.500,00"), "{page}");
        let key = hall.api_key("anna", person, &["protocollo.registra"]).await;
        let id = place.rsplit('=').next().unwrap();
        let twin = reqwest::Client::new().get(format!("{}/api/v1/protocollo/bozze/{id}", hall.url)).bearer_auth(&key);
        let told: Value = serde_json::from_str(&twin.send().await.unwrap().text().await.unwrap()).unwrap();
        assert_eq!(told["importi"], json!([{ "importo": 150_000, "fonte": "dal testo del messaggio" }]));
        assert_eq!(told["codici"][0]["codice"], "RSSMRA80A01H501U");

        let (_, page) = dropped(&anna, "Luigi Verdi <luigi@esempio.it>", text).await;
        assert_eq!(field(&page, "codice_fiscale"), "", "a lawyer writes of somebody else");
        assert!(page.contains("<option value=\"RSSMRA80A01H501U\">"), "it can be chosen");

        // A company is known by the directory, not by letters.
        let (of, text) = ("Edilvalle Srl <info@edilvalle.example>", "Saldo di EUR 90,00. P. IVA 04128730654");
        assert_eq!(field(&dropped(&anna, of, text).await.1, "codice_fiscale"), "", "nobody knows it yet");
        let parti = vec![Parte {
            nome: "Edilvalle Srl".into(),
            codice_fiscale: Some("04128730654".into()),
            ..Parte::default()
        }];
        let known = Nuova { parti, ..Nuova::new(Verso::Arrivo, "Offerta per il cimitero", "mano") };
        registra(&hall.ente, &hall.who(person).await, &known, &[], None).await.unwrap();
        assert_eq!(field(&dropped(&anna, of, text).await.1, "codice_fiscale"), "04128730654");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_documents_are_read_too_and_say_which_of_them_says_it() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", pro, MAY).await;
        let anna = hall.signed_in("anna").await;
        let file = |name: &'static str, text: &'static str| Part::bytes(text.as_bytes().to_vec()).file_name(name);
        let form = Form::new()
            .text("csrf", anna.token().await)
            .text("verso", "arrivo")
            .part("file", file("lettera.txt", "Oggetto: Rimborso dei danni\n\nSi chiedono € 10,00."))
            .part("file", file("perizia.txt", "Prot. n. 55 del 01/02/2025\n\nOggetto: Perizia\n\nDanni per € 20,00."));
        let sent = anna.client().post(anna.address("/protocollo/nuova/carica")).multipart(form).send().await.unwrap();
        let page = anna.read(sent.headers()["location"].to_str().unwrap()).await;
        assert!(page.contains("Rimborso dei danni") && !page.contains(">\nPerizia"), "the main one says the subject");
        assert_eq!(field(&page, "protocollo_mittente"), "55", "which only the other has");
        assert!(page.contains("dal testo «perizia.txt»"), "{page}");
        assert!(page.contains(">10,00") && page.contains(">20,00"));
    }
}
