//! What holds of every file, whoever made it. The fuzzer drives the same.

use segnatura::cooperazione::{Richiesta, read_richiesta, write_risposta};

/// Reads it, as data, as an answer and as a message between bodies; whether it could be read as data or as a message.
pub fn regge(bytes: &[u8]) -> bool {
    let message = richiesta(bytes);
    dati(bytes) || message
}

fn richiesta(bytes: &[u8]) -> bool {
    match read_richiesta(bytes) {
        Ok(Richiesta::Inoltro(messaggio)) => {
            let files: usize = messaggio.file.iter().map(|file| file.bytes.len()).sum();
            assert!(files <= bytes.len(), "{files} bytes of files in {}", bytes.len());
            let anomalia = messaggio.anomalia(Ok(()));
            let answer = write_risposta(&messaggio.segnatura.identificatore, anomalia.as_ref());
            assert!(answer.len() <= bytes.len() * 30 + 100_000, "{} bytes answer {}", answer.len(), bytes.len());
            true
        }
        Ok(_) => true,
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            false
        }
    }
}

fn dati(bytes: &[u8]) -> bool {
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
