//! Envelopes, answers and kept states made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use firma_algoritmi::Digest;
use firma_scrivi::cades::{self, Envelope};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::tsp::Request;
use firma_scrivi::{HashSigner, LocalKey, Measured, ocsp};
use hostile::{Dice, Watch, mutate, peak_kib};
use regge::{Kind, regge};

/// Honest ones of each kind.
fn honest() -> Vec<(Kind, Vec<u8>)> {
    let at = DateTime::<Utc>::from_timestamp(1_795_000_000, 0).unwrap();
    let validity = Validity { from: at - TimeDelta::days(1), to: at + TimeDelta::days(1) };
    let key = LocalKey::p256(&[1; 32]).unwrap();
    let issue = |role, what| {
        let (name, none) = (Name::Authority(what), Addresses::default());
        prova::issue(role, name, key.spki(), &[1; 16], validity, none, By::Itself(&key)).unwrap()
    };
    let (signer, stamper) = (issue(Role::Signing, "Firma"), issue(Role::TimeStamping, "Marche"));
    let scheme = signer.usual_scheme().unwrap();
    let content = Measured::of(Digest::Sha256, b"documento").unwrap();
    let waiting = cades::prepare(&signer, scheme, &content, at).unwrap();
    let state = waiting.to_bytes().unwrap();
    let signature = waiting.sign(&key).unwrap();
    let envelope = Envelope::of(&signature, &[]).unwrap().frame(&signature).unwrap().around(b"documento").unwrap();
    let request = Request::new(Digest::Sha256, &[7; 32], [7; 16], None).unwrap().to_der().unwrap();
    let by = |certificate| Issuer { certificate, key: &key };
    let stamp = prova::stamp(&request, by(&stamper), &[], &[3; 16], at).unwrap();
    let question = ocsp::request(&signer, &signer, Some(&[7; 16])).unwrap();
    let answer = prova::ocsp(&question, by(&signer), &signer, &|_| Standing::Good, validity).unwrap();
    vec![
        (Kind::Certificate, signer.der().to_vec()),
        (Kind::State, state),
        (Kind::Envelope, envelope),
        (Kind::Query, request),
        (Kind::Stamp, stamp),
        (Kind::Question, question),
        (Kind::Answer, answer),
    ]
}

#[test]
fn nothing_that_comes_from_outside_breaks_what_adds_to_it() {
    let watch = Watch::new(Duration::from_secs(180));
    for (kind, bytes) in honest() {
        assert!(regge(kind, &bytes), "the honest {kind:?} is taken");
        let mut taken = 0;
        for seed in 0..1_500 {
            let made = mutate(&mut Dice::new(seed), &bytes);
            taken += usize::from(watch.one(|| format!("{kind:?} of seed {seed}"), || regge(kind, &made)));
        }
        assert!(taken < 1_500, "every altered {kind:?} was taken");
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for files of some kilobytes");
}
