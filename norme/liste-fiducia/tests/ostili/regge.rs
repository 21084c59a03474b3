//! What holds of every list, whoever made it. The fuzzer drives the same.

use liste_fiducia::{Certificate, List};

/// Reads it, and its bytes as a certificate: nobody's signature is nobody's list.
pub fn regge(bytes: &[u8]) {
    let error = List::read(bytes, &[]).expect_err("a list that nobody signed was taken");
    assert!(error.to_string().len() < 2_000, "a reason is for a person");
    assert!(Certificate::from_der(bytes).is_none_or(|it| it.der() == bytes), "it is what came in");
}
