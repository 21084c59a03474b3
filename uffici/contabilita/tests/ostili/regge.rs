//! What holds of every file, whoever made it.

use contabilita::rules::{esiste, leggi_csv};
use kernel::Cents;

/// Reads it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    match leggi_csv(bytes) {
        Ok(letti) => {
            assert!((1..=5_000).contains(&letti.len()), "{} chapters", letti.len());
            for letto in &letti {
                assert!(esiste(&letto.missione, &letto.programma), "{}.{}", letto.missione, letto.programma);
                assert!(!letto.descrizione.is_empty() && letto.descrizione.chars().count() <= 300);
                assert!(!letto.descrizione.contains(char::is_control), "{:?}", letto.descrizione);
                assert!(Cents(0) <= letto.fpv && letto.fpv <= letto.stanziamento, "{letto:?}");
            }
            true
        }
        Err(refusal) => {
            assert!((1..=101).contains(&refusal.reasons.len()), "{} reasons", refusal.reasons.len());
            assert!(
                refusal.reasons.iter().all(|reason| reason.sentence.chars().count() < 600),
                "a reason is for a person"
            );
            false
        }
    }
}
