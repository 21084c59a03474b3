//! The facts that `firma-cms` finds, in the judge's words.

use std::collections::BTreeSet;

use firma_algoritmi::Digest;
use firma_cms::{
    Anomaly, Certificate as CmsCertificate, Check, Reason, Revocation, RevocationForm, SignedData, SignerFacts,
    TokenFacts, TokenRole,
};

use crate::verify::certificate::Fingerprint;
use crate::verify::facts::{Finding, Reference, SignatureFacts, StampKind, TimeStampFacts};
use crate::verify::limits::{COUNTER_DEPTH_MAX, TIME_STAMPS_MAX};
use crate::verify::report::{Format, Level, Role, Scope};
use crate::verify::tlv::clean;

/// Certificates and evidence around the signers, where they stand in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Around<'a> {
    certificates: Vec<&'a [u8]>,
    crls: Vec<&'a [u8]>,
    ocsps: Vec<&'a [u8]>,
}

impl<'a> Around<'a> {
    /// What one `SignedData` holds.
    pub(super) fn of(data: &SignedData<'a>) -> Self {
        let mut around = Around::default();
        around.add(&data.certificates, &data.revocations);
        around
    }

    fn add(&mut self, certificates: &[CmsCertificate<'a>], revocations: &[Revocation<'a>]) {
        self.certificates.extend(certificates.iter().map(|certificate| certificate.der));
        for revocation in revocations {
            match revocation.form {
                RevocationForm::Crl => self.crls.push(revocation.der),
                RevocationForm::OcspResponse | RevocationForm::BasicOcspResponse => self.ocsps.push(revocation.der),
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &'a [u8]> {
        self.certificates.iter().chain(&self.crls).chain(&self.ocsps).copied()
    }
}

fn owned(parts: &[&[u8]]) -> Vec<Vec<u8>> {
    parts.iter().map(|part| part.to_vec()).collect()
}

/// One signer of an envelope.
pub(super) fn signature<'a>(
    signer: &SignerFacts<'a>,
    around: &Around<'a>,
    format: Format,
    id: String,
    scope: Scope,
) -> SignatureFacts {
    at_depth(signer, around, format, id, scope, 0)
}

fn at_depth<'a>(
    signer: &SignerFacts<'a>,
    around: &Around<'a>,
    format: Format,
    id: String,
    scope: Scope,
    depth: usize,
) -> SignatureFacts {
    let mut evidence = around.clone();
    evidence.add(&signer.certificates, &signer.revocations);
    let (violations, warnings) = oddities(signer);
    let counters = signer.counter_signatures.iter().enumerate().filter(|_| depth < COUNTER_DEPTH_MAX);
    let counters = counters.map(|(place, counter)| {
        let scope = Scope { what: format!("la firma «{id}»"), whole: true, ..Scope::default() };
        at_depth(counter, around, format, format!("{id}.{}", place + 1), scope, depth + 1)
    });
    SignatureFacts {
        counter_signatures: counters.collect(),
        format,
        level: level(signer, &evidence),
        malformed: None,
        content: content(signer),
        value: value(signer),
        certificate: signer.certificate().map(|certificate| certificate.der.to_vec()),
        reference: reference(signer),
        scheme: signer.scheme.as_ref().ok().copied(),
        digests: digests(signer),
        violations,
        warnings,
        claimed_time: signer.claims.signing_time,
        roles: roles(signer),
        scope,
        time_stamps: stamps(signer, &evidence),
        certificates: owned(&evidence.certificates),
        crls: owned(&evidence.crls),
        ocsps: owned(&evidence.ocsps),
        id,
    }
}

fn digests(signer: &SignerFacts<'_>) -> Vec<Digest> {
    let referred = signer.references.first().and_then(|first| first.reference.digest);
    // The digest of the reference binds the certificate only: SHA-1 there is what `signing-certificate` (v1)
    // prescribes.
    let binding = referred.filter(|digest| *digest != Digest::Sha1);
    let all: BTreeSet<Digest> = signer.digest.into_iter().chain(binding).collect();
    all.into_iter().collect()
}

/// The roles that are signed with the rest.
fn roles(signer: &SignerFacts<'_>) -> Vec<Role> {
    let text = |role: &firma_cms::Role| role.text.as_deref().map(clean).filter(|text| !text.is_empty());
    let role = |role: &firma_cms::Role| Role { claimed: role.claimed, text: text(role) };
    signer.claims.roles.iter().map(role).collect()
}

/// What is signed, held against what is there.
fn content(signer: &SignerFacts<'_>) -> Finding {
    if signer.content_type_agrees == Some(false) {
        return Finding::Fails("il tipo del contenuto non è quello firmato".into());
    }
    let absent = |reason: &Reason| matches!(reason, Reason::NoContent | Reason::ContentTwice);
    match (&signer.message_digest, &signer.signature) {
        (Check::Holds, _) => Finding::Holds,
        (Check::Fails, _) => Finding::Fails("l'impronta del documento non è quella firmata".into()),
        (Check::Impossible(reason), _) if absent(reason) => Finding::Missing(reason.to_string()),
        (Check::Impossible(reason), _) if signer.info.has_signed_attributes() => Finding::Unchecked(reason.to_string()),
        // Without signed attributes the value is over the document itself.
        (_, Check::Impossible(reason)) if absent(reason) => Finding::Missing(reason.to_string()),
        _ => Finding::Holds,
    }
}

/// The value, held against the key.
fn value(signer: &SignerFacts<'_>) -> Finding {
    match &signer.signature {
        Check::Fails => return Finding::Fails("la firma non corrisponde alla chiave del certificato".into()),
        Check::Impossible(reason) => return Finding::Unchecked(reason.to_string()),
        Check::Holds => {}
    }
    // RFC 5652 §5.4: the value is over the distinguished encoding, whatever the file holds. EU DSS refuses these too; OpenSSL does not.
    if signer.anomalies.contains(&Anomaly::SignedAsWritten) {
        return Finding::Fails(
            "la firma vale solo per gli attributi come sono scritti, e non nella forma che la norma prescrive".into(),
        );
    }
    if !signer.algorithms_agree || signer.algorithm_protection == Some(false) {
        let text = "gli algoritmi dichiarati per l'impronta e per la firma non sono gli stessi";
        return Finding::Fails(text.into());
    }
    Finding::Holds
}

fn reference(signer: &SignerFacts<'_>) -> Reference {
    match signer.references.first() {
        None => Reference::Absent,
        Some(first) if first.hash.holds() => Reference::Matches,
        Some(_) => Reference::Differs("la firma nomina un altro certificato".into()),
    }
}

fn oddities(signer: &SignerFacts<'_>) -> (Vec<String>, Vec<String>) {
    let (mut violations, mut warnings) = (Vec::new(), Vec::new());
    for anomaly in &signer.anomalies {
        let decides = matches!(
            anomaly,
            Anomaly::RepeatedAttribute { signed: true, .. }
                | Anomaly::NoContentType
                | Anomaly::NoSignedAttributes
                | Anomaly::ManyCertificates { .. }
        );
        if decides { violations.push(anomaly.to_string()) } else { warnings.push(anomaly.to_string()) }
    }
    if signer.references.first().is_some_and(|first| first.hash.holds() && first.issuer_serial == Some(false)) {
        warnings.push("l'emittente o il numero di serie scritti nella firma non sono quelli del certificato".into());
    }
    (violations, warnings)
}

fn level(signer: &SignerFacts<'_>, evidence: &Around<'_>) -> Level {
    let has = |roles: &[TokenRole]| signer.time_stamps.iter().any(|stamp| roles.contains(&stamp.role));
    if signer.references.is_empty() {
        return Level::None;
    }
    if !has(&[TokenRole::Signature]) {
        return Level::B;
    }
    if evidence.crls.is_empty() && evidence.ocsps.is_empty() {
        return Level::T;
    }
    if has(&[TokenRole::ArchiveV2, TokenRole::ArchiveV3]) { Level::Lta } else { Level::Lt }
}

fn stamps(signer: &SignerFacts<'_>, evidence: &Around<'_>) -> Vec<TimeStampFacts> {
    let tokens: Vec<&TokenFacts<'_>> = signer.time_stamps.iter().take(TIME_STAMPS_MAX).collect();
    let mut stamps: Vec<TimeStampFacts> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let Some(mut stamp) = stamp(token) else { continue };
        cover(&mut stamp, place, &tokens, evidence);
        stamps.push(stamp);
    }
    stamps
}

/// What a time stamp proves to have existed beside the signature.
fn cover(stamp: &mut TimeStampFacts, place: usize, tokens: &[&TokenFacts<'_>], evidence: &Around<'_>) {
    let Some(token) = tokens.get(place) else { return };
    let time = stamp.time;
    let earlier = |kinds: &[TokenRole]| -> Vec<usize> {
        let older = tokens.iter().enumerate().filter(|(other, it)| {
            *other != place && kinds.contains(&it.role) && it.info().is_some_and(|info| info.time < time)
        });
        older.map(|(other, _)| other).collect()
    };
    const ALL: [TokenRole; 6] = [
        TokenRole::Signature,
        TokenRole::References,
        TokenRole::ReferencesAlone,
        TokenRole::ArchiveV1,
        TokenRole::ArchiveV2,
        TokenRole::ArchiveV3,
    ];
    let inside = |stamp: &mut TimeStampFacts, places: Vec<usize>| {
        for other in &places {
            let reading = tokens.get(*other).and_then(|token| token.reading.as_ref().ok());
            let inside = reading.map(|it| Around::of(&it.data)).unwrap_or_default();
            stamp.covers.extend(inside.all().map(Fingerprint::of));
        }
        stamp.covers_stamps = places;
    };
    match token.role {
        TokenRole::References => inside(stamp, earlier(&[TokenRole::Signature])),
        // Its imprint is of all that is there now, but the archive stamps that say to be later.
        TokenRole::ArchiveV2 => {
            stamp.covers.extend(evidence.all().map(Fingerprint::of));
            inside(stamp, earlier(&ALL));
        }
        // Of what its index names, and of nothing else.
        TokenRole::ArchiveV3 => {
            let Some(index) = token.hash_index.as_ref().filter(|index| index.is_whole()) else { return };
            stamp.covers.extend(evidence.all().filter(|part| index.covers(part)).map(Fingerprint::of));
            let mut named = earlier(&ALL);
            named.retain(|other| tokens.get(*other).is_some_and(|other| index.covers(other.der)));
            inside(stamp, named);
        }
        _ => {}
    }
}

/// One token; `None` if it cannot even be read (the anomalies tell).
pub(super) fn stamp(token: &TokenFacts<'_>) -> Option<TimeStampFacts> {
    let reading = token.reading.as_ref().ok()?;
    let signer = token.signer();
    let around = Around::of(&reading.data);
    let imprint = match &token.imprint {
        Check::Holds => Finding::Holds,
        Check::Fails => Finding::Fails("la marca temporale è di un altro contenuto".into()),
        Check::Impossible(Reason::NoContent) => Finding::Missing("manca quello che la marca temporale copre".into()),
        Check::Impossible(reason) => Finding::Unchecked(reason.to_string()),
    };
    let own = signer.map(|signer| match (content(signer), value(signer)) {
        (Finding::Fails(why), _) | (_, Finding::Fails(why)) => Finding::Fails(why),
        (Finding::Holds, value) => value,
        (other, _) => other,
    });
    let own = own.unwrap_or_else(|| Finding::Unchecked("la marca temporale non ha un solo firmatario".into()));
    Some(TimeStampFacts {
        kind: kind(token.role),
        time: reading.info.time,
        digest: reading.info.digest,
        content: imprint,
        value: own,
        malformed: signer.is_none().then(|| "la marca temporale non ha un solo firmatario".to_owned()),
        certificate: signer.and_then(|signer| signer.certificate()).map(|certificate| certificate.der.to_vec()),
        reference: signer.map_or(Reference::Absent, reference),
        scheme: signer.and_then(|signer| signer.scheme.as_ref().ok().copied()),
        certificates: owned(&around.certificates),
        crls: owned(&around.crls),
        ocsps: owned(&around.ocsps),
        covers: Vec::new(),
        covers_stamps: Vec::new(),
    })
}

fn kind(role: TokenRole) -> StampKind {
    match role {
        TokenRole::Content => StampKind::Content,
        TokenRole::Signature => StampKind::Signature,
        TokenRole::References => StampKind::References,
        TokenRole::ReferencesAlone => StampKind::ReferencesAlone,
        TokenRole::ArchiveV1 | TokenRole::ArchiveV2 | TokenRole::ArchiveV3 => StampKind::Archive,
        TokenRole::Document => StampKind::Document,
    }
}
