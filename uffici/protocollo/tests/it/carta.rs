//! What the office puts on paper.

use office::Office;
use protocollo::{Nuova, Parte, Protocollo, registra};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo];

/// The words of a PDF, as our own reader finds them.
fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_says_everything_and_only_to_whom_it_concerns() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        hall.person("altro", pro, &["protocollo.consulta"]).await;
        let who = hall.who(anna).await;
        let letter = b"Gentile Sindaco, chiedo la potatura dei tigli.";
        let stored = hall.ente.archive.receive(&mut &letter[..], 1_000).await.unwrap();
        let hash = stored.sha256.to_string();
        let subject = "Perché *l’albero* #cade: costa € 1.250,00 $x$ @tutti";
        let parte = Parte { nome: "D’Alò Nicolò".into(), ..Parte::default() };
        let secret = Nuova { riservata: true, parti: vec![parte], ..nuova(subject) };
        registra(&hall.ente, &who, &secret, &[("lettera_1.txt".into(), stored)], None).await.unwrap();
        let year = hall.ente.ledger.now().year();
        let path = format!("/protocollo/{year}/1/ricevuta.pdf");

        let browser = hall.signed_in("anna").await;
        assert!(browser.read(&format!("/protocollo/{year}/1/ricevuta")).await.contains(&path), "the page leads to it");
        let answer = browser.get(&path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("ricevuta-1-"));
        let pdf = answer.bytes().await.unwrap();
        let said = words(&pdf);
        let today = hall.ente.ledger.now().rome().format("%d/%m/%Y").to_string();
        let number = format!("Protocollo n. 1/{year} del {today}");
        for told in [
            "Comune di prova",
            &number,
            subject,
            "D’Alò Nicolò",
            "documento in arrivo",
            "anna Prova",
            "lettera_1.txt",
            &hash,
            "127.0.0.1/registro",
        ] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert_eq!(browser.get(&path).await.bytes().await.unwrap(), pdf, "asked again it is the same");

        let other = hall.signed_in("altro").await;
        assert_eq!(other.get(&path).await.status(), 404, "a confidential entry of another on {engine:?}");
        assert_eq!(hall.browser().get(&path).await.status(), 303, "nobody");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_gets_no_receipt() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
    let out = Nuova { verso: protocollo::Verso::Partenza, arrivata_il: None, ..nuova("Risposta sulla buca") };
    registra(&hall.ente, &hall.who(anna).await, &out, &[], None).await.unwrap();
    let year = hall.ente.ledger.now().year();
    let answer = hall.signed_in("anna").await.get(&format!("/protocollo/{year}/1/ricevuta.pdf")).await;
    assert_eq!(answer.status(), 404);
}
