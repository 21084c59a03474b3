//! The checks of the signers of one `SignedData`.

use crate::certificate::Certificate;
use crate::covered::{Covered, Source, Work};
use crate::facts::{Candidate, Check, Reason, ReferenceFacts, SignerFacts};
use crate::oid::{self as known, DATA};
use crate::revocation::{self, Origin};
use crate::signed_data::SignedData;
use crate::signer_info::{self, SignerInfo};
use crate::verify::{self, Written};
use crate::{Anomaly, Oid, claims, time_stamps};
use firma_algoritmi::Digest;

/// Counter-signatures and time stamps are followed so deep inside others.
pub const DEPTH_MAX: usize = 4;
/// Most certificates kept of those that answer to one signer.
const CANDIDATES_MAX: usize = 8;

/// Larger documents are not taken for the signed attributes of another signature.
const ATTRIBUTES_BYTES_MAX: u64 = 1 << 16;

/// What the caller knows beside the file.
#[derive(Debug, Clone, Default)]
pub struct Given<'a> {
    /// What is signed, where it is not inside: one after the other (the byte range of a PDF is in two pieces).
    pub content: Option<Vec<&'a [u8]>>,
    /// More certificates among which to look for the signers'.
    pub certificates: Vec<Certificate<'a>>,
}

impl<'a> Given<'a> {
    /// What is signed, in one piece.
    #[must_use]
    pub fn content(bytes: &'a [u8]) -> Self {
        Self::pieces(vec![bytes])
    }

    /// What is signed, in pieces.
    #[must_use]
    pub fn pieces(pieces: Vec<&'a [u8]>) -> Self {
        Self { content: Some(pieces), ..Self::default() }
    }
}

/// What holds for all signers of one `SignedData`.
pub(crate) struct Setting<'s, 'a> {
    pub data: &'s SignedData<'a>,
    /// Certificates that are not in `data`: given, or of the envelope around this one.
    pub beside: &'s [Candidate<'a>],
    pub depth: usize,
}

impl<'a> SignedData<'a> {
    /// Checks every signer, with its counter-signatures and time stamps.
    ///
    /// What cannot be checked is told in the facts; nothing here fails. Nobody is trusted: whether a certificate is worth
    /// anything is for who judges.
    #[must_use]
    pub fn check(&self, given: &Given<'a>) -> Vec<SignerFacts<'a>> {
        let source = match (&given.content, self.content) {
            (Some(_), Some(_)) => Source::Twice,
            (Some(pieces), None) => Source::Given(pieces.clone()),
            (None, Some(enclosed)) => Source::Enclosed(enclosed),
            (None, None) => Source::None,
        };
        self.check_source(source, &given.certificates)
    }

    pub(crate) fn check_source(&self, source: Source<'a>, certificates: &[Certificate<'a>]) -> Vec<SignerFacts<'a>> {
        let beside: Vec<_> = certificates
            .iter()
            .map(|certificate| Candidate { certificate: *certificate, origin: Origin::Given })
            .collect();
        let mut covered = Covered::new(source);
        let mut work = Work::new(covered.size().saturating_add(self.size()));
        self.check_within(&mut covered, &beside, 0, &mut work)
    }

    pub(crate) fn check_within(
        &self,
        covered: &mut Covered<'a>,
        beside: &[Candidate<'a>],
        depth: usize,
        work: &mut Work,
    ) -> Vec<SignerFacts<'a>> {
        let setting = Setting { data: self, beside, depth };
        self.signers.iter().map(|info| signer(info, covered, Some(self.content_type), &setting, work)).collect()
    }

    /// Bytes of what was read, about.
    fn size(&self) -> u64 {
        let parts = [Some(self.parts.encapsulated), self.parts.certificates, self.parts.crls];
        let parts: usize = parts.iter().flatten().map(|part| part.whole.len()).sum();
        let attributes = self.signers.iter().flat_map(|signer| &signer.unsigned_attributes);
        (parts + attributes.map(|attribute| attribute.whole.whole.len()).sum::<usize>()) as u64
    }
}

/// Checks one signer; a counter-signature has no `content_type`.
fn signer<'a>(
    info: &SignerInfo<'a>,
    covered: &mut Covered<'a>,
    content_type: Option<Oid<'a>>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> SignerFacts<'a> {
    let mut anomalies = info.anomalies.clone();
    let claims = claims::read(info, &mut anomalies);
    let (mut certificates, mut revocations) = (Vec::new(), Vec::new());
    for attribute in info.signed_attributes.iter().chain(&info.unsigned_attributes) {
        let Some(value) = attribute.values.first() else { continue };
        match attribute.oid {
            known::CERTIFICATE_VALUES => revocation::certificate_values(value, &mut certificates, &mut anomalies),
            known::REVOCATION_VALUES => revocation::revocation_values(value, Origin::Values, &mut revocations),
            known::ADOBE_REVOCATION => revocation::revocation_values(value, Origin::Adobe, &mut revocations),
            _ => {}
        }
    }
    let digest = info.digest_algorithm.digest();
    let scheme = info.signature_algorithm.scheme(digest);
    let mut facts = SignerFacts {
        candidates: candidates(info, setting, &certificates),
        references: Vec::new(),
        digest,
        algorithms_agree: scheme.as_ref().is_ok_and(|scheme| scheme.digest().is_none_or(|by| Some(by) == digest)),
        algorithm_protection: verify::protection(info),
        message_digest: message_digest(info, covered, digest, work),
        content_type_agrees: content_type_agrees(claims.content_type, content_type),
        signature: Check::Impossible(Reason::NoCertificate),
        time_stamps: Vec::new(),
        counter_signatures: Vec::new(),
        info: info.clone(),
        claims,
        scheme,
        certificates,
        revocations,
        anomalies,
    };
    formalities(&mut facts, content_type, covered, setting);
    signature(&mut facts, covered, work);
    refer(&mut facts, work);
    facts.time_stamps = time_stamps::of_signer(&mut facts, covered, setting, work);
    facts.counter_signatures = counter_signatures(&mut facts, setting, work);
    facts
}

fn content_type_agrees(claimed: Option<Oid<'_>>, expected: Option<Oid<'_>>) -> Option<bool> {
    match (claimed, expected) {
        (Some(claimed), Some(expected)) => Some(claimed == expected),
        // A counter-signature must not have one.
        (Some(_), None) => Some(false),
        (None, _) => None,
    }
}

/// The certificates that answer to the signer, each once.
fn candidates<'a>(info: &SignerInfo<'a>, setting: &Setting<'_, 'a>, values: &[Certificate<'a>]) -> Vec<Candidate<'a>> {
    let own = setting.data.certificates.iter().map(|it| Candidate { certificate: *it, origin: Origin::SignedData });
    let values = values.iter().map(|it| Candidate { certificate: *it, origin: Origin::Values });
    let mut found: Vec<Candidate<'a>> = Vec::new();
    for candidate in own.chain(values).chain(setting.beside.iter().copied()) {
        let is_new = || found.iter().all(|other| other.certificate.der != candidate.certificate.der);
        if found.len() < CANDIDATES_MAX && info.identifier.names(&candidate.certificate) && is_new() {
            found.push(candidate);
        }
    }
    found
}

/// Every value of every `message-digest` must be the digest: one that is not may be what the signer saw.
fn message_digest(info: &SignerInfo<'_>, covered: &mut Covered<'_>, digest: Option<Digest>, work: &mut Work) -> Check {
    let attributes = info.signed_attributes.iter().filter(|attribute| attribute.oid == known::MESSAGE_DIGEST);
    let values: Vec<_> = attributes.flat_map(|attribute| &attribute.values).collect();
    if values.is_empty() {
        return Check::Impossible(Reason::Absent("l'impronta del documento tra gli attributi firmati"));
    }
    let unknown = || firma_algoritmi::Error::UnknownAlgorithm(info.digest_algorithm.oid.to_string());
    let computed = digest.ok_or_else(|| unknown().into()).and_then(|digest| covered.digest(digest, work));
    Check::of(computed.map(|computed| {
        values.iter().all(|value| value.is_octets() && value.octets().is_ok_and(|octets| *octets == *computed))
    }))
}

/// What RFC 5652 asks for beside the mathematics.
fn formalities(
    facts: &mut SignerFacts<'_>,
    content_type: Option<Oid<'_>>,
    covered: &Covered<'_>,
    setting: &Setting<'_, '_>,
) {
    let has_attributes = facts.info.has_signed_attributes();
    if !has_attributes && covered.small(ATTRIBUTES_BYTES_MAX).is_some_and(|bytes| signer_info::is_attributes(&bytes)) {
        facts.anomalies.push(Anomaly::ContentIsAttributes);
    }
    if let Some(kind) = content_type {
        if has_attributes && facts.claims.content_type.is_none() {
            facts.anomalies.push(Anomaly::NoContentType);
        }
        if !has_attributes && kind != DATA {
            facts.anomalies.push(Anomaly::NoSignedAttributes);
        }
        let used = facts.info.digest_algorithm.oid;
        if setting.data.digest_algorithms.iter().all(|declared| declared.oid != used) {
            facts.anomalies.push(Anomaly::UndeclaredDigest);
        }
    }
    if facts.candidates.len() > 1 {
        facts.anomalies.push(Anomaly::ManyCertificates { count: facts.candidates.len() });
    }
}

/// Verifies the signature with the certificate that the signed reference means; where none does, with those that answer to
/// the identifier, one after the other. The one that was used becomes the first candidate.
fn signature(facts: &mut SignerFacts<'_>, covered: &mut Covered<'_>, work: &mut Work) {
    if matches!(covered.source, Source::Twice) {
        facts.anomalies.push(Anomaly::ContentTwice);
        facts.signature = Check::Impossible(Reason::ContentTwice);
        return;
    }
    let reference = facts.claims.references.first().copied();
    let meant = facts.candidates.iter().position(|candidate| {
        reference.is_some_and(|reference| {
            let hash = reference.digest.map(|digest| work.hash(digest, &[candidate.certificate.der]));
            matches!(hash, Some(Ok(hash)) if hash == reference.hash)
        })
    });
    let written = Written::of(&facts.info);
    if !written.is_der() {
        facts.anomalies.push(Anomaly::AttributesNotDer);
    }
    let tries = match meant {
        Some(place) => place..place + 1,
        None => 0..facts.candidates.len(),
    };
    let mut used = tries.start;
    for place in tries {
        let Some(candidate) = facts.candidates.get(place) else { break };
        let result = verify::signature(&facts.info, &facts.scheme, &candidate.certificate, &written, covered, work);
        let as_written = matches!(result, Ok(verify::Outcome::AsWritten));
        let check = Check::of(result.map(|outcome| outcome != verify::Outcome::False));
        let holds = check.holds();
        if holds || place == used {
            (facts.signature, used) = (check, place);
        }
        if holds {
            if as_written {
                facts.anomalies.push(Anomaly::SignedAsWritten);
            }
            break;
        }
    }
    if used < facts.candidates.len() {
        facts.candidates.swap(0, used);
    }
}

/// Holds the references against the certificate that was used.
fn refer(facts: &mut SignerFacts<'_>, work: &mut Work) {
    let certificate = facts.certificate().copied();
    facts.references = facts
        .claims
        .references
        .iter()
        .map(|reference| {
            let unknown = || firma_algoritmi::Error::UnknownAlgorithm("impronta del certificato".to_owned());
            let computed = certificate.ok_or(Reason::NoCertificate).and_then(|certificate| {
                let digest = reference.digest.ok_or_else(unknown)?;
                work.hash(digest, &[certificate.der])
            });
            ReferenceFacts {
                reference: *reference,
                hash: Check::of(computed.map(|hash| hash == reference.hash)),
                issuer_serial: certificate.and_then(|certificate| reference.names(&certificate)),
            }
        })
        .collect();
}

/// RFC 5652 section 11.4: each value is a `SignerInfo` over the signature value of the signer that carries it.
fn counter_signatures<'a>(
    facts: &mut SignerFacts<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> Vec<SignerFacts<'a>> {
    let attributes = facts.info.unsigned_attributes.iter().filter(|attribute| attribute.oid == known::COUNTERSIGNATURE);
    let values: Vec<_> = attributes.flat_map(|attribute| attribute.values.iter().copied()).collect();
    if values.is_empty() {
        return Vec::new();
    }
    if setting.depth >= DEPTH_MAX {
        facts.anomalies.push(Anomaly::TooDeep { limit: DEPTH_MAX });
        return Vec::new();
    }
    let mut beside = setting.beside.to_vec();
    beside.extend(facts.certificates.iter().map(|it| Candidate { certificate: *it, origin: Origin::Around }));
    let inner = Setting { data: setting.data, beside: &beside, depth: setting.depth + 1 };
    let mut covered = Covered::new(Source::Value(facts.info.signature.clone()));
    let mut found = Vec::new();
    for (place, value) in values.iter().enumerate() {
        if let Err(anomaly) = work.step() {
            facts.anomalies.push(anomaly);
            break;
        }
        match signer_info::read(value) {
            Ok(info) => found.push(signer(&info, &mut covered, None, &inner, work)),
            Err(error) => facts.anomalies.push(Anomaly::UnreadableSigner { place, error }),
        }
    }
    found
}
