//! What holds of every file, whoever made it. The fuzzer drives the same.

use segnatura::cooperazione::{Richiesta, read_richiesta};

/// Reads it, as data, as an answer and as a message between bodies; whether it could be read as data.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(Richiesta::Inoltro(messaggio)) = read_richiesta(bytes) {
        let kept: usize = messaggio.file.iter().map(|file| file.bytes.len()).sum();
        assert!(kept <= bytes.len(), "{kept} bytes of files in a message of {}", bytes.len());
        let _ = messaggio.anomalia(Ok(()));
    }
    if let Err(error) = segnatura::read_notifica(bytes) {
        assert!(error.to_string().len() < 5_000, "a reason is for a person");
    }
    match segnatura::read(bytes) {
        Ok(read) => {
            assert!(read.oggetto.len() <= bytes.len() * 3, "a subject is not longer than its file");
            let said: usize = read.anomalie.iter().map(|one| one.to_string().len()).sum();
            assert!(said <= bytes.len() * 30 + 100_000, "{said} bytes of complaints about {}", bytes.len());
            // What was read can be written, or it is told why not.
            if let Err(refusal) = segnatura::write(&read) {
                assert!(!refusal.is_empty());
            }
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            false
        }
    }
}
