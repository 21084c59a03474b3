//! What holds of everything that comes from outside, whoever made it. The fuzzer drives the same.

use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;
use firma_scrivi::cades::{Envelope, Prepared};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::tsp::Request;
use firma_scrivi::{Certificate, HashSigner, LocalKey, ocsp};

/// What it is given as.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Certificate,
    State,
    Envelope,
    Query,
    Stamp,
    Question,
    Answer,
}

/// Reads it and adds to it; whether it was taken.
pub fn regge(kind: Kind, bytes: &[u8]) -> bool {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    match kind {
        Kind::Certificate => Certificate::from_der(bytes).is_ok_and(|certificate| {
            assert_eq!(certificate.der(), bytes);
            certificate.key().is_ok()
        }),
        Kind::State => Prepared::from_bytes(bytes).is_ok_and(|prepared| {
            assert!(prepared.clone().finish(&[1, 2, 3]).is_err(), "a value of nobody is not taken");
            true
        }),
        Kind::Envelope => envelope(bytes),
        Kind::Query => with_authority(|issuer| {
            let answer = prova::stamp(bytes, issuer, &[], &[1; 16], at).expect("there is always an answer");
            firma_cms::token(&answer).is_ok()
        }),
        Kind::Stamp => Request::new(Digest::Sha256, &[7; 32], [7; 16], None).unwrap().read(bytes).is_ok(),
        Kind::Question => with_authority(|issuer| {
            let validity = Validity { from: at, to: at };
            let answer = prova::ocsp(bytes, issuer, issuer.certificate, &|_| Standing::Good, validity);
            ocsp::check_status(&answer.expect("there is always an answer")).is_ok()
        }),
        Kind::Answer => ocsp::check_status(bytes).is_ok(),
    }
}

fn envelope(bytes: &[u8]) -> bool {
    let Ok(read) = Envelope::read(bytes) else { return false };
    let again = read.to_bytes().expect("what was read can be written");
    let (before, after) = (firma_cms::raw::parts(bytes).unwrap(), firma_cms::raw::parts(&again).unwrap());
    assert_eq!(
        (before.content, before.signers, before.certificates),
        (after.content, after.signers, after.certificates)
    );
    let _ = read.measure(Digest::Sha256);
    true
}

fn with_authority(ask: impl FnOnce(Issuer<'_>) -> bool) -> bool {
    let key = LocalKey::p256(&[1; 32]).unwrap();
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let (name, validity) = (Name::Authority("Prova"), Validity { from: at, to: at });
    let certificate =
        prova::issue(Role::Root, name, key.spki(), &[1; 16], validity, Addresses::default(), By::Itself(&key)).unwrap();
    ask(Issuer { certificate: &certificate, key: &key })
}
