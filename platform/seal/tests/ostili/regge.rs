//! What holds of every file with a seal, whoever made it. The fuzzer drives the same.

use seal::read_file;

/// Reads it with this password; whether there is a key with its certificate in it.
pub fn regge(bytes: &[u8], password: &str) -> bool {
    match read_file(bytes, password) {
        Ok(candidate) => {
            assert!((1..=9).contains(&candidate.chain().len()), "{} certificates", candidate.chain().len());
            assert_eq!(format!("{candidate:?}"), "Candidate", "a key is never shown");
            true
        }
        Err(refusal) => {
            assert_eq!(refusal.reasons.len(), 1, "{refusal:?}");
            let told = &refusal.reasons[0].sentence;
            assert!(told.ends_with('.') && told.chars().count() < 400, "a reason is for a person: {told:?}");
            false
        }
    }
}
