//! The facts that `firma-xml` finds, in the judge's words.

use std::collections::BTreeSet;

use firma_algoritmi::Digest;
use firma_cms::Given;
use firma_xml::{
    Check, Covered, Extent, External, Limits, Problem, Properties, Reading, Signature, Stamp, StampKind as Kind,
};

use super::cms;
use crate::verify::certificate::{Certificate, Fingerprint};
use crate::verify::facts::{Finding, Reference, SignatureFacts, StampKind, TimeStampFacts};
use crate::verify::limits::{COUNTER_DEPTH_MAX, TIME_STAMPS_MAX};
use crate::verify::report::{Format, Level, Role, Scope};
use crate::verify::tlv::clean;

/// Most signed things that are named.
const SHOWN_MAX: usize = 8;

/// A signature of a document.
pub(super) struct Found {
    pub facts: SignatureFacts,
    /// Whether it says to sign something beside the document.
    pub signs_beside: bool,
    /// The files beside it that it signs as a whole.
    pub files: Vec<String>,
}

/// Reads every signature of a document; counter-signatures under what they sign.
pub(super) fn read(bytes: &[u8], files: &[External<'_>], limits: Limits) -> Result<Vec<Found>, String> {
    let reading = firma_xml::read(bytes, files, limits).map_err(|error| error.to_string())?;
    let first = reading.signatures.iter().enumerate().filter(|(_, signature)| !signature.countersignature);
    let found = first.map(|(place, signature)| {
        let signs_beside = signature.data().any(|it| matches!(it.covered, Covered::External(_)));
        Found { facts: facts(&reading, place, signature, 0), signs_beside, files: beside(signature) }
    });
    Ok(found.collect())
}

/// The files beside a document that a signature signs as a whole.
fn beside(signature: &Signature) -> Vec<String> {
    let signed = signature.data().filter(|reference| reference.check == Check::Matches && reference.is_whole_file());
    let names = signed.filter_map(|reference| match &reference.covered {
        Covered::External(name) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

fn facts(reading: &Reading<'_>, place: usize, signature: &Signature, depth: usize) -> SignatureFacts {
    let properties = signature.properties.clone().unwrap_or_default();
    let certificate = signature.signing_certificate().map(<[u8]>::to_vec);
    let is_counter = |other: &Signature| other.countersignature && other.parent == Some(place);
    let counters =
        reading.signatures.iter().enumerate().filter(|(_, other)| depth < COUNTER_DEPTH_MAX && is_counter(other));
    let counters = counters.map(|(place, counter)| facts(reading, place, counter, depth + 1)).collect();
    let scope = scope(signature);
    let mut warnings = Vec::new();
    let mut violations = Vec::new();
    for anomaly in &signature.anomalies {
        if anomaly.is_grave() { violations.push(anomaly.to_string()) } else { warnings.push(anomaly.to_string()) }
    }
    if depth == COUNTER_DEPTH_MAX && reading.signatures.iter().any(is_counter) {
        warnings.push("ci sono troppe firme una sopra l'altra: le ultime non sono state controllate".to_owned());
    }
    if !scope.whole && signature.anomalies.is_empty() {
        warnings.push(format!("la firma vale per {} e non per tutto quello che il file contiene", scope.what));
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
        roles: roles(&properties),
        scope,
        time_stamps: stamps(reading, signature, &properties),
        certificates,
        crls,
        ocsps: values(&properties.ocsps),
        counter_signatures: counters,
    }
}

/// Most roles that are told of one signature.
const ROLES_MAX: usize = 16;

/// The roles, if they are signed: else anybody may have written them. Of what others attest there are only codes for programs.
fn roles(properties: &Properties) -> Vec<Role> {
    let role = |role: &firma_xml::Role| Role {
        claimed: role.claimed,
        text: role.claimed.then(|| clean(&role.text)).filter(|text| !text.is_empty()),
    };
    let signed = properties.roles.iter().filter(|_| properties.signed);
    signed.take(ROLES_MAX).map(role).collect()
}

/// What is signed, held against what is there.
fn content(signature: &Signature) -> Finding {
    let shown = |reference: &firma_xml::Reference| clean(reference.uri.as_deref().unwrap_or_default());
    // What a manifest lists is signed through it.
    let all = || signature.references.iter().chain(signature.references.iter().flat_map(|it| &it.manifest));
    let differs = all().find(|reference| reference.check == Check::Differs);
    if let Some(reference) = differs {
        return Finding::Fails(format!("quello che è firmato è cambiato («{}»)", shown(reference)));
    }
    for reference in all() {
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
    let listed = signature.references.iter().flat_map(|reference| &reference.manifest);
    let all: BTreeSet<Digest> = signature.references.iter().chain(listed).filter_map(|it| it.digest).collect();
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
    let words = |reference: &firma_xml::Reference| match &reference.covered {
        Covered::Document { .. } => "il documento intero".to_owned(),
        Covered::Element { root: true, .. } => "il documento intero".to_owned(),
        Covered::Element { path, .. } => format!("l'elemento {path}"),
        Covered::External(name) if name.is_empty() => "il documento a parte".to_owned(),
        Covered::External(name) => format!("il file {name}"),
        Covered::Nothing => "qualcosa che non c'è".to_owned(),
    };
    let mut what: Vec<String> = signature.data().map(words).take(SHOWN_MAX + 1).collect();
    what.dedup();
    if what.len() > SHOWN_MAX {
        what.truncate(SHOWN_MAX);
        what.push("altro".to_owned());
    }
    Scope { what: what.join(", "), whole: signature.extent != Extent::Part, ..Scope::default() }
}

fn stamps(reading: &Reading<'_>, signature: &Signature, properties: &Properties) -> Vec<TimeStampFacts> {
    let mut read: Vec<(&Stamp, TimeStampFacts)> = Vec::new();
    for stamp in properties.stamps.iter().take(TIME_STAMPS_MAX) {
        let covered = reading.stamped(signature, stamp);
        for token in stamp.tokens.iter().take(TIME_STAMPS_MAX - read.len().min(TIME_STAMPS_MAX)) {
            let Ok(token) = firma_cms::token(token) else { continue };
            let given = covered.as_deref().map(Given::content).unwrap_or_default();
            let Some(mut facts) = cms::stamp(&token.check(&given)) else { continue };
            if let Err(problem) = &covered {
                facts.content = Finding::Unchecked(problem.to_string());
            }
            facts.kind = kind(stamp.kind);
            cover(&mut facts, stamp, &read, signature, properties);
            read.push((stamp, facts));
        }
    }
    read.into_iter().map(|(_, facts)| facts).collect()
}

/// What a time stamp proves to have existed besides what it is named after: what stands before it, and nothing that came after.
fn cover(
    facts: &mut TimeStampFacts,
    stamp: &Stamp,
    before: &[(&Stamp, TimeStampFacts)],
    signature: &Signature,
    properties: &Properties,
) {
    let earlier =
        before.iter().enumerate().filter(|(_, (other, it))| stamp.covers_stamp(other) && it.time <= facts.time);
    facts.covers_stamps = earlier.map(|(place, _)| place).collect();
    if !stamp.kind.is_archive() {
        return;
    }
    let values = properties.certificates.iter().chain(&properties.crls).chain(&properties.ocsps);
    let values = values.filter(|value| stamp.covers(value)).map(|value| value.bytes.as_slice());
    let in_key_info = signature.key_info.certificates.iter().chain(&signature.key_info.crls).map(Vec::as_slice);
    facts.covers = values.chain(in_key_info).map(Fingerprint::of).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> TimeStampFacts {
        TimeStampFacts {
            kind: StampKind::Archive,
            time: chrono::DateTime::UNIX_EPOCH,
            digest: None,
            content: Finding::Holds,
            value: Finding::Holds,
            malformed: None,
            certificate: None,
            reference: Reference::Matches,
            scheme: None,
            certificates: Vec::new(),
            crls: Vec::new(),
            ocsps: Vec::new(),
            covers: Vec::new(),
            covers_stamps: Vec::new(),
        }
    }

    /// "una" stands before both archive time stamps, "due" between them, "tre" after both.
    #[test]
    fn an_archive_time_stamp_proves_what_stands_before_it_and_nothing_else() {
        let values = |value: &str| {
            format!("<x:RevocationValues><x:EncapsulatedCRLValue>{value}</x:EncapsulatedCRLValue></x:RevocationValues>")
        };
        let stamp = "<a:ArchiveTimeStamp/>";
        let text = format!(
            "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#' xmlns:x='http://uri.etsi.org/01903/v1.3.2#' \
             xmlns:a='http://uri.etsi.org/01903/v1.4.1#'><Object><x:QualifyingProperties><x:UnsignedProperties>\
             <x:UnsignedSignatureProperties>{}{stamp}{}{stamp}{}</x:UnsignedSignatureProperties></x:UnsignedProperties>\
             </x:QualifyingProperties></Object></Signature>",
            values("dW5h"),
            values("ZHVl"),
            values("dHJl"),
        );
        let reading = firma_xml::read(text.as_bytes(), &[], Limits::default()).expect("read");
        let signature = &reading.signatures[0];
        let properties = signature.properties.as_ref().expect("properties");
        let [first, second] = properties.stamps.as_slice() else { panic!("{:?}", properties.stamps) };
        let (mut one, mut two) = (archive(), archive());
        cover(&mut one, first, &[], signature, properties);
        cover(&mut two, second, &[(first, one.clone()), (second, archive())], signature, properties);
        let [una, due, tre] = [b"una", b"due", b"tre"].map(|bytes| Fingerprint::of(bytes));
        assert_eq!(one.covers, [una]);
        assert_eq!(two.covers, [una, due]);
        assert!(!two.covers.contains(&tre));
        // Another token of the same time stamp stands beside it, not before.
        assert_eq!((one.covers_stamps, two.covers_stamps), (vec![], vec![0]));
    }
}
