//! The door: what another office does through it, in its own transaction.

use contabilita::Libro;
use kernel::{Cents, Uuid};
use porte::ragioneria::{Genere, Liquidazione, Ragioneria, Riga, Svincolo};
use testkit::Engine;

use crate::mondo::{Mondo, atto, carta, giorno, motivi, scuola};

/// Scenario S1 of the notes: 120,000.00 of which 10,000.00 for later years.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_booked_then_committed_and_given_back_leaves_the_right_sum_to_the_cent() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let open = Riga { creditore: None, cig: None, scadenza: None, ..scuola(3_000_000) };
        let booked = mondo.prenota(&[open]).await.unwrap().remove(0);
        assert_eq!(
            (booked.genere, booked.numero, booked.residuo()),
            (Genere::Prenotazione, (2026, 1), Cents(3_000_000))
        );
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(8_000_000));

        let uses = Riga { prenotazione: Some(booked.id), ..scuola(2_845_075) };
        let committed = mondo.impegna(&[uses], None).await.unwrap().remove(0);
        assert_eq!((committed.numero, committed.nome().as_str()), ((2026, 1), "impegno n. 1/2026"));
        assert_eq!(mondo.capitolo(2026, "2613.1").await.prenotato, Cents(154_925), "the rest stays booked");

        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let back = Svincolo { movimento: booked.id, importo: None, motivo: "Ribasso di gara".into() };
        Libro.svincola(&mut tx, &mondo.who, std::slice::from_ref(&back)).await.unwrap();
        tx.commit().await.unwrap();
        mondo.impegna(&[scuola(4_000_000)], None).await.unwrap();
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(4_154_925));

        let told = mondo.impegna(&[scuola(4_154_926)], None).await.unwrap_err();
        assert_eq!(motivi(&told), ["Sul capitolo 2613.1 restano 41.549,25 €: ne servono 41.549,26 €."]);
        mondo.impegna(&[scuola(4_154_925)], None).await.unwrap();
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(0));

        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let told = Libro.svincola(&mut tx, &mondo.who, &[back]).await.unwrap_err();
        assert!(motivi(&told)[0].contains("si possono svincolare 0,00 €"), "{told}");
        drop(tx);
        let all = mondo.di_atto(1).await;
        assert_eq!(all.iter().map(|one| one.numero).collect::<Vec<_>>(), [(2026, 1), (2026, 1), (2026, 2), (2026, 3)]);
        assert_eq!((all[0].residuo(), all[1].riga.prenotazione), (Cents(0), Some(booked.id)));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_does_not_commit_leaves_no_commitment_and_no_hole_in_the_numbers() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        Libro.tieni(&tx, &[scuola(366_000)]).await.unwrap();
        tx.number("prova_determinazioni").await.unwrap();
        let made =
            Libro.impegna(&mut tx, &mondo.who, &atto(9), &[scuola(366_000)], Some(Cents(366_000))).await.unwrap();
        assert_eq!(made[0].numero, (2026, 1));
        drop(tx);
        assert!(mondo.di_atto(9).await.is_empty());
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(11_000_000));
        assert_eq!(mondo.impegna(&[scuola(1)], None).await.unwrap()[0].numero, (2026, 1), "the number was given back");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spending_of_two_years_has_a_line_for_each_and_all_or_none_is_committed() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let both = [carta(2026, 100_000), carta(2027, 130_000)];
        let told = mondo.impegna(&both, Some(Cents(230_001))).await.unwrap_err();
        let told = motivi(&told);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|one| one.contains("sommano 2.300,00 €")));
        assert!(told.contains(&"Sul capitolo 300 del 2027 restano 1.200,00 €: ne servono 1.300,00 €.".to_owned()));
        assert_eq!(mondo.disponibile(2026, "300").await, Cents(120_000), "nothing of it was written");
        let made = mondo.impegna(&[carta(2026, 100_000), carta(2027, 120_000)], Some(Cents(220_000))).await.unwrap();
        assert_eq!(made.iter().map(|one| one.riga.anno).collect::<Vec<_>>(), [2026, 2027]);
        let numbers: Vec<(i64, i64)> = made.iter().map(|one| one.numero).collect();
        assert_eq!(numbers, [(2026, 1), (2026, 2)], "the number is of the year in which it was taken");
        assert_eq!(
            (mondo.disponibile(2026, "300").await, mondo.disponibile(2027, "300").await),
            (Cents(20_000), Cents(0))
        );
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_is_liquidated_never_beyond_itself() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let impegno = mondo.impegna(&[scuola(366_000)], None).await.unwrap()[0].id;
        let part = |cents, paper: &str| Liquidazione { impegno, importo: Cents(cents), documento: paper.into() };
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let both = [part(300_000, "Fattura 118"), part(66_000, "Fattura 119")];
        let numbers = Libro.liquida(&mut tx, &mondo.who, &atto(2), &both).await.unwrap();
        assert_eq!(numbers, [(2026, 1), (2026, 2)]);
        tx.commit().await.unwrap();
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let told = Libro.liquida(&mut tx, &mondo.who, &atto(2), &[part(1, " ")]).await.unwrap_err();
        let told = motivi(&told);
        assert!(told.len() == 2 && told[0].contains("restano da liquidare 0,00 €"), "{told:?}");
        let back = Svincolo { movimento: impegno, importo: Some(Cents(1)), motivo: "Errore".into() };
        assert!(Libro.svincola(&mut tx, &mondo.who, &[back]).await.is_err(), "what is liquidated is not given back");
        drop(tx);
        assert_eq!(mondo.di_atto(1).await[0].liquidato, Cents(366_000));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_must_have_the_right_and_what_is_asked_must_be_there() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    let ente = &mondo.hall.ente;
    let lucia = mondo.hall.person("lucia", mondo.unit, &["contabilita.prenota"]).await;
    let (lucia, nessuno) = (mondo.hall.who(lucia).await, mondo.hall.person("nessuno", mondo.unit, &[]).await);
    let nessuno = mondo.hall.who(nessuno).await;
    let mut tx = ente.ledger.begin(lucia.actor(), "prova.atto").await.unwrap();
    let denied = |error: web::Error| matches!(error, web::Error::Denied(_));
    assert!(denied(Libro.impegna(&mut tx, &lucia, &atto(1), &[scuola(1)], None).await.unwrap_err()));
    assert!(denied(Libro.prenota(&mut tx, &nessuno, &atto(1), &[scuola(1)], None).await.unwrap_err()));
    assert!(denied(Libro.liquida(&mut tx, &lucia, &atto(1), &[]).await.unwrap_err()));
    let booked = Libro.prenota(&mut tx, &lucia, &atto(1), &[scuola(500)], None).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    let committed = mondo.impegna(&[scuola(500)], None).await.unwrap().remove(0);
    let mut tx = ente.ledger.begin(lucia.actor(), "prova.atto").await.unwrap();
    let back = |movimento| Svincolo { movimento, importo: None, motivo: "Non serve più".into() };
    assert!(denied(Libro.svincola(&mut tx, &lucia, &[back(committed.id)]).await.unwrap_err()));
    let absent = Libro.svincola(&mut tx, &lucia, &[back(Uuid::from_u128(5))]).await.unwrap_err();
    assert!(matches!(absent, web::Error::NotFound(_)));
    Libro.gara(&mut tx, &lucia, booked.id, giorno(2026, 11, 20)).await.unwrap();
    let twice = Libro.gara(&mut tx, &lucia, booked.id, giorno(2026, 11, 28)).await.unwrap_err();
    assert_eq!(motivi(&twice).len(), 2, "{twice}");
    tx.commit().await.unwrap();
    let read = ente.db().read().await.unwrap();
    assert!(Libro.capitolo(&read, &nessuno, 2026, "300").await.is_err());
    assert!(Libro.capitolo(&read, &lucia, 2026, "301").await.unwrap().is_none());
    let told = Libro.controlla(&read, Genere::Impegno, &[scuola(99_999_999)], None, giorno(2026, 11, 27)).await;
    assert!(motivi(&told.unwrap_err())[0].contains("restano 109.990,00 €"));
    drop(read);
    assert_eq!(mondo.cerca("scuol").await, ["2613.1"]);
    assert_eq!(mondo.cerca("2").await, ["300", "2000", "2613.1", "9000"], "a digit is in the plan of accounts too");
    mondo.hall.verify_clean().await;
}
