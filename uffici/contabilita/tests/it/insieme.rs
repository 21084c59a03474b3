//! Two acts that want the last euros at the same instant.

use std::sync::Arc;

use contabilita::Libro;
use kernel::Cents;
use porte::ragioneria::Ragioneria;
use testkit::Engine;

use crate::mondo::{Mondo, atto, carta, motivi, scuola};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_want_the_last_euros_exactly_one_gets_them() {
    for engine in Engine::all() {
        let mondo = Arc::new(Mondo::nuovo(engine).await);
        mondo.impegna(&[scuola(10_000_000)], None).await.unwrap();
        let want = |id: u128| {
            let mondo = Arc::clone(&mondo);
            tokio::spawn(async move {
                let mut tx = mondo.hall.ente.ledger.begin(mondo.who.actor(), "prova.atto").await?;
                // Half of them name the chapters in another order.
                let mut righe = vec![scuola(1_000_000), carta(2026, 100)];
                if id % 2 == 0 {
                    righe.reverse();
                }
                Libro.tieni(&tx, &righe).await?;
                tx.number("prova_determinazioni").await?;
                Libro.impegna(&mut tx, &mondo.who, &atto(id), &righe, Some(Cents(1_000_100))).await?;
                tx.commit().await?;
                Ok::<u128, web::Error>(id)
            })
        };
        let all: Vec<_> = (10..18).map(want).collect();
        let (mut won, mut lost) = (Vec::new(), Vec::new());
        for one in all {
            match one.await.unwrap() {
                Ok(id) => won.push(id),
                Err(error) => lost.push(motivi(&error)),
            }
        }
        assert_eq!((won.len(), lost.len()), (1, 7), "{lost:?}");
        for told in lost {
            assert_eq!(told, ["Sul capitolo 2613.1 restano 0,00 €: ne servono 10.000,00 €."]);
        }
        assert_eq!(mondo.di_atto(won[0]).await.len(), 2);
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(0));
        assert_eq!(mondo.disponibile(2026, "300").await, Cents(119_900));
        mondo.hall.verify_clean().await;
    }
}
