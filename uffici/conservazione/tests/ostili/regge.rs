//! What holds of every file of a plan, whoever made it. The fuzzer drives the same.

use conservazione::{leggi_piano_csv, scrivi_piano_csv};

/// Lines of a plan at most, and years of a line.
const VOCI: usize = 5_000;
const ANNI: i64 = 200;

/// Reads it; whether it could be read.
pub fn regge(text: &str) -> bool {
    match leggi_piano_csv(text) {
        Ok(letto) => {
            assert!((1..=VOCI).contains(&letto.voci.len()), "{} lines", letto.voci.len());
            assert!(letto.voci.windows(2).all(|two| two[0].0 < two[1].0), "each line stands after the one before");
            assert!(letto.guasti.iter().all(|(line, told)| *line > 0 && told.chars().count() < 300));
            assert!(letto.voci.iter().all(|(_, voce)| voce.anni.is_none_or(|anni| (1..=ANNI).contains(&anni))));
            let voci: Vec<_> = letto.voci.into_iter().map(|(_, voce)| voce).collect();
            let written = scrivi_piano_csv(&voci);
            let again = leggi_piano_csv(&written).expect("what is written is read");
            assert!(again.guasti.is_empty(), "{written:?}");
            assert_eq!(again.voci.into_iter().map(|(_, voce)| voce).collect::<Vec<_>>(), voci, "and as it was");
            true
        }
        Err((line, told)) => {
            assert!(line > 0 && told.chars().count() < 300, "a reason is for a person: {told:?}");
            false
        }
    }
}
