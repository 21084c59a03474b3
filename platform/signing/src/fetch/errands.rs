//! What a verdict lacks, and who could tell. Pure.

use std::sync::Arc;

use crate::verify::certificate::{Certificate, Fingerprint};
use crate::verify::limits::PATH_MAX;
use crate::verify::report::{CertificateReport, Indication, Report, SignatureReport, TimeStampReport};
use crate::verify::revocation::{Outcome, Wanted, wanted};

/// Most things asked for one file.
const ERRANDS_MAX: usize = 32;

/// Something to be known of one certificate.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// Of which.
    pub certificate: Arc<Certificate>,
    /// Who issued it, and then whether it was revoked is what is missing; `None`: who issued it is missing.
    pub issuer: Option<Arc<Certificate>>,
    /// Whether it is about a time stamp: what that proves decides what must be known of the signer, so it is asked first.
    pub stamp: bool,
}

/// What an errand is known by.
pub(super) type Key = (Fingerprint, Option<Fingerprint>);

impl Errand {
    pub(super) fn key(&self) -> Key {
        (self.certificate.fingerprint(), self.issuer.as_ref().map(|issuer| issuer.fingerprint()))
    }

    /// Where the answer may be, the quickest first: OCSP, then lists, as the certificate names them.
    pub(super) fn sources(&self) -> Vec<Wanted> {
        wanted(&self.certificate, self.issuer.as_deref())
    }
}

/// What all the signatures and time stamps of a file lack, each thing once; `known` are the certificates fetched so far.
pub(super) fn errands(report: &Report, known: &[Arc<Certificate>]) -> Vec<Errand> {
    let mut all = Vec::new();
    for signature in &report.signatures {
        all.extend(of_signature(signature, known));
    }
    for stamp in &report.time_stamps {
        all.extend(of_stamp(stamp, known));
    }
    all.sort_by_key(|errand| !errand.stamp);
    let mut once: Vec<Errand> = Vec::new();
    for errand in all {
        if once.len() < ERRANDS_MAX && !once.iter().any(|known| known.key() == errand.key()) {
            once.push(errand);
        }
    }
    once
}

/// What a signature lacks. Of one that is false nothing is asked: no answer would change it.
pub(super) fn of_signature(report: &SignatureReport, known: &[Arc<Certificate>]) -> Vec<Errand> {
    if report.indication == Indication::TotalFailed {
        return Vec::new();
    }
    let mut all = of_chain(&report.chain, report.anchor.is_some(), known, false);
    for stamp in &report.time_stamps {
        all.extend(of_stamp(stamp, known));
    }
    // As deep as the judge went.
    for counter in &report.counter_signatures {
        all.extend(of_signature(counter, known));
    }
    all
}

/// What a time stamp lacks.
pub(super) fn of_stamp(report: &TimeStampReport, known: &[Arc<Certificate>]) -> Vec<Errand> {
    if report.indication == Indication::TotalFailed {
        return Vec::new();
    }
    of_chain(&report.chain, report.anchor.is_some(), known, true)
}

fn of_chain(chain: &[CertificateReport], anchored: bool, known: &[Arc<Certificate>], stamp: bool) -> Vec<Errand> {
    let read = |one: &CertificateReport| Certificate::read(&one.der).ok();
    if !anchored {
        let top = chain.last().and_then(read).and_then(|last| top(last, known));
        return top.map(|certificate| Errand { certificate, issuer: None, stamp }).into_iter().collect();
    }
    let open = |one: &CertificateReport| {
        !matches!(one.revocation, Some(Outcome::NotNeeded | Outcome::Good { .. } | Outcome::Revoked { .. }))
    };
    let pairs = chain.iter().zip(chain.iter().skip(1)).filter(|(one, _)| open(one));
    pairs
        .filter_map(|(one, above)| Some(Errand { certificate: read(one)?, issuer: Some(read(above)?), stamp }))
        .collect()
}

/// The highest certificate that is known above this one; `None` where it is its own issuer, or too high.
fn top(last: Arc<Certificate>, known: &[Arc<Certificate>]) -> Option<Arc<Certificate>> {
    let mut top = last;
    for _ in 0..PATH_MAX {
        if top.is_self_issued() {
            return None;
        }
        let issued = |issuer: &&Arc<Certificate>| issuer.subject_key() == top.issuer_key();
        match known.iter().find(issued) {
            Some(issuer) => top = Arc::clone(issuer),
            None => return Some(top),
        }
    }
    None
}
