//! What holds of every file, whoever made it. The fuzzer drives the same.

use segnatura::cooperazione::{Richiesta, Servizio, read_richiesta, read_risposta, write_risposta};

/// Reads it, as data, as an answer and as a message between bodies; whether it could be read as data or as a message.
pub fn regge(bytes: &[u8]) -> bool {
    let message = richiesta(bytes);
    dati(bytes) || message
}

fn richiesta(bytes: &[u8]) -> bool {
    for service in [Servizio::Destinatario, Servizio::Mittente] {
        if let Err(error) = read_risposta(bytes, service) {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
        }
    }
    match read_richiesta(bytes) {
        Ok(Richiesta::Inoltro(messaggio)) => {
            // A quotation mark of an inherited namespace may grow into an entity.
            assert!(messaggio.sigillata.len() <= 7 * bytes.len(), "{} bytes cut out", messaggio.sigillata.len());
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
    risposta(bytes);
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

/// An answer says no more than its file, and what was read can be written in its own form and read again, or it is told why not.
fn risposta(bytes: &[u8]) {
    match segnatura::read_notifica(bytes) {
        Ok(read) => {
            assert!(bytes.len() <= segnatura::NOTIFICA_MAX, "{} bytes were read", bytes.len());
            match segnatura::write_notifica(&read) {
                Ok(written) => {
                    let again = segnatura::read_notifica(written.as_bytes()).expect("what is written is read");
                    assert_eq!((again.tipo, again.form), (read.tipo, read.form));
                }
                Err(refusal) => assert!(!refusal.is_empty()),
            }
        }
        Err(error) => assert!(error.to_string().len() < 5_000, "a reason is for a person"),
    }
}
