//! `SignerInfo` (RFC 5652 section 5.3) and the certificate it points at (RFC 5280).

use crate::ber::{Children, Element, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context};
use crate::name::{self, Name};
use crate::time;
use chrono::{DateTime, Utc};

/// Most attributes looked at in one signer.
const ATTRIBUTES_MAX: usize = 128;

/// 1.2.840.113549.1.9: the arc of PKCS#9 attributes.
const PKCS9: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09];
const SIGNING_TIME: &[u8] = &[5];
const COUNTERSIGNATURE: &[u8] = &[6];
/// 1.2.840.113549.1.9.16.2.14
const SIGNATURE_TIME_STAMP: &[u8] = &[16, 2, 14];

/// Who claims to have signed, as the file says. **Unverified**: anyone can write anything here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signer {
    /// The subject of the signer's certificate; `None` if the certificate is not in the file.
    pub subject: Option<Name>,
    /// The issuer of the certificate.
    pub issuer: Option<Name>,
    /// Serial number of the certificate, hexadecimal.
    pub certificate_serial: Option<String>,
    /// First and last instant of the certificate's validity.
    pub validity: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When the signer's computer says it signed: not a certain date.
    pub signing_time: Option<DateTime<Utc>>,
    /// True if a time stamp is attached to the signature.
    pub time_stamped: bool,
    /// How many countersignatures are attached.
    pub countersignatures: usize,
}

/// How a signer names its certificate.
enum Identifier<'a> {
    IssuerAndSerial { issuer: Element<'a>, name: Box<Name>, serial: &'a [u8] },
    KeyIdentifier(&'a [u8]),
}

/// A certificate's parts.
pub(crate) struct Certificate<'a> {
    serial: &'a [u8],
    issuer: Element<'a>,
    issuer_name: Name,
    validity: Element<'a>,
    subject: Element<'a>,
    key_identifier: Option<&'a [u8]>,
}

/// Reads the certificates, each once: hundreds of signers may point at hundreds of certificates.
pub(crate) fn certificates<'a>(elements: &[Element<'a>]) -> Vec<Certificate<'a>> {
    elements.iter().filter_map(certificate).collect()
}

/// Reads what can be read.
pub(crate) fn read(info: &Element<'_>, certificates: &[Certificate<'_>]) -> Signer {
    let mut signer = Signer::default();
    let mut parts = info.children();
    parts.next();
    if let Some(identifier) = identifier(&mut parts) {
        let certificate = certificates.iter().find(|certificate| matches(certificate, &identifier));
        if let Some(certificate) = certificate {
            signer.subject = Some(name::read(&certificate.subject));
            signer.issuer = Some(certificate.issuer_name.clone());
            signer.certificate_serial = Some(hex(certificate.serial));
            signer.validity = validity(&certificate.validity);
        } else if let Identifier::IssuerAndSerial { name, serial, .. } = identifier {
            signer.issuer = Some(*name);
            signer.certificate_serial = Some(hex(serial));
        }
    }
    for element in parts.map_while(Result::ok) {
        if element.tag == context(0) || element.tag == context(1) {
            attributes(&element, &mut signer);
        }
    }
    signer
}

fn identifier<'a>(parts: &mut Children<'a>) -> Option<Identifier<'a>> {
    let element = parts.next()?.ok()?;
    match element.tag {
        SEQUENCE => {
            let mut pair = element.children();
            let issuer = pair.expect(SEQUENCE, "").ok()?;
            let serial = pair.expect(INTEGER, "").ok()?.content;
            let name = Box::new(name::read(&issuer));
            Some(Identifier::IssuerAndSerial { issuer, name, serial })
        }
        0x80 => Some(Identifier::KeyIdentifier(element.content)),
        _ => None,
    }
}

fn matches(certificate: &Certificate<'_>, identifier: &Identifier<'_>) -> bool {
    match identifier {
        // Names are compared by what they say: signers re-encode them (PrintableString for UTF8String).
        Identifier::IssuerAndSerial { issuer, name, serial } => {
            certificate.serial == *serial
                && (certificate.issuer.whole == issuer.whole || certificate.issuer_name == **name)
        }
        Identifier::KeyIdentifier(key) => certificate.key_identifier == Some(*key),
    }
}

/// `Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serial, algorithm, issuer, validity,
/// subject, key, …, [3] extensions } … }`
fn certificate<'a>(element: &Element<'a>) -> Option<Certificate<'a>> {
    let body = element.children().expect(SEQUENCE, "").ok()?;
    let mut parts = body.children();
    parts.optional(context(0)).ok()?;
    let serial = parts.expect(INTEGER, "").ok()?.content;
    parts.expect(SEQUENCE, "").ok()?;
    let issuer = parts.expect(SEQUENCE, "").ok()?;
    let validity = parts.expect(SEQUENCE, "").ok()?;
    let subject = parts.expect(SEQUENCE, "").ok()?;
    let extensions = parts.map_while(Result::ok).find(|part| part.tag == context(3));
    Some(Certificate {
        serial,
        issuer,
        issuer_name: name::read(&issuer),
        validity,
        subject,
        key_identifier: extensions.and_then(|extensions| key_identifier(&extensions)),
    })
}

/// subjectKeyIdentifier, 2.5.29.14: an OCTET STRING that holds an OCTET STRING.
fn key_identifier<'a>(extensions: &Element<'a>) -> Option<&'a [u8]> {
    let list = extensions.children().expect(SEQUENCE, "").ok()?;
    let extensions = list.children().map_while(Result::ok).take(ATTRIBUTES_MAX);
    let found = extensions.into_iter().find(|extension| {
        let kind = extension.children().next();
        matches!(kind, Some(Ok(kind)) if kind.tag == OID && kind.content == [0x55, 0x1d, 0x0e])
    })?;
    let value = found.children().map_while(Result::ok).find(|part| part.tag == OCTET_STRING)?;
    let mut inside = Element { tag: SEQUENCE, ..value }.children();
    Some(inside.expect(OCTET_STRING, "").ok()?.content)
}

fn validity(element: &Element<'_>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let mut instants = element.children().map_while(Result::ok).filter_map(|instant| time::read(&instant));
    Some((instants.next()?, instants.next()?))
}

fn attributes(set: &Element<'_>, signer: &mut Signer) {
    for attribute in set.children().map_while(Result::ok).take(ATTRIBUTES_MAX) {
        let mut parts = attribute.children().map_while(Result::ok);
        let (Some(kind), Some(values)) = (parts.next(), parts.next()) else { continue };
        let Some(kind) = kind.content.strip_prefix(PKCS9).filter(|_| kind.tag == OID && values.tag == SET) else {
            continue;
        };
        match kind {
            SIGNING_TIME => {
                let value = values.children().next().and_then(Result::ok);
                signer.signing_time = signer.signing_time.or(value.and_then(|value| time::read(&value)));
            }
            COUNTERSIGNATURE => {
                signer.countersignatures += values.children().map_while(Result::ok).count();
            }
            SIGNATURE_TIME_STAMP => signer.time_stamped = true,
            _ => {}
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(64).map(|byte| format!("{byte:02x}")).collect()
}
