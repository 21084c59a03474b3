//! The validation process (ETSI EN 319 102-1): for signatures as they are (§5.3), with time stamps (§5.5), with
//! long-term
//! data (§5.6).
//!
//! Everything turns on one instant, the **control time**: the earliest at which the signature is proved to have
//! existed
//! (by a time stamp that is itself good, or by what the caller knows: [`Existence`]); without proof, the instant
//! of the
//! check. Certificates must have been valid, neither revoked nor suspended, and algorithms strong, then.

mod signature;
mod stamps;
mod x509;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::certificate::Certificate;
use super::chain::Pool;
use super::facts::{Existence, Finding, Reference, SignatureFacts, TimeStampFacts};
use super::limits::SIGNATURES_MAX;
use super::report::{
    AnchorReport, CertificateReport, Check, CheckName, CheckOutcome, Indication, Report, SignatureReport,
    SubIndication, TimeStampReport,
};
use super::revocation::{Evidence, EvidenceOrigin, Item};
use super::trust::{Anchor, Origin, Trust};
use x509::X509;

/// What is asked: the same question about the same facts has the same answer.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Whom we trust, and the rules.
    pub trust: &'a Trust,
    /// The instant of the check. To check as on another day, that day (evidence made later is then not looked at).
    pub now: DateTime<Utc>,
    /// Evidence that is not in the file: fetched or kept.
    pub evidence: &'a Evidence,
    /// Certificates that are not in the file: fetched or kept.
    pub certificates: &'a [Arc<Certificate>],
    /// Proofs that **these very bytes** existed at an instant (with all the evidence in them).
    pub existence: &'a [Existence],
}

impl Question<'_> {
    /// Judges one signature.
    #[must_use]
    pub fn signature(&self, facts: &SignatureFacts) -> SignatureReport {
        signature::judge(self, facts, 0)
    }

    /// Judges all the signatures of a file, and the time stamps that belong to none.
    #[must_use]
    pub fn file(
        &self,
        signatures: &[(usize, SignatureFacts)],
        stamps: &[TimeStampFacts],
        warnings: Vec<String>,
    ) -> Report {
        let mut warnings = warnings;
        if signatures.len() > SIGNATURES_MAX {
            warnings
                .push(format!("ci sono {} firme: sono state controllate le prime {SIGNATURES_MAX}", signatures.len()));
        }
        let judged = signatures.iter().take(SIGNATURES_MAX).map(|(layer, facts)| {
            let mut report = self.signature(facts);
            report.layer = *layer;
            report
        });
        let stamped = stamps.iter().take(SIGNATURES_MAX).map(|facts| self.time_stamp(facts));
        Report::of(self.now, judged.collect(), stamped.collect(), warnings)
    }

    /// Judges a time stamp that stands alone.
    #[must_use]
    pub fn time_stamp(&self, facts: &TimeStampFacts) -> TimeStampReport {
        let mut pool = self.pool();
        let mut evidence = self.evidence.clone();
        add_stamp(facts, &mut pool, &mut evidence);
        let ground = self.ground().map(|existence| existence.at);
        if let Some(at) = ground {
            evidence.prove(at, Item::is_embedded);
        }
        stamps::one(self, facts, &pool, &evidence, ground)
    }

    /// Whether a time stamp that was judged is qualified, and does not stand on one that is not.
    pub(super) fn is_surely_qualified(&self, facts: &TimeStampFacts, judged: &TimeStampReport) -> bool {
        let alone = || {
            let existence = self.qualified_existence();
            stamps::passed(&Question { existence: &existence, ..*self }.time_stamp(facts))
        };
        judged.qualified && (self.existence.iter().all(Existence::is_qualified) || alone())
    }

    fn qualified_existence(&self) -> Vec<Existence> {
        self.existence.iter().filter(|existence| existence.is_qualified()).cloned().collect()
    }

    fn pool(&self) -> Pool {
        let mut pool = Pool::default();
        for certificate in self.certificates {
            pool.add(Arc::clone(certificate));
        }
        pool
    }

    /// The earliest instant at which the file is proved to have existed from outside.
    fn ground(&self) -> Option<&Existence> {
        self.existence.iter().filter(|existence| existence.at <= self.now).min_by_key(|existence| existence.at)
    }
}

fn add_stamp(facts: &TimeStampFacts, pool: &mut Pool, evidence: &mut Evidence) {
    add_all(facts.certificate.iter().chain(&facts.certificates), &facts.crls, &facts.ocsps, pool, evidence);
}

fn add_all<'a>(
    certificates: impl Iterator<Item = &'a Vec<u8>>,
    crls: &[Vec<u8>],
    ocsps: &[Vec<u8>],
    pool: &mut Pool,
    evidence: &mut Evidence,
) {
    for der in certificates {
        let _ = pool.add_der(der);
    }
    for der in crls {
        evidence.add_crl(der, EvidenceOrigin::Embedded);
    }
    for der in ocsps {
        evidence.add_ocsp(der, EvidenceOrigin::Embedded);
    }
}

/// What was found wrong, and each check.
#[derive(Default)]
struct Findings {
    subs: Vec<SubIndication>,
    checks: Vec<Check>,
}

impl Findings {
    fn fail(&mut self, name: CheckName, sub: SubIndication, text: impl Into<String>) {
        self.subs.push(sub);
        self.checks.push(Check::failed(name, sub, text));
    }

    fn pass(&mut self, name: CheckName, text: impl Into<String>) {
        self.checks.push(Check::passed(name, text));
    }

    fn note(&mut self, name: CheckName, outcome: CheckOutcome, text: impl Into<String>) {
        self.checks.push(Check::new(name, outcome, text));
    }

    fn take(&mut self, judged: &X509) {
        self.subs.extend(&judged.subs);
        self.checks.extend(judged.checks.iter().cloned());
    }

    /// Turns what was found of content and value into checks.
    fn held(&mut self, content: &Finding, value: &Finding, reference: &Reference) {
        // Held against another certificate than the one named, that the value fails says nothing (§5.2.3.4).
        let value = match (reference, value) {
            (Reference::Differs(why), Finding::Fails(_)) => Finding::Unchecked(why.clone()),
            _ => value.clone(),
        };
        match content {
            Finding::Holds => self.pass(CheckName::Content, "il contenuto è quello firmato"),
            Finding::Fails(why) => self.fail(CheckName::Content, SubIndication::HashFailure, why.clone()),
            // What cannot be followed is as if it were not at hand.
            Finding::Missing(why) | Finding::Unchecked(why) => {
                self.fail(CheckName::Content, SubIndication::SignedDataNotFound, why.clone());
            }
        }
        match value {
            Finding::Holds => self.pass(CheckName::Value, "la firma è della chiave del certificato"),
            Finding::Fails(why) => self.fail(CheckName::Value, SubIndication::SigCryptoFailure, why),
            Finding::Missing(why) | Finding::Unchecked(why) => {
                self.fail(CheckName::Value, SubIndication::CryptoConstraintsFailure, why);
            }
        }
    }
}

/// The verdict of what is wrong: that a signature is not valid goes before what is not known.
fn verdict(subs: &[SubIndication]) -> (Indication, Option<SubIndication>) {
    let failed = subs.iter().find(|sub| sub.indication() == Indication::TotalFailed);
    match failed.or(subs.first()) {
        Some(sub) => (sub.indication(), Some(*sub)),
        None => (Indication::TotalPassed, None),
    }
}

fn anchor_report(trust: &Trust, anchor: &Anchor) -> AnchorReport {
    match (&anchor.origin, trust.service(anchor)) {
        (Origin::Added(added), _) => AnchorReport::Added { reason: added.reason.clone(), by: added.by.clone() },
        (Origin::Service(_), service) => {
            let service = service.cloned().unwrap_or_default();
            AnchorReport::List {
                country: service.list.country,
                operator: service.list.operator,
                number: service.list.number,
                provider: service.provider,
                service: service.name,
            }
        }
    }
}

fn chain_report(leaf: Option<&Arc<Certificate>>, judged: &X509) -> Vec<CertificateReport> {
    let path = judged.path.as_ref().map(|path| path.certificates.as_slice());
    let certificates = path.unwrap_or_else(|| leaf.map(std::slice::from_ref).unwrap_or_default());
    let revocation = judged.revocation.iter().cloned().chain(std::iter::repeat(None));
    certificates
        .iter()
        .zip(revocation)
        .map(|(certificate, revocation)| certificate_report(certificate, revocation))
        .collect()
}

fn certificate_report(certificate: &Certificate, revocation: Option<super::revocation::Outcome>) -> CertificateReport {
    CertificateReport {
        subject: certificate.subject().clone(),
        issuer: certificate.issuer().clone(),
        serial: hex::encode(certificate.serial()),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        sha256: certificate.fingerprint().to_string(),
        policies: certificate.extensions().policies.clone().unwrap_or_default(),
        qc: certificate.extensions().qc.clone(),
        revocation,
        der: certificate.der().to_vec(),
    }
}
