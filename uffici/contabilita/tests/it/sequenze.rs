//! Whatever is done in whatever order: what is left is never below zero, and no cent is lost.

use contabilita::{Libro, Nuova, Parte, rules::Tipo, varia};
use kernel::{Cents, Random, SeededRandom, Uuid};
use porte::ragioneria::{Liquidazione, Ragioneria, Riga, Svincolo};
use testkit::Engine;

use crate::mondo::{Mondo, atto, giorno, scuola};

/// Steps of one sequence.
const PASSI: usize = 80;

/// From 0 up to, and without, `below`.
fn sorte(random: &SeededRandom, below: u64) -> u64 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    u64::from_le_bytes(bytes) % below
}

/// What the sequence thinks that is so: kept apart from the program's own sums.
#[derive(Debug, Default)]
struct Attesa {
    assestato: i64,
    /// Id, whether it is a commitment, what is left, what of it is liquidated.
    mossi: Vec<(Uuid, bool, i64, i64)>,
}

impl Attesa {
    fn presi(&self) -> i64 {
        self.mossi.iter().map(|(_, _, left, _)| left).sum()
    }
}

async fn passo(mondo: &Mondo, attesa: &mut Attesa, random: &SeededRandom) -> bool {
    let cents = i64::try_from(sorte(random, 2_000_000)).unwrap() + 1;
    let which = usize::try_from(sorte(random, attesa.mossi.len().max(1) as u64)).unwrap();
    let picked = attesa.mossi.get(which).copied();
    let ente = &mondo.hall.ente;
    match (sorte(random, 6), picked) {
        (0, _) => match mondo.prenota(&[scuola(cents)]).await {
            Ok(made) => {
                attesa.mossi.push((made[0].id, false, cents, 0));
                true
            }
            Err(_) => false,
        },
        (1, Some((id, false, left, _))) => {
            let Ok(made) = mondo.impegna(&[Riga { prenotazione: Some(id), ..scuola(cents) }], None).await else {
                return false;
            };
            attesa.mossi[which].2 = left - left.min(cents);
            attesa.mossi.push((made[0].id, true, cents, 0));
            true
        }
        (2, Some((movimento, ..))) => {
            let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
            let back = Svincolo { movimento, importo: Some(Cents(cents)), motivo: "Prova".into() };
            if Libro.svincola(&mut tx, &mondo.who, &[back]).await.is_err() {
                return false;
            }
            tx.commit().await.unwrap();
            attesa.mossi[which].2 -= cents;
            true
        }
        (3, Some((impegno, true, ..))) => {
            let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.atto").await.unwrap();
            let paid = Liquidazione { impegno, importo: Cents(cents), documento: "Fattura".into() };
            if Libro.liquida(&mut tx, &mondo.who, &atto(2), &[paid]).await.is_err() {
                return false;
            }
            tx.commit().await.unwrap();
            attesa.mossi[which].3 += cents;
            true
        }
        (4, _) => {
            let delta = if sorte(random, 2) == 0 { cents } else { -cents };
            let nuova = Nuova {
                anno: 2026,
                tipo: Some(Tipo::Consiglio),
                atto: "Delibera di Consiglio n. 60".into(),
                atto_il: Some(giorno(2026, 11, 20)),
                motivo: "Prova".into(),
                copertura: Some("entrate".into()),
                eccezione: false,
                righe: vec![Parte { codice: "2613.1".parse().unwrap(), importo: Cents(delta), fpv: Cents(0) }],
            };
            if varia(ente, &mondo.who, &nuova).await.is_err() {
                return false;
            }
            attesa.assestato += delta;
            true
        }
        _ => match mondo.impegna(&[scuola(cents)], None).await {
            Ok(made) => {
                attesa.mossi.push((made[0].id, true, cents, 0));
                true
            }
            Err(_) => false,
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sequence_makes_what_is_left_negative_or_loses_a_cent() {
    for engine in Engine::all() {
        for seed in 1..=3 {
            let mondo = Mondo::nuovo(engine).await;
            let random = SeededRandom::new(seed);
            let mut attesa = Attesa { assestato: 12_000_000, ..Attesa::default() };
            let (mut done, mut refused) = (0, 0);
            for step in 0..PASSI {
                if passo(&mondo, &mut attesa, &random).await {
                    done += 1;
                } else {
                    refused += 1;
                }
                let now = mondo.capitolo(2026, "2613.1").await;
                let story = format!("seed {seed}, step {step}: {now:?} {attesa:?}");
                assert!(now.disponibile >= Cents(0), "{story}");
                assert_eq!(now.assestato, Cents(attesa.assestato), "{story}");
                assert_eq!(now.disponibile.0, attesa.assestato - now.fpv.0 - attesa.presi(), "{story}");
                assert!(attesa.mossi.iter().all(|(_, _, left, paid)| left >= paid && *paid >= 0), "{story}");
            }
            assert!(done > 10 && refused > 5, "seed {seed}: {done} done, {refused} refused: it tries nothing");
            mondo.hall.verify_clean().await;
        }
    }
}
