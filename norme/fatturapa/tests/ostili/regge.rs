//! What holds of every file, whoever made it. The fuzzer drives the same.

/// Reads it, as whatever the exchange system sends; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(fattura) = fatturapa::read(bytes) {
        let said: usize = fattura.anomalie.iter().map(|one| one.to_string().len()).sum();
        assert!(said <= bytes.len() * 30 + 100_000, "{said} bytes of complaints about {}", bytes.len());
    }
    match fatturapa::read_any(bytes) {
        Ok(_) => true,
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            false
        }
    }
}
