//! What holds of every envelope, whoever made it. The fuzzer drives the same.

/// Opens it; whether it could be opened.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(signers) = p7m::signers(bytes) {
        assert!(signers.len() <= bytes.len(), "more signers than bytes");
    }
    match p7m::content(bytes) {
        Ok(content) => {
            assert!((1..=p7m::LAYERS_MAX).contains(&content.depth()), "{}", content.depth());
            assert!(content.bytes.len() <= bytes.len(), "what is inside is not larger than what is around it");
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            false
        }
    }
}
