//! The receipt in the ente's own words: from the moment that they are kept, and never without what the law wants on it.

use std::collections::BTreeMap;

use authz::Who;
use office::Office;
use protocollo::{Protocollo, registra, ricevuta_pdf};
use testkit::{Engine, TownHall};
use wording::{NewWords, Paper};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(part, text)| ((*part).to_owned(), (*text).to_owned())).collect()
}

async fn write(hall: &TownHall, who: &Who, paper: &'static Paper, pairs: &[(&str, &str)]) {
    let checked = wording::check(&hall.ente, who, paper, &texts(pairs)).await.unwrap();
    let mut tx = hall.ente.ledger.begin(who.actor(), "prova.testi").await.unwrap();
    wording::save(&mut tx, who, &checked, &NewWords { reason: "Prova", over: 0 }).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_has_the_words_of_its_day_and_names_their_version() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta", "wording.testi"]).await;
        let who = hall.who(anna).await;
        let paper = hall.house.papers.iter().copied().find(|paper| paper.name() == "ricevuta-protocollo").unwrap();
        registra(&hall.ente, &who, &nuova("Prima dei testi"), &[], None).await.unwrap();
        let year = i64::from(hall.ente.ledger.now().year());
        let before = ricevuta_pdf(&hall.ente, &who, year, 1).await.unwrap();
        assert!(words(&before).contains("Attesta la presentazione, non") && !words(&before).contains("versione"));

        // What the law wants is named where it is left out, and nothing is kept.
        let poor = texts(&[("apertura", "Ricevuto alle {ora}"), ("avvertenza", "")]);
        let refused = wording::check(&hall.ente, &who, paper, &poor).await.unwrap_err().to_string();
        for reason in ["Manca {numero}", "Manca {giorno}", "art. 53", "non può restare vuoto"] {
            assert!(refused.contains(reason), "{reason}: {refused}");
        }

        let own = [
            ("apertura", "Pratica *{numero}* ricevuta il {giorno} da {ente}"),
            ("chiusura", "Grazie.\n\nLo sportello"),
        ];
        write(&hall, &who, paper, &own).await;
        write(&hall, &who, &wording::LETTERHEAD, &[("intestazione", "Piazza Maggiore, 1")]).await;
        registra(&hall.ente, &who, &nuova("Con #testi *nostri* {numero}"), &[], None).await.unwrap();
        let pdf = ricevuta_pdf(&hall.ente, &who, year, 2).await.unwrap();
        let (said, today) = (words(&pdf), hall.ente.ledger.now().rome().format("%d/%m/%Y").to_string());
        for told in [
            "Comune di prova Piazza Maggiore, 1",
            &format!("Pratica 2/{year} ricevuta il {today} da Comune di prova"),
            "Grazie. Lo sportello",
            // What was not written is the program's; what a citizen wrote is no name of ours.
            "Attesta la presentazione, non",
            "Con #testi *nostri* {numero}",
            "Carta intestata, versione 1; Ricevuta di presentazione, versione 1",
        ] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert_eq!(ricevuta_pdf(&hall.ente, &who, year, 2).await.unwrap(), pdf, "made again it is the same");
        assert_eq!(ricevuta_pdf(&hall.ente, &who, year, 1).await.unwrap(), before, "and so is the one of before");

        // The page that is printed at the counter says the same.
        let anna = hall.signed_in("anna").await;
        let (first, second) = (format!("/protocollo/{year}/1/ricevuta"), format!("/protocollo/{year}/2/ricevuta"));
        let page = anna.read(&second).await;
        assert!(page.contains("Pratica <strong>2") && page.contains("Lo sportello"), "{page}");
        assert!(page.contains("Ricevuta di presentazione, versione 1"), "{page}");
        let page = anna.read(&first).await;
        assert!(page.contains("Protocollo n. <strong>1") && !page.contains("Lo sportello"), "{page}");

        // Whoever may not write them may not.
        let senza = hall.person("senza", pro, &["protocollo.consulta"]).await;
        let denied = wording::check(&hall.ente, &hall.who(senza).await, paper, &texts(&[])).await;
        assert!(matches!(denied, Err(wording::Error::Denied(_))), "{denied:?}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_this_release_cannot_read_give_way_to_the_shipped_ones() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        let who = hall.who(anna).await;
        let mut tx = hall.ente.ledger.begin(who.actor(), "prova.testi").await.unwrap();
        let row = wording::version::Model {
            id: tx.id(),
            paper: "ricevuta-protocollo".into(),
            number: 1,
            words: Some(r#"{"apertura":"Ricevuta il {un_dato_di_prima}"}"#.into()),
            reason: "Scritta con una versione di prima".into(),
            written_by: who.person,
            written_at: tx.now(),
        };
        tx.insert(row).await.unwrap();
        tx.commit().await.unwrap();
        registra(&hall.ente, &who, &nuova("Dopo l'aggiornamento"), &[], None).await.unwrap();
        let year = i64::from(hall.ente.ledger.now().year());
        let said = words(&ricevuta_pdf(&hall.ente, &who, year, 1).await.unwrap());
        assert!(said.contains(&format!("Protocollo n. 1/{year}")) && !said.contains("versione 1"), "{said}");
        hall.verify_clean().await;
    }
}
