//! Time stamps are judged themselves (ETSI EN 319 102-1 §5.4), the latest first: what a good one proves to have
//! existed is the ground on
//! which the earlier ones stand (§5.6).

use chrono::{DateTime, Utc};

use super::x509::{Control, X509, x509};
use super::{Findings, Question, anchor_report, chain_report, verdict};
use crate::verify::certificate::Certificate;
use crate::verify::chain::{Pool, Purposes};
use crate::verify::facts::{Reference, StampKind, TimeStampFacts};
use crate::verify::limits::TIME_STAMPS_MAX;
use crate::verify::report::{CheckName, Indication, SubIndication, TimeStampReport};
use crate::verify::revocation::Evidence;
use crate::verify::trust::{Purpose, ServiceKind};

/// The time stamps of a signature, judged; in their order.
pub(super) struct Stamps {
    /// Each.
    pub reports: Vec<TimeStampReport>,
    /// The earliest instant at which the signature is proved to have existed, and the place of the stamp that
    /// proves it.
    pub signature: Option<(DateTime<Utc>, usize)>,
}

/// Which time stamps prove something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proofs {
    /// All that are good.
    Good,
    /// Those that are qualified as well.
    Qualified,
}

impl Proofs {
    fn takes(self, report: &TimeStampReport) -> bool {
        passed(report) && (self == Self::Good || report.qualified)
    }
}

/// Judges all but those upon the content, which stand on what the others prove.
pub(super) fn judge(
    question: &Question<'_>,
    facts: &[TimeStampFacts],
    pool: &Pool,
    evidence: &mut Evidence,
    (ground, proofs): (Option<DateTime<Utc>>, Proofs),
) -> Stamps {
    let facts = facts.get(..TIME_STAMPS_MAX.min(facts.len())).unwrap_or_default();
    let mut reports: Vec<Option<TimeStampReport>> = vec![None; facts.len()];
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by_key(|place| facts.get(*place).map(|stamp| std::cmp::Reverse((stamp.time, *place))));
    let mut signature: Option<(DateTime<Utc>, usize)> = None;
    let proved = |place: usize, reports: &[Option<TimeStampReport>]| {
        let covering = facts.iter().enumerate().filter(|(_, later)| later.covers_stamps.contains(&place));
        let good =
            covering.filter_map(|(at, _)| reports.get(at)?.as_ref().filter(|it| proofs.takes(it)).map(|it| it.time));
        good.chain(ground).min()
    };
    for content in [false, true] {
        for place in order.iter().copied() {
            let Some(stamp) = facts.get(place).filter(|stamp| (stamp.kind == StampKind::Content) == content) else {
                continue;
            };
            // What is upon the content existed when the signature did.
            let above = if content { signature.map(|(at, _)| at).into_iter().chain(ground).min() } else { None };
            let at = above.or_else(|| proved(place, &reports));
            let report = one(question, stamp, pool, evidence, at);
            if proofs.takes(&report) {
                evidence.prove(stamp.time, |item| stamp.covers.contains(&item.fingerprint));
                if stamp.kind.covers_signature() && signature.is_none_or(|(known, _)| stamp.time < known) {
                    signature = Some((stamp.time, place));
                }
            }
            if let Some(slot) = reports.get_mut(place) {
                *slot = Some(report);
            }
        }
    }
    Stamps { reports: reports.into_iter().flatten().collect(), signature }
}

/// Whether a time stamp proves something.
pub(super) fn passed(report: &TimeStampReport) -> bool {
    report.indication == Indication::TotalPassed
}

/// Judges one; `proven` is since when it is proved to exist.
pub(super) fn one(
    question: &Question<'_>,
    facts: &TimeStampFacts,
    pool: &Pool,
    evidence: &Evidence,
    proven: Option<DateTime<Utc>>,
) -> TimeStampReport {
    let control = Control { at: proven.unwrap_or(question.now), proven: proven.is_some(), after: Some(facts.time) };
    let certificate = facts.certificate.as_ref().and_then(|der| Certificate::read(der).ok());
    let mut findings = own(question, facts, certificate.is_some());
    let mut judged = X509::default();
    // Of a stamp that is false the rest does not matter, and a file may bring many.
    let is_false = findings.subs.iter().any(|sub| sub.indication() == Indication::TotalFailed);
    if let Some(certificate) = certificate.as_ref().filter(|_| !is_false) {
        let purposes = (Purpose::TimeStamps, Purposes::TimeStamp);
        judged = x509(question, certificate, pool, evidence, purposes, control);
        findings.take(&judged);
        if !certificate.is_valid_at(facts.time) {
            let text = "la marca porta una data in cui il certificato di chi l'ha fatta non valeva";
            findings.fail(CheckName::Validity, SubIndication::Expired, text);
        }
        let policy = question.trust.policy();
        let weak = facts.digest.and_then(|digest| policy.check_digest(digest, control.at).err());
        let key = certificate.key().ok().zip(facts.scheme);
        let weak = weak.or_else(|| key.and_then(|(key, scheme)| policy.check_signature(scheme, key, control.at).err()));
        if let Some(weak) = weak {
            findings.fail(CheckName::Algorithms, SubIndication::CryptoConstraintsFailureNoPoe, weak.to_string());
        }
    }
    let Findings { subs, checks } = findings;
    let (indication, sub_indication) = verdict(&subs);
    let anchor = judged.path.as_ref().and_then(|path| path.anchor(question.trust));
    TimeStampReport {
        kind: facts.kind,
        time: facts.time,
        authority: certificate.as_ref().map(|certificate| certificate.subject().clone()),
        qualified: anchor.is_some_and(|anchor| is_qualified(question, anchor, facts.time)),
        anchor: anchor.map(|anchor| anchor_report(question.trust, anchor)),
        chain: chain_report(certificate.as_ref(), &judged),
        indication,
        sub_indication,
        checks,
    }
}

/// What the stamp itself shows, whoever made it.
fn own(question: &Question<'_>, facts: &TimeStampFacts, has_certificate: bool) -> Findings {
    let mut findings = Findings::default();
    let name = CheckName::SigningCertificate;
    if let Some(why) = &facts.malformed {
        findings.fail(CheckName::Format, SubIndication::FormatFailure, why.clone());
    }
    match &facts.reference {
        Reference::Matches => {}
        Reference::Absent => {
            let text = "la marca non nomina il certificato di chi l'ha fatta (RFC 3161, RFC 5816)";
            findings.fail(name, SubIndication::SigConstraintsFailure, text);
        }
        Reference::Differs(why) => findings.fail(name, SubIndication::NoSigningCertificateFound, why.clone()),
    }
    if has_certificate {
        findings.held(&facts.content, &facts.value, &facts.reference);
    } else {
        let text = "il certificato di chi ha fatto la marca non c'è";
        findings.fail(name, SubIndication::NoSigningCertificateFound, text);
    }
    if facts.time > question.now + question.trust.policy().skew() {
        let text = "la marca porta una data futura";
        findings.fail(CheckName::TimeStamps, SubIndication::TimestampOrderFailure, text);
    }
    findings
}

fn is_qualified(question: &Question<'_>, anchor: &crate::verify::trust::Anchor, at: DateTime<Utc>) -> bool {
    let same = question.trust.keyed(&anchor.certificate);
    let mut services = same.filter_map(|anchor| question.trust.service(anchor)?.at(at));
    services.any(|period| period.kind == ServiceKind::QualifiedTimeStamps && period.status.is_qualified())
}
