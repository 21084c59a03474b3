//! What holds of every list, whoever made it. The fuzzer drives the same.

use liste_fiducia::{List, Signer};

/// Reads it, and its bytes as a certificate: nobody's signature is nobody's list.
pub fn regge(bytes: &[u8]) {
    let error = List::read(bytes, &[]).expect_err("a list that nobody signed was taken");
    assert!(error.to_string().len() < 2_000, "a reason is for a person");
    let _ = Signer::from_der(bytes);
}
