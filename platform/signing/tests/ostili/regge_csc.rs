//! What holds of every answer of a remote signing service, whoever made it. The fuzzer drives the same.

use signing::sign::csc::answers::{credential, refusal, values};
use signing::sign::{Authorisation, Error};

/// Reads it as each answer that brings something; whether it could be one.
pub fn regge(bytes: &[u8]) -> bool {
    let mut read = false;
    match credential("chiave", bytes) {
        Ok(one) => {
            assert_eq!(one.id, "chiave");
            assert!((1..=10).contains(&one.chain.len()), "{} certificates", one.chain.len());
            assert!((1..=500).contains(&one.at_once) && !one.offers.is_empty());
            if let Authorisation::Codes(asked) = &one.authorisation {
                assert!((1..=5).contains(&asked.len()), "{} codes", asked.len());
                let shown = |label: &str| label.chars().count() <= 80 && !label.contains(char::is_control);
                assert!(asked.iter().all(|one| shown(&one.label)), "{asked:?}");
            }
            read = true;
        }
        Err(error) => told(&error),
    }
    for hashes in [1, 3] {
        match values(bytes, hashes) {
            Ok(all) => {
                assert_eq!(all.len(), hashes);
                assert!(all.iter().all(|value| (1..=2_048).contains(&value.len())));
                read = true;
            }
            Err(error) => told(&error),
        }
    }
    for status in [400, 401, 502] {
        told(&refusal(status, bytes));
    }
    read
}

/// A reason is for a person, whatever words the service sent.
fn told(error: &Error) {
    let words = error.to_string();
    assert!(!words.is_empty() && words.chars().count() < 1_000 && !words.contains(char::is_control), "{words:?}");
}
