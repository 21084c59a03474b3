//! What holds of every file, whoever made it. The fuzzer drives the same.

use metadati_agid::{Metadati, read};

/// Reads it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    let (told, written) = match read(bytes) {
        Ok(Metadati::Documento(one)) => (one.mancanze(), one.xml()),
        Ok(Metadati::Fascicolo(one)) => (one.mancanze(), one.xml()),
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            return false;
        }
    };
    assert_eq!(written.is_ok(), told.is_empty());
    let said: usize = told.iter().map(|one| one.to_string().len()).sum();
    assert!(said <= bytes.len() * 30 + 100_000, "{said} bytes of complaints about {}", bytes.len());
    if let Ok(xml) = written {
        assert!(read(xml.as_bytes()).is_ok(), "what we write can be read");
    }
    true
}
