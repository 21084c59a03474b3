//! What holds of every text of a past act, whoever made it. The fuzzer drives the same.

use super::passati::{MOLTI, PAROLE_MAX, leggi};

/// Reads it; whether anything was found.
pub fn regge(text: &str) -> bool {
    let read = leggi(text);
    let lists = [read.firmatari.len(), read.importi.len(), read.cup.len(), read.cig.len(), read.note.len()];
    assert!(lists.iter().all(|count| *count <= MOLTI + 1), "{lists:?}");
    let texts = read.firmatari.iter().chain(&read.cup).chain(&read.cig).chain(&read.oggetto).chain(&read.tipo);
    for found in texts {
        assert!(!found.valore.is_empty() && found.valore.chars().count() <= 1_000, "{found:?}");
        assert!(!found.valore.contains('\n') && found.parole.chars().count() <= PAROLE_MAX, "{found:?}");
    }
    for found in read.numero.iter().chain(&read.di_settore) {
        assert!(found.valore > 0 && found.parole.chars().count() <= PAROLE_MAX, "{found:?}");
    }
    for found in &read.importi {
        assert!(found.valore.0 > 0 && found.parole.chars().count() <= PAROLE_MAX, "{found:?}");
    }
    assert_eq!(read, leggi(text), "the same text says the same");
    read.numero.is_some() || read.oggetto.is_some() || !read.importi.is_empty()
}
