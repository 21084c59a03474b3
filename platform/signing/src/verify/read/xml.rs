//! The facts that `firma-xml` finds, in the judge's words.

use std::collections::BTreeSet;

use firma_algoritmi::Digest;
use firma_cms::Given;
use firma_xml::{
    Check, Covered, External, Limits, Problem, Properties, Reading, ReferenceType, Signature, StampKind as Kind,
};

use super::cms;
use crate::verify::certificate::{Certificate, Fingerprint};
use crate::verify::facts::{Finding, Reference, SignatureFacts, StampKind, TimeStampFacts};
use crate::verify::limits::{COUNTER_DEPTH_MAX, TIME_STAMPS_MAX};
use crate::verify::report::{Format, Level, Scope};

/// Reads every signature of a document; counter-signatures under what they sign.
pub(super) fn read(bytes: &[u8], files: &[External<'_>]) -> Result<Vec<SignatureFacts>, String> {
    let reading = firma_xml::read(bytes, files, Limits::default()).map_err(|error| error.to_string())?;
    let first = reading.signatures.iter().enumerate().filter(|(_, signature)| !signature.countersignature);
    Ok(first.map(|(place, signature)| facts(&reading, place, signature, 0)).collect())
}

fn facts(reading: &Reading<'_>, place: usize, signature: &Signature, depth: usize) -> SignatureFacts {
    let properties = signature.properties.clone().unwrap_or_default();
    let certificate = signature.signing_certificate().map(<[u8]>::to_vec);
    let counters = reading
        .signatures
        .iter()
        .enumerate()
        .filter(|(_, other)| depth < COUNTER_DEPTH_MAX && other.countersignature && other.parent == Some(place));
    let counters = counters.map(|(place, counter)| facts(reading, place, counter, depth + 1)).collect();
    let mut warnings = Vec::new();
    let mut violations = Vec::new();
    for anomaly in &signature.anomalies {
        if anomaly.is_grave() { violations.push(anomaly.to_string()) } else { warnings.push(anomaly.to_string()) }
    }
    let values = |list: &[firma_xml::Encapsulated]| list.iter().map(|it| it.bytes.clone()).collect::<Vec<_>>();
    let mut certificates = signature.key_info.certificates.clone();
    certificates.extend(values(&properties.certificates));
    let mut crls = signature.key_info.crls.clone();
    crls.extend(values(&properties.crls));
    SignatureFacts {
        id: signature.id.clone().unwrap_or_else(|| signature.path.clone()),
        format: Format::Xades,
        level: level(signature),
        malformed: None,
        content: content(signature),
        value: value(signature, certificate.as_deref()),
        reference: reference(signature, &properties, certificate.as_deref(), &mut warnings),
        certificate,
        scheme: signature.scheme.as_ref().ok().copied(),
        digests: digests(signature),
        violations,
        warnings,
        claimed_time: properties.signing_time.filter(|_| properties.signed),
        scope: scope(signature),
        time_stamps: stamps(reading, signature, &properties, &certificates, &crls),
        certificates,
        crls,
        ocsps: values(&properties.ocsps),
        counter_signatures: counters,
    }
}

/// What is signed, held against what is there.
fn content(signature: &Signature) -> Finding {
    let shown = |reference: &firma_xml::Reference| reference.uri.clone().unwrap_or_default();
    let differs = signature.references.iter().find(|reference| reference.check == Check::Differs);
    if let Some(reference) = differs {
        return Finding::Fails(format!("quello che è firmato è cambiato («{}»)", shown(reference)));
    }
    for reference in &signature.references {
        match &reference.check {
            Check::Unknown(problem) if is_missing(problem, &reference.covered) => {
                return Finding::Missing(format!("manca quello che è firmato («{}»)", shown(reference)));
            }
            Check::Unknown(problem) => return Finding::Unchecked(problem.to_string()),
            Check::Matches | Check::Differs => {}
        }
    }
    if signature.references_hold() {
        Finding::Holds
    } else {
        Finding::Missing("la firma non dice che cosa è firmato".into())
    }
}

/// The value, held against the key.
fn value(signature: &Signature, certificate: Option<&[u8]>) -> Finding {
    let certificate = certificate.and_then(|der| Certificate::read(der).ok());
    let Some(Ok(key)) = certificate.as_ref().map(|certificate| certificate.key()) else {
        return Finding::Unchecked("manca il certificato di chi ha firmato".into());
    };
    match signature.verify(key) {
        Ok(()) => Finding::Holds,
        Err(error) if error.is_false() => Finding::Fails(error.to_string()),
        Err(error) => Finding::Unchecked(error.to_string()),
    }
}

/// Whether what is signed is not there, rather than beyond what can be followed.
fn is_missing(_: &Problem, covered: &Covered) -> bool {
    *covered == Covered::Nothing
}

fn reference(
    signature: &Signature,
    properties: &Properties,
    certificate: Option<&[u8]>,
    warnings: &mut Vec<String>,
) -> Reference {
    let Some(named) = properties.signing_certificates.first() else {
        // A `KeyInfo` that is signed binds the certificate as well (EN 319 132-1 §4.4.2, note).
        return if signature.key_info.signed && certificate.is_some() { Reference::Matches } else { Reference::Absent };
    };
    if !properties.signed {
        return Reference::Absent;
    }
    let Some(certificate) = certificate else {
        return Reference::Differs("la firma nomina un certificato che non c'è".into());
    };
    if named.issuer_serial_matches(certificate) == Some(false) {
        warnings.push("l'emittente o il numero di serie scritti nella firma non sono quelli del certificato".into());
    }
    match named.digest_matches(certificate) {
        Some(true) => Reference::Matches,
        _ => Reference::Differs("la firma nomina un altro certificato".into()),
    }
}

fn digests(signature: &Signature) -> Vec<Digest> {
    let all: BTreeSet<Digest> = signature.references.iter().filter_map(|reference| reference.digest).collect();
    all.into_iter().collect()
}

fn level(signature: &Signature) -> Level {
    let Some(properties) = signature.properties.as_ref().filter(|properties| properties.signed) else {
        return Level::None;
    };
    let has = |kinds: &[Kind]| properties.stamps.iter().any(|stamp| kinds.contains(&stamp.kind));
    if !has(&[Kind::Signature]) {
        Level::B
    } else if properties.crls.is_empty() && properties.ocsps.is_empty() {
        Level::T
    } else if has(&[Kind::Archive, Kind::ArchiveOld]) {
        Level::Lta
    } else {
        Level::Lt
    }
}

fn scope(signature: &Signature) -> Scope {
    let data = signature.references.iter().filter(|reference| {
        let own = matches!(
            reference.covered,
            Covered::Element {
                place: firma_xml::Place::SignedProperties | firma_xml::Place::KeyInfo | firma_xml::Place::Signature,
                ..
            }
        );
        reference.kind != ReferenceType::SignedProperties && !own
    });
    let data: Vec<&Covered> = data.map(|reference| &reference.covered).collect();
    let words = |covered: &&Covered| match covered {
        Covered::Document { .. } => "il documento intero".to_owned(),
        Covered::Element { root: true, .. } => "il documento intero".to_owned(),
        Covered::Element { path, .. } => format!("l'elemento {path}"),
        Covered::External(name) if name.is_empty() => "il documento a parte".to_owned(),
        Covered::External(name) => format!("il file {name}"),
        Covered::Nothing => "qualcosa che non c'è".to_owned(),
    };
    let mut what: Vec<String> = data.iter().map(words).take(8).collect();
    what.dedup();
    let enclosed = |covered: &&&Covered| {
        covered.is_whole_document()
            || matches!(covered, Covered::External(_) | Covered::Element { place: firma_xml::Place::Object, .. })
    };
    Scope { what: what.join(", "), whole: data.iter().any(|covered| enclosed(&covered)), ..Scope::default() }
}

fn stamps(
    reading: &Reading<'_>,
    signature: &Signature,
    properties: &Properties,
    certificates: &[Vec<u8>],
    crls: &[Vec<u8>],
) -> Vec<TimeStampFacts> {
    let mut stamps: Vec<TimeStampFacts> = Vec::new();
    for stamp in properties.stamps.iter().take(TIME_STAMPS_MAX) {
        let covered = reading.stamped(signature, stamp);
        for token in stamp.tokens.iter().take(TIME_STAMPS_MAX - stamps.len().min(TIME_STAMPS_MAX)) {
            let Ok(token) = firma_cms::token(token) else { continue };
            let given = covered.as_deref().map(Given::content).unwrap_or_default();
            let Some(mut facts) = cms::stamp(&token.check(&given)) else { continue };
            if let Err(problem) = &covered {
                facts.content = Finding::Unchecked(problem.to_string());
            }
            facts.kind = kind(stamp.kind);
            cover(&mut facts, &stamps, properties, certificates, crls);
            stamps.push(facts);
        }
    }
    stamps
}

/// What comes before an archive time stamp, it covers. Validation data of time stamps may have come after: they
/// are not counted.
fn cover(
    facts: &mut TimeStampFacts,
    before: &[TimeStampFacts],
    properties: &Properties,
    certificates: &[Vec<u8>],
    crls: &[Vec<u8>],
) {
    if !matches!(facts.kind, StampKind::Archive | StampKind::References) {
        return;
    }
    let earlier = before.iter().enumerate().filter(|(_, it)| it.kind != StampKind::Content && it.time <= facts.time);
    facts.covers_stamps = earlier.map(|(place, _)| place).collect();
    if facts.kind != StampKind::Archive {
        return;
    }
    let later = |property: &str| property == "TimeStampValidationData" || property == "AnyValidationData";
    let own = properties.certificates.iter().chain(&properties.crls).chain(&properties.ocsps);
    let late: Vec<&[u8]> = own.clone().filter(|it| later(&it.property)).map(|it| it.bytes.as_slice()).collect();
    let all =
        certificates.iter().chain(crls).map(Vec::as_slice).chain(properties.ocsps.iter().map(|it| it.bytes.as_slice()));
    facts.covers = all.filter(|der| !late.contains(der)).map(Fingerprint::of).collect();
}

fn kind(kind: Kind) -> StampKind {
    match kind {
        Kind::AllDataObjects | Kind::IndividualDataObjects => StampKind::Content,
        Kind::Signature => StampKind::Signature,
        Kind::SigAndRefs => StampKind::References,
        Kind::RefsOnly => StampKind::ReferencesAlone,
        Kind::Archive | Kind::ArchiveOld => StampKind::Archive,
    }
}
