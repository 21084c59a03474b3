//! Of what a confidential act spends, chapters tell the sums and nothing of whom.

use contabilita::Libro;
use kernel::Cents;
use porte::ragioneria::{Atto, Liquidazione, Ragioneria, Svincolo};
use testkit::Engine;

use crate::mondo::{Mondo, atto, scuola};

/// What a line of [`scuola`], its liquidation and its giving back say.
const PAROLE: [&str; 5] = ["Tinteggiatura", "Edilnova", "11111111115", "A003DEB979", "Zaccaria"];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_confidential_act_spends_for_and_on_whom_is_read_by_who_commits_alone() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let riservato = Atto { riservato: true, ..atto(1) };
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let made = Libro.impegna(&mut tx, &mondo.who, &riservato, &[scuola(366_000)], None).await.unwrap().remove(0);
        let paid = Liquidazione { impegno: made.id, importo: Cents(100_000), documento: "Fattura di Zaccaria".into() };
        Libro.liquida(&mut tx, &mondo.who, &riservato, &[paid]).await.unwrap();
        let back = Svincolo { movimento: made.id, importo: Some(Cents(1_000)), motivo: "Zaccaria rinuncia".into() };
        Libro.svincola(&mut tx, &mondo.who, &[back]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(mondo.di_atto(1).await[0].atto.riservato, "the office that has the act reads it whole");

        let others = ["contabilita.consulta", "contabilita.prenota", "contabilita.liquida", "contabilita.varia"];
        let curiosa = mondo.hall.person("curiosa", mondo.unit, &others).await;
        let chapter = mondo.capitolo(2026, "2613.1").await.id;
        let read = async |name: &str, person: authz::PersonId, scopes: &[&str]| {
            let browser = mondo.hall.signed_in(name).await;
            let key = mondo.hall.api_key(name, person, scopes).await;
            let address = browser.address(&format!("/api/v1/contabilita/capitoli/{chapter}"));
            let answer = reqwest::Client::new().get(address).bearer_auth(&key).send().await.unwrap();
            let call = answer.text().await.unwrap();
            (browser.read(&format!("/contabilita/capitoli/{chapter}")).await, call)
        };
        let (hidden_page, hidden_call) = read("curiosa", curiosa, &others[..]).await;
        let (page, call) = read("paolo", mondo.who.person, &["contabilita.consulta", "contabilita.impegna"][..]).await;
        for hidden in [&hidden_page, &hidden_call] {
            for parola in PAROLE {
                assert!(!hidden.contains(parola), "{engine:?}: {parola} in {hidden}");
            }
            assert!(hidden.contains("Atto riservato") && hidden.contains("Determinazione n. 1/2026"), "{hidden}");
        }
        assert!(hidden_page.contains("3.660,00") && hidden_call.contains("366000"), "the sums are the chapter's");
        for parola in PAROLE {
            assert!(page.contains(parola), "{parola} in {page}");
        }
        assert!(call.contains("Edilnova") && call.contains("Tinteggiatura"), "{call}");
        let who = mondo.hall.who(curiosa).await;
        let (one, _) = contabilita::uno(ente, &who, made.id.into()).await.unwrap();
        assert_eq!((one.riga.descrizione.as_str(), one.riga.creditore), ("Atto riservato", None));
        mondo.hall.verify_clean().await;
    }
}
