//! What holds of every file, whoever made it. The fuzzer drives the same.

use csip::{check, read};

/// Reads it and judges it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(told) = check(bytes) {
        assert!(told.len() < 200, "each rule is told once");
    }
    match read(bytes) {
        Ok(mets) => {
            for file in &mets.file {
                assert!(!file.percorso.starts_with('/') && !file.percorso.split('/').any(|part| part == ".."));
            }
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            false
        }
    }
}
