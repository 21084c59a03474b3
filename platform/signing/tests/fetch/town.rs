//! The town's side: one good signature whose certificates name the server, judged with what comes from there.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, Utc};
use kernel::SeededRandom;
use signing::fetch::{AtHand, Fetcher, Gathered, Judge, Manner, Reach, Shelf, gather};
use signing::verify::facts::Existence;
use signing::verify::judge::Question;
use signing::verify::read::{self, Beside, Unreadable};
use signing::verify::report::Report;
use signing::verify::revocation::Wanted;
use signing::verify::trust::Trust;

use crate::outside::{Does, Outside};
use crate::pki::asn::{context, oid, seq, tlv};
use crate::pki::at;
use crate::pki::evidence::{Answer, List};
use crate::pki::setup::Setup;

pub const AIA: &str = "1.3.6.1.5.5.7.1.1";
pub const CRL_PLACES: &str = "2.5.29.31";
/// The day after the signature.
pub const NOW: &str = "2025-03-02T11:00:00Z";

/// `AuthorityInfoAccessSyntax` with a responder, and where the issuer's certificate is.
pub fn access(ocsp: Option<&str>, issuer: Option<&str>) -> Vec<u8> {
    let place = |method: &str, address: &str| seq(&[&oid(method), &tlv(0x86, address.as_bytes())]);
    let ocsp = ocsp.map(|address| place("1.3.6.1.5.5.7.48.1", address)).unwrap_or_default();
    let issuer = issuer.map(|address| place("1.3.6.1.5.5.7.48.2", address)).unwrap_or_default();
    seq(&[&ocsp, &issuer])
}

/// `CRLDistributionPoints` with one address.
pub fn list_at(address: &str) -> Vec<u8> {
    seq(&[&seq(&[&context(0, &context(0, &tlv(0x86, address.as_bytes())))])])
}

/// The signature of 1 March 2025, asked about on the day after; nothing is known of its certificates but where to ask.
pub fn setup(outside: &Outside) -> Setup {
    let mut setup = Setup::good();
    setup.signer.set(AIA, false, access(Some(&outside.address("/ocsp")), None));
    setup.signer.set(CRL_PLACES, false, list_at(&outside.address("/firma.crl")));
    setup.tsa.set(CRL_PLACES, false, list_at(&outside.address("/marche.crl")));
    (setup.answer, setup.tsa_list, setup.now) = (None, None, at(NOW));
    outside.at("/marche.crl", Does::Gives(List::of(&setup.tsa_ca, at("2025-03-02T06:00:00Z")).der()));
    setup
}

/// The answer of this morning.
pub fn good(setup: &Setup) -> Box<Answer> {
    let certificate = setup.responder.issued_by(&setup.ca);
    Box::new(Answer::good(&setup.ca, 33, at("2025-03-02T10:30:00Z")).by(&setup.responder, certificate))
}

pub struct Court {
    pub trust: Trust,
    pub file: Vec<u8>,
    pub now: DateTime<Utc>,
    pub existence: Vec<Existence>,
}

impl Court {
    pub fn of(setup: &Setup) -> Self {
        Court { trust: setup.trust(), file: setup.file(), now: setup.now, existence: setup.existence.clone() }
    }
}

impl Judge for Court {
    type Error = Unreadable;

    async fn judge(&self, hand: AtHand) -> Result<Report, Unreadable> {
        let question = Question {
            trust: &self.trust,
            now: self.now,
            evidence: &hand.evidence,
            certificates: &hand.certificates,
            existence: &self.existence,
        };
        read::file(&self.file, Beside::default(), &question)
    }
}

/// What was kept, by source.
#[derive(Default)]
pub struct Drawer(Mutex<HashMap<Wanted, Vec<Vec<u8>>>>);

impl Shelf for Drawer {
    async fn kept(&self, wanted: &Wanted) -> Vec<Vec<u8>> {
        self.0.lock().unwrap().get(wanted).cloned().unwrap_or_default()
    }
}

impl Drawer {
    pub fn keep(&self, gathered: &Gathered) {
        for took in &gathered.took {
            self.put(took.wanted.clone(), took.bytes.clone());
        }
    }

    pub fn put(&self, wanted: Wanted, bytes: Vec<u8>) {
        self.0.lock().unwrap().entry(wanted).or_default().push(bytes);
    }
}

/// One that may ask the server, for so long.
pub fn fetcher() -> Fetcher {
    Fetcher::new(Some(Reach { allowed_hosts: vec!["127.0.0.1".into()], crl_bytes_max: 1 << 20 }))
}

pub async fn ask(court: &Court, shelf: &Drawer, fetcher: &Fetcher, patience: Duration) -> Gathered {
    let manner = Manner { now: court.now, outside: true, patience };
    gather(court, shelf, fetcher, &SeededRandom::new(1), manner).await.unwrap()
}

/// With nothing kept, and half a minute.
pub async fn ask_once(setup: &Setup) -> Gathered {
    ask(&Court::of(setup), &Drawer::default(), &fetcher(), Duration::from_secs(180)).await
}
