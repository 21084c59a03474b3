//! The end of a year, and the year whose budget is not approved yet.

use contabilita::{Libro, approva, decadi, rules::Conteggio, scegli_conteggio};
use kernel::Cents;
use porte::ragioneria::{Dodicesimi, Ragioneria, Riga};
use testkit::Engine;

use crate::mondo::{Mondo, alle_dodici, carta, giorno, motivi, scuola};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_booked_lapses_with_its_year_unless_its_tender_was_published() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let lapses = mondo.prenota(&[scuola(500_000)]).await.unwrap().remove(0);
        let stays = mondo.prenota(&[scuola(700_000), carta(2027, 50)]).await.unwrap();
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        Libro.gara(&mut tx, &mondo.who, stays[0].id, giorno(2026, 11, 20)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(decadi(ente).await.unwrap(), 0, "the year is not over");
        mondo.clock.set(alle_dodici(giorno(2027, 1, 1)));
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
        let after = Libro.gara(&mut tx, &mondo.who, lapses.id, giorno(2027, 1, 1)).await.unwrap_err();
        assert!(motivi(&after)[0].contains("entro il 2026"), "before the night, and too late all the same: {after}");
        drop(tx);
        assert_eq!((decadi(ente).await.unwrap(), decadi(ente).await.unwrap()), (1, 0), "once");
        let left: Vec<Cents> = mondo.di_atto(1).await.iter().map(|one| one.residuo()).collect();
        assert_eq!(left, [Cents(0), Cents(700_000), Cents(50)]);
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(11_000_000 - 700_000));
        let late = Riga { prenotazione: Some(lapses.id), ..scuola(1) };
        let told = motivi(&mondo.impegna(&[late], None).await.unwrap_err());
        assert!(
            told.iter()
                .any(|one| one.contains("l'esercizio 2026 è chiuso") || one.contains("L'esercizio 2026 è chiuso"))
        );
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_budget_is_approved_a_twelfth_a_month_may_be_committed() {
    for engine in Engine::all() {
        let mondo = Mondo::al(engine, giorno(2026, 3, 10), false).await;
        // A quarter of 1,200.00.
        let told = mondo.impegna(&[carta(2026, 30_001)], None).await.unwrap_err();
        assert!(motivi(&told)[0].contains("si possono impegnare in tutto 300,00 €"), "{told}");
        mondo.impegna(&[carta(2026, 20_000)], None).await.unwrap();
        let told = mondo.impegna(&[carta(2026, 10_001)], None).await.unwrap_err();
        assert!(motivi(&told)[0].contains("sono già impegnati 200,00 €"), "{told}");
        let bound = Riga { dodicesimi: Dodicesimi::Legge, ..carta(2026, 40_000) };
        mondo.impegna(&[bound], None).await.unwrap();
        mondo.impegna(&[carta(2026, 10_000)], None).await.unwrap();
        let told = mondo.impegna(&[scuola(1)], None).await.unwrap_err();
        assert!(motivi(&told)[0].contains("non è ancora approvato"), "{told}");
        mondo.impegna(&[carta(2027, 100)], None).await.unwrap();
        let act = "Delibera di Consiglio n. 7 del 01/03/2026";
        approva(&mondo.hall.ente, &mondo.who, 2026, act, Some(giorno(2026, 3, 1))).await.unwrap();
        mondo.impegna(&[scuola(1)], None).await.unwrap();
        let twice = approva(&mondo.hall.ente, &mondo.who, 2026, act, Some(giorno(2026, 3, 11))).await.unwrap_err();
        assert!(twice.to_string().contains("deve ancora venire"), "{twice}");
        let twice = approva(&mondo.hall.ente, &mondo.who, 2026, act, Some(giorno(2026, 3, 1))).await.unwrap_err();
        assert!(twice.to_string().contains("già approvato"), "{twice}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_ente_counts_by_programme_a_chapter_may_go_beyond_its_own_twelfth() {
    for engine in Engine::all() {
        let mondo = Mondo::al(engine, giorno(2026, 3, 10), false).await;
        let head = "capitolo;descrizione;missione;programma;piano;stanziamento\n";
        let beside = format!("{head}310;Spese postali;01;02;U.1.03.02.16;2.400,00\n");
        mondo.carica(2026, &beside, false).await.unwrap();
        assert!(mondo.impegna(&[carta(2026, 50_000)], None).await.is_err(), "by chapter, until somebody chooses");
        scegli_conteggio(&mondo.hall.ente, &mondo.who, Conteggio::Programma).await.unwrap();
        mondo.impegna(&[carta(2026, 50_000)], None).await.unwrap();
        let told = mondo.impegna(&[carta(2026, 40_001)], None).await.unwrap_err();
        // A quarter of 1,200.00 and 2,400.00.
        assert!(motivi(&told)[0].contains("sul programma 01.02") && motivi(&told)[0].contains("900,00 €"), "{told}");
        mondo.impegna(&[carta(2026, 40_000)], None).await.unwrap();
        mondo.hall.verify_clean().await;
    }
}
