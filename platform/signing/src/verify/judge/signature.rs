//! One signature.

use std::sync::Arc;

use super::stamps::{self, Proofs, Stamps};
use super::x509::{Control, X509, x509};
use super::{Findings, Question, add_all, add_stamp, anchor_report, chain_report, verdict};
use crate::verify::certificate::Certificate;
use crate::verify::chain::Purposes;
use crate::verify::facts::{Existence, ExistenceOrigin, Finding, Reference, SignatureFacts, StampKind};
use crate::verify::limits::{CERTIFICATES_MAX, COUNTER_DEPTH_MAX, EVIDENCE_MAX, SIGNATURES_MAX, TIME_STAMPS_MAX};
use crate::verify::qualification::{self, Class, Qualification};
use crate::verify::report::{
    self, Check, CheckName, CheckOutcome, Effect, Format, Indication, Mark, ProvenTime, SignatureReport, SubIndication,
};
use crate::verify::revocation::Item;
use crate::verify::trust::Purpose;
use crate::verify::words::instant;

/// Judges a signature that stands `depth` signatures above the document.
pub(super) fn judge(question: &Question<'_>, facts: &SignatureFacts, depth: usize) -> SignatureReport {
    let (mut report, contested) = weigh(question, facts, Proofs::Good);
    if !contested && !stands_on_qualified(question, facts, &report) {
        let text = "la firma è valida soltanto grazie a una marca temporale che non è qualificata: la data si può contestare \
                    (Reg. UE 910/2014, art. 41; DPCM 22/2/2013, art. 41)";
        report.checks.push(Check::new(CheckName::TimeStamps, CheckOutcome::Unknown, text));
    }
    report.counter_signatures = counters(question, facts, depth);
    report.mark = report::mark(&report);
    report.sentence = report::sentence(&report);
    report
}

/// Whether a signature that is valid would be so, and be proved to have existed then, without the time stamps that are
/// not qualified: upon them an earlier time stamp may stand, or the evidence.
fn stands_on_qualified(question: &Question<'_>, facts: &SignatureFacts, report: &SignatureReport) -> bool {
    let others = report.time_stamps.iter().any(|stamp| stamps::passed(stamp) && !stamp.qualified);
    if report.indication != Indication::TotalPassed
        || (!others && question.existence.iter().all(Existence::is_qualified))
    {
        return true;
    }
    let existence = question.qualified_existence();
    let (without, _) = weigh(&Question { existence: &existence, ..*question }, facts, Proofs::Qualified);
    let at = |report: &SignatureReport| report.proven_time.as_ref().map(|proven| proven.at);
    without.indication == Indication::TotalPassed && at(&without) == at(report)
}

/// All about a signature but its colour and those above it, as far as these time stamps prove anything; and whether it
/// was already told that its date can be contested.
fn weigh(question: &Question<'_>, facts: &SignatureFacts, proofs: Proofs) -> (SignatureReport, bool) {
    let mut pool = question.pool();
    let mut evidence = question.evidence.clone();
    let certificates = facts.certificate.iter().chain(facts.certificates.iter().take(CERTIFICATES_MAX));
    let crls = facts.crls.get(..EVIDENCE_MAX.min(facts.crls.len())).unwrap_or_default();
    let ocsps = facts.ocsps.get(..EVIDENCE_MAX.min(facts.ocsps.len())).unwrap_or_default();
    add_all(certificates, crls, ocsps, &mut pool, &mut evidence);
    for stamp in facts.time_stamps.iter().take(TIME_STAMPS_MAX) {
        add_stamp(stamp, &mut pool, &mut evidence);
    }
    let ground = question.ground();
    if let Some(ground) = ground {
        evidence.prove(ground.at, Item::is_embedded);
    }
    let stamped = stamps::judge(question, &facts.time_stamps, &pool, &mut evidence, (ground.map(|it| it.at), proofs));
    let proven = proven_time(&stamped, ground);
    let after = content_time(&stamped);
    let control = Control { at: proven.as_ref().map_or(question.now, |it| it.at), proven: proven.is_some(), after };

    let mut findings = Findings::default();
    form(facts, &mut findings);
    let certificate = signing_certificate(facts, &mut findings);
    // Without the certificate there is nothing to hold the value against: that it is not there says it all.
    if certificate.is_some() || !matches!(facts.content, Finding::Holds | Finding::Unchecked(_)) {
        content(facts, &mut findings);
    }
    let mut judged = X509::default();
    if let Some(certificate) = &certificate {
        let purpose = if facts.format == Format::Mail { Purpose::Mail } else { Purpose::Documents };
        judged = x509(question, certificate, &pool, &evidence, (purpose, Purposes::Sign), control);
        findings.take(&judged);
    }
    attributes(question, facts, &mut findings);
    algorithms(question, facts, certificate.as_deref(), control, &mut findings);
    time_stamps(question, facts, certificate.as_deref(), (&stamped, control), &mut findings);
    let contested = proof(&stamped, ground, &mut findings);
    changes(facts, &mut findings);
    let anchor = judged.path.as_ref().and_then(|path| path.anchor(question.trust));
    let qualification = match &certificate {
        _ if facts.format == Format::Mail => Qualification { class: Class::Mail, ..Qualification::default() },
        Some(certificate) => qualification::judge(certificate, anchor, question.trust, control.at),
        None => Qualification::default(),
    };
    tell_qualification(&qualification, &mut findings);

    let (indication, sub_indication) = verdict(&findings.subs);
    let report = SignatureReport {
        id: facts.id.clone(),
        layer: 0,
        format: facts.format,
        level: facts.level,
        signer: certificate.as_ref().map(|certificate| certificate.subject().clone()),
        limit: certificate.as_ref().and_then(|it| it.extensions().qc.as_ref()?.limit_value.clone()),
        qualification,
        claimed_time: facts.claimed_time,
        unchecked_roles: facts.roles.clone(),
        proven_time: proven,
        scope: facts.scope.clone(),
        algorithms: algorithm_words(facts),
        anchor: anchor.map(|anchor| anchor_report(question.trust, anchor)),
        chain: chain_report(certificate.as_ref(), &judged),
        time_stamps: stamped.reports,
        indication,
        sub_indication,
        checks: findings.checks,
        wanted: judged.wanted,
        mark: Mark::Red,
        sentence: String::new(),
        counter_signatures: Vec::new(),
    };
    (report, contested)
}

fn counters(question: &Question<'_>, facts: &SignatureFacts, depth: usize) -> Vec<SignatureReport> {
    if depth >= COUNTER_DEPTH_MAX {
        return Vec::new();
    }
    facts.counter_signatures.iter().take(SIGNATURES_MAX).map(|counter| judge(question, counter, depth + 1)).collect()
}

/// The earliest proof that the signature existed.
fn proven_time(stamped: &Stamps, ground: Option<&Existence>) -> Option<ProvenTime> {
    let by_stamp = stamped.signature.map(|(at, place)| {
        let authority = stamped.reports.get(place).and_then(|report| report.authority.as_ref()?.shown());
        let how = authority.map_or_else(|| "marca temporale".to_owned(), |name| format!("marca temporale di {name}"));
        ProvenTime { at, how }
    });
    let by_ground = ground.map(|existence| {
        let how = match &existence.origin {
            ExistenceOrigin::Registration(what) => format!("registrazione {what}"),
            ExistenceOrigin::CertifiedMail(what) => format!("posta certificata {what}"),
            ExistenceOrigin::Preservation(what) => format!("conservazione {what}"),
            ExistenceOrigin::TimeStamp { what, .. } => format!("marca temporale {what}"),
        };
        ProvenTime { at: existence.at, how }
    });
    by_stamp.into_iter().chain(by_ground).min_by_key(|proven| proven.at)
}

/// A time that a time stamp proves which is not qualified may be contested. Whether that is so.
fn proof(stamped: &Stamps, ground: Option<&Existence>, findings: &mut Findings) -> bool {
    let by_stamp = stamped.signature.map(|(at, place)| (at, stamped.reports.get(place).is_some_and(|it| it.qualified)));
    let by_ground = ground.map(|it| (it.at, it.is_qualified()));
    let earliest = by_stamp.into_iter().chain(by_ground).min_by_key(|(at, qualified)| (*at, !*qualified));
    let contested = earliest.is_some_and(|(_, qualified)| !qualified);
    if contested {
        let text = "la marca temporale che prova la data non è qualificata: la data si può contestare (Reg. UE 910/2014, \
                    art. 41; DPCM 22/2/2013, art. 41)";
        findings.note(CheckName::TimeStamps, CheckOutcome::Unknown, text);
    }
    contested
}

/// The latest good time stamp that the signature contains: it was made after.
fn content_time(stamped: &Stamps) -> Option<chrono::DateTime<chrono::Utc>> {
    let content = stamped.reports.iter().filter(|it| it.kind == StampKind::Content && stamps::passed(it));
    content.map(|it| it.time).max()
}

fn form(facts: &SignatureFacts, findings: &mut Findings) {
    match &facts.malformed {
        Some(why) => findings.fail(CheckName::Format, SubIndication::FormatFailure, why.clone()),
        None => findings.pass(CheckName::Format, format!("la firma ha la forma {}", facts.format.words())),
    }
}

fn content(facts: &SignatureFacts, findings: &mut Findings) {
    findings.held(&facts.content, &facts.value, &facts.reference);
}

fn signing_certificate(facts: &SignatureFacts, findings: &mut Findings) -> Option<Arc<Certificate>> {
    let name = CheckName::SigningCertificate;
    let read = facts.certificate.as_ref().map(|der| Certificate::read(der));
    let certificate = match read {
        Some(Ok(certificate)) => certificate,
        Some(Err(error)) => {
            findings.fail(name, SubIndication::NoSigningCertificateFound, error.to_string());
            return None;
        }
        None => {
            let text = "il certificato di chi ha firmato non è nella firma";
            findings.fail(name, SubIndication::NoSigningCertificateFound, text);
            return None;
        }
    };
    match &facts.reference {
        Reference::Matches => findings.pass(name, "la firma nomina il proprio certificato"),
        // Told among the attributes: the certificate is there, it is not bound.
        Reference::Absent => {}
        Reference::Differs(why) => findings.fail(name, SubIndication::NoSigningCertificateFound, why.clone()),
    }
    Some(certificate)
}

fn attributes(question: &Question<'_>, facts: &SignatureFacts, findings: &mut Findings) {
    let asked = question.trust.policy().certificate_reference && facts.format != Format::Mail;
    if asked && facts.reference == Reference::Absent && facts.certificate.is_some() {
        let text = "la firma non nomina il proprio certificato tra quello che firma (Decisione UE 2015/1506)";
        findings.fail(CheckName::SigningCertificate, SubIndication::SigConstraintsFailure, text);
    }
    for why in &facts.violations {
        findings.fail(CheckName::Attributes, SubIndication::SigConstraintsFailure, why.clone());
    }
    for why in &facts.warnings {
        findings.note(CheckName::Attributes, CheckOutcome::Warning, why.clone());
    }
}

fn algorithms(
    question: &Question<'_>,
    facts: &SignatureFacts,
    certificate: Option<&Certificate>,
    control: Control,
    findings: &mut Findings,
) {
    let policy = question.trust.policy();
    let mut weak: Vec<_> = facts.digests.iter().filter_map(|it| policy.check_digest(*it, control.at).err()).collect();
    if let (Some(scheme), Some(Ok(key))) = (facts.scheme, certificate.map(Certificate::key)) {
        weak.extend(policy.check_signature(scheme, key, control.at).err());
    }
    if let Some(Err(error)) = certificate.map(Certificate::key) {
        findings.fail(CheckName::Algorithms, SubIndication::CryptoConstraintsFailure, error.to_string());
    }
    weak.dedup();
    if weak.is_empty() {
        findings.pass(CheckName::Algorithms, format!("algoritmi adeguati il {}", instant(control.at)));
    }
    for one in weak {
        findings.fail(CheckName::Algorithms, SubIndication::CryptoConstraintsFailureNoPoe, one.to_string());
    }
}

fn time_stamps(
    question: &Question<'_>,
    facts: &SignatureFacts,
    certificate: Option<&Certificate>,
    (stamped, control): (&Stamps, Control),
    findings: &mut Findings,
) {
    let skew = question.trust.policy().skew();
    for report in &stamped.reports {
        let when = instant(report.time);
        if stamps::passed(report) {
            findings.pass(CheckName::TimeStamps, format!("la marca temporale del {when} è valida"));
        } else {
            let why = report.sub_indication.map(SubIndication::words).unwrap_or_default();
            let text = format!("la marca temporale del {when} non prova nulla: {why}");
            findings.note(CheckName::TimeStamps, CheckOutcome::Unknown, text);
        }
    }
    if control.proven && control.after.is_some_and(|after| after > control.at + skew) {
        let text = "la firma contiene una marca temporale più recente di quelle che le stanno sopra";
        findings.fail(CheckName::TimeStamps, SubIndication::TimestampOrderFailure, text);
    }
    let Some(claimed) = facts.claimed_time else { return };
    if certificate.is_some_and(|certificate| !certificate.is_valid_at(claimed)) {
        let text = format!("la firma dichiara il {}, quando il certificato non valeva", instant(claimed));
        findings.note(CheckName::TimeStamps, CheckOutcome::Unknown, text);
    }
    if claimed > control.at + skew {
        let text = format!("la firma dichiara il {}, dopo il momento in cui esisteva già", instant(claimed));
        findings.note(CheckName::TimeStamps, CheckOutcome::Unknown, text);
    }
}

fn changes(facts: &SignatureFacts, findings: &mut Findings) {
    for change in &facts.scope.changes {
        let name = CheckName::Changes;
        match change.effect {
            Effect::Harmless => findings.pass(name, format!("dopo la firma: {}", change.what)),
            Effect::Doubtful => {
                findings.note(name, CheckOutcome::Unknown, format!("dopo la firma, da guardare: {}", change.what));
            }
            Effect::Forbidden => findings.fail(
                name,
                SubIndication::SigConstraintsFailure,
                format!("dopo la firma il documento è stato cambiato: {}", change.what),
            ),
        }
    }
}

fn tell_qualification(qualification: &Qualification, findings: &mut Findings) {
    let name = CheckName::Qualification;
    if qualification.is_qualified() {
        let provider = qualification.provider.as_deref().unwrap_or("un prestatore");
        findings.pass(name, format!("certificato qualificato di {provider}, chiave in un dispositivo qualificato"));
        return;
    }
    for why in &qualification.why {
        findings.note(name, CheckOutcome::Warning, why.clone());
    }
}

fn algorithm_words(facts: &SignatureFacts) -> Vec<String> {
    let digests = facts.digests.iter().map(|digest| digest.name().to_owned());
    let mut words: Vec<String> = facts.scheme.iter().map(ToString::to_string).chain(digests).collect();
    words.dedup();
    words
}
