//! What another office gets through the door: a publication in its own transaction, or none.

use albo::Porta;
use porte::albo::{Durata, Pubblica, Stato};
use testkit::Engine;

use crate::mondo::Mondo;

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_not_adopted_after_all_leaves_no_publication_and_no_hole() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let first = mondo.pubblica("determina", Durata::Usuale, false).await;
        let documento = albo::una(ente, &mondo.who, first.id.into()).await.unwrap().documenti.remove(0).documento;
        let documenti = vec![porte::albo::DaPubblicare { documento, integrale: None }];
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
        let domanda = mondo.domanda("determina", Durata::Usuale, documenti);
        let lost = Porta.pubblica(&mut tx, &domanda).await.unwrap();
        assert_eq!(lost.numero, (2026, 2));
        drop(tx);
        assert_eq!(Porta.stato(ente, lost.id).await.unwrap(), None);
        assert_eq!(mondo.hall.browser().get("/albo/2026/2").await.status(), 404);
        assert_eq!(mondo.pubblica("determina", Durata::Usuale, false).await.numero, (2026, 2));
        let day = first.fine;
        assert_eq!(Porta.stato(ente, first.id).await.unwrap(), Some((Stato::InCorso(day), None)));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_told_at_once_and_no_number_is_taken() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let mut domanda = mondo.domanda("atto_terzi", Durata::Usuale, Vec::new());
        domanda.oggetto = " ".into();
        domanda.adottato_il = Some("2026-02-05".parse().unwrap());
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
        let refused = Porta.pubblica(&mut tx, &domanda).await.unwrap_err().to_string();
        drop(tx);
        for told in ["Scrivi l'oggetto", "documenti da pubblicare", "nel futuro", "non fissa i giorni"] {
            assert!(refused.contains(told), "{told} is missing: {refused}");
        }
        assert_eq!(mondo.pubblica("determina", Durata::Usuale, false).await.numero, (2026, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_begin_anew_each_year_and_a_publication_goes_on_into_the_next() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.sono("2026-12-31T23:00:00");
        let old = mondo.pubblica("determina", Durata::Usuale, false).await;
        mondo.sono("2027-01-01T00:10:00");
        let new = mondo.pubblica("determina", Durata::Usuale, false).await;
        assert_eq!((old.numero, new.numero), ((2026, 1), (2027, 1)));
        assert_eq!(old.fine.to_string(), "2027-01-15");
        for made in [&old, &new] {
            assert_eq!(mondo.hall.browser().get(&Mondo::indirizzo(made)).await.status(), 200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_of_what_nobody_outside_asked_or_that_is_not_made_goes_back_to_nobody() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        let made = mondo.pubblica("determina", Durata::Usuale, false).await;
        let back = albo::accade(ente, who, made.id.into(), albo::Vicenda::Restituisci, "A mano").await;
        assert!(back.unwrap_err().to_string().contains("non è ancora fatta"));
        let office = mondo.hall.signed_in("anna").await;
        let found = office.read("/cerca?q=zaccaria").await;
        assert!(found.contains("Albo 1/2026"), "{found}");
        let unit = mondo.hall.unit("DEM", "Demografici").await;
        mondo.hall.person("dario", unit, &["protocollo.consulta"]).await;
        assert!(!mondo.hall.signed_in("dario").await.read("/cerca?q=zaccaria").await.contains("Albo 1/2026"));
    }
}
