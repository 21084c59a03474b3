//! What a draft says before anything is published.

use albo::{Pezzo, Scritto};
use testkit::Engine;

use crate::mondo::{Mondo, PUBBLICO};

fn scritto() -> Scritto {
    Scritto {
        tipo: "atto_terzi".into(),
        oggetto: "Avviso di un altro ente".into(),
        richiedente: "Tribunale di Prova".into(),
        giorni: "30".into(),
        ..Scritto::default()
    }
}

/// The file that is to be published.
async fn file(mondo: &Mondo) -> Vec<Pezzo> {
    let stored = mondo.hall.ente.archive.receive(&mut &PUBBLICO[..], 10_000).await.unwrap();
    vec![Pezzo { nome: "atto.txt".into(), impronta: stored.sha256.to_string(), documento: None }]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_refused_at_the_end_is_refused_while_the_form_can_still_be_mended() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    let (ente, who) = (&mondo.hall.ente, &mondo.who);
    let long = "x".repeat(1_001);
    for (wrong, told) in [
        (Scritto { giorni: String::new(), ..scritto() }, "non fissa i giorni"),
        (Scritto { tipo: "delibera_giunta".into(), giorni: "14".into(), ..scritto() }, "almeno 15 giorni"),
        (Scritto { giorni: String::new(), fino_al: "2026-02-01".into(), ..scritto() }, "già passato"),
        (Scritto { adottato_il: "2026-02-05".into(), ..scritto() }, "nel futuro"),
        (Scritto { oggetto: long.clone(), ..scritto() }, "al massimo 1000 caratteri"),
        (Scritto { origine: long, ..scritto() }, "al massimo 300 caratteri"),
    ] {
        let refused = albo::comincia(ente, who, wrong, (file(&mondo).await, Vec::new())).await.unwrap_err().to_string();
        assert!(refused.contains(told), "{told} is missing: {refused}");
    }
    let wrong = Scritto { giorni: "tanti".into(), ..scritto() };
    let refused = albo::comincia(ente, who, wrong, (file(&mondo).await, Vec::new())).await.unwrap_err().to_string();
    assert!(refused.contains("come numero") && !refused.contains("non fissa i giorni"), "told once: {refused}");
    albo::comincia(ente, who, scritto(), (file(&mondo).await, Vec::new())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_words_of_the_form_that_somebody_will_read_are_looked_into() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    let (ente, who) = (&mondo.hall.ente, &mondo.who);
    let iban = "IT60X0542811101000000123456";
    for shown in [
        Scritto { oggetto: iban.into(), ..scritto() },
        Scritto { origine: iban.into(), ..scritto() },
        Scritto { richiedente: iban.into(), ..scritto() },
        Scritto { protocollo: iban.into(), ..scritto() },
    ] {
        let id = albo::comincia(ente, who, shown, (file(&mondo).await, Vec::new())).await.unwrap();
        let found = albo::apri(ente, who, id).await.unwrap().trovati;
        assert_eq!((found.len(), found[0].testo.as_str()), (1, iban));
    }
}
