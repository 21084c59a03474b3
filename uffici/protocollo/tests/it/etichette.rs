//! Labels: what they say, on what they are printed, and to whom they are given.

use office::Office;
use protocollo::{FormatoEtichetta, Nuova, Protocollo, etichette_pdf, registra};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

fn pages(pdf: &[u8]) -> Option<u32> {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).pages
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_says_where_the_paper_belongs_and_nothing_of_what_is_in_it() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        hall.person("altro", pro, &["protocollo.consulta"]).await;
        let who = hall.who(anna).await;
        let secret = Nuova { riservata: true, classe: Some("VI.3".into()), ..nuova("Sussidio straordinario") };
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();
        let now = hall.ente.ledger.now();
        let year = now.year();
        let browser = hall.signed_in("anna").await;
        let place = format!("/protocollo/{year}/1/etichetta");
        assert!(browser.read(&format!("/protocollo/{year}/1")).await.contains(&place), "the page leads to it");
        let pdf = browser.post(&place, &[("formato", "rotolo")]).await;
        assert_eq!(pdf.headers()["content-type"], "application/pdf");
        let said = words(&pdf.bytes().await.unwrap());
        let day = now.rome().format("%d/%m/%Y").to_string();
        for told in ["Comune di prova", &format!("0000001/{year}"), &day, "VI.3", &format!("c_m999/{year}/0000001")] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert!(!said.contains("Sussidio") && !said.contains("Rossi"), "{said}");
        let wrong = browser.post(&place, &[("formato", "foglio"), ("posizione", "25")]).await;
        assert_eq!(wrong.status(), 422);
        let sheet = browser.post(&place, &[("formato", "foglio"), ("posizione", "24")]).await.bytes().await.unwrap();
        assert_eq!(pages(&sheet), Some(1), "the last place of the sheet");
        let kept = browser.read(&place).await;
        let chosen = kept.split("value=\"foglio\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(chosen.contains("checked"), "what was chosen last is proposed: {chosen}");
        assert_eq!(hall.signed_in("altro").await.post(&place, &[("formato", "rotolo")]).await.status(), 404);
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_chosen_in_the_list_come_in_one_pdf_and_overflow_to_the_next_sheet() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
    let who = hall.who(anna).await;
    for number in 1..=3 {
        registra(&hall.ente, &who, &nuova(&format!("Domanda numero {number}")), &[], None).await.unwrap();
    }
    let year = i64::from(hall.ente.ledger.now().year());
    let all = [(year, 1), (year, 2), (year, 3)];
    let roll = etichette_pdf(&hall.ente, &who, &all, FormatoEtichetta::Rotolo).await.unwrap();
    assert_eq!(pages(&roll), Some(3), "one a page");
    let sheets = etichette_pdf(&hall.ente, &who, &all, FormatoEtichetta::Foglio(23)).await.unwrap();
    assert_eq!(pages(&sheets), Some(2), "two places left on the first sheet");
    let browser = hall.signed_in("anna").await;
    let first = format!("{year}-1");
    let third = format!("{year}-3");
    let fields = [("e_formato", "rotolo"), ("scelta", third.as_str()), ("scelta", first.as_str())];
    let pdf = browser.post("/protocollo/elenco/etichette", &fields).await.bytes().await.unwrap();
    let said = words(&pdf);
    assert!(said.contains("0000001") && said.contains("0000003") && !said.contains("0000002"), "{said}");
    assert_eq!(browser.post("/protocollo/elenco/etichette", &[("e_formato", "rotolo")]).await.status(), 400);
    hall.stop().await;
}
