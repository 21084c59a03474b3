//! `SignerInfo` (RFC 5652 section 5.3).

use crate::ber::{Element, INTEGER, OCTET_STRING, SEQUENCE, SET, context};
use crate::certificate::Certificate;
use crate::{Algorithm, Anomaly, Error, Oid, algorithm, name};
use std::borrow::Cow;

/// Most attributes read in one set.
pub const ATTRIBUTES_MAX: usize = 128;
/// Most values read in one attribute.
pub const VALUES_MAX: usize = 64;

/// How a signer names its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerIdentifier<'a> {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// The issuer's name, encoded.
        issuer: &'a [u8],
        /// Content octets of the serial number.
        serial: &'a [u8],
    },
    /// By key identifier.
    KeyIdentifier(&'a [u8]),
}

impl SignerIdentifier<'_> {
    /// True if it names this certificate.
    #[must_use]
    pub fn names(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                is_same_number(certificate.serial, serial) && name::is_same(certificate.issuer, issuer)
            }
            SignerIdentifier::KeyIdentifier(key) => certificate.key_identifier == Some(*key),
        }
    }
}

/// True if two integers are the same, however many zeros a writer put before them.
pub(crate) fn is_same_number(one: &[u8], other: &[u8]) -> bool {
    let shortest = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        number.get(zeros..).unwrap_or_default().to_vec()
    };
    one == other || shortest(one) == shortest(other)
}

/// One attribute: its type and its values, as they stand.
#[derive(Debug, Clone)]
pub struct Attribute<'a> {
    /// Its type.
    pub oid: Oid<'a>,
    pub(crate) whole: Element<'a>,
    pub(crate) kind: Element<'a>,
    pub(crate) set: Element<'a>,
    pub(crate) values: Vec<Element<'a>>,
}

impl<'a> Attribute<'a> {
    /// Its values, encoded.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> {
        self.values.iter().map(|value| value.whole)
    }

    /// The whole attribute, as it stands.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.whole.whole
    }
}

/// One signer, read. **Nothing of it is verified.**
#[derive(Debug, Clone)]
pub struct SignerInfo<'a> {
    /// How it names its certificate.
    pub identifier: SignerIdentifier<'a>,
    /// Digest of what is signed.
    pub digest_algorithm: Algorithm<'a>,
    /// Signature.
    pub signature_algorithm: Algorithm<'a>,
    /// The signature's bytes.
    pub signature: Cow<'a, [u8]>,
    /// The attributes that are signed.
    pub signed_attributes: Vec<Attribute<'a>>,
    /// The attributes that were added after.
    pub unsigned_attributes: Vec<Attribute<'a>>,
    /// What is not as it should be.
    pub anomalies: Vec<Anomaly>,
    /// The whole, as it stands.
    pub(crate) fields: Fields<'a>,
}

/// The fields that an archive time stamp covers, as they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub version: Element<'a>,
    pub identifier: Element<'a>,
    pub digest_algorithm: Element<'a>,
    pub signed: Option<Element<'a>>,
    pub signature_algorithm: Element<'a>,
    pub signature: Element<'a>,
}

impl SignerInfo<'_> {
    /// True if there are signed attributes: the signature is then over them.
    #[must_use]
    pub fn has_signed_attributes(&self) -> bool {
        self.fields.signed.is_some()
    }
}

/// Reads one.
pub(crate) fn read<'a>(info: &Element<'a>) -> Result<SignerInfo<'a>, Error> {
    if info.tag != SEQUENCE {
        return Err(Error::Damaged("un firmatario non è leggibile"));
    }
    let mut anomalies = Vec::new();
    let mut parts = info.children();
    let version = parts.expect(INTEGER, "manca la versione di un firmatario")?;
    let sid = parts.any("manca il certificato di un firmatario")?;
    let digest_algorithm = parts.any("manca l'algoritmo dell'impronta")?;
    let signed = parts.optional(context(0))?;
    let signature_algorithm = parts.any("manca l'algoritmo della firma")?;
    let signature = parts.any("manca il valore della firma")?;
    let unsigned = parts.optional(context(1))?;
    if !signature.is_octets() {
        return Err(Error::Damaged("manca il valore della firma"));
    }
    let fields = Fields { version, identifier: sid, digest_algorithm, signed, signature_algorithm, signature };
    let signer = SignerInfo {
        identifier: identifier(&sid)?,
        digest_algorithm: algorithm::read(&digest_algorithm)?,
        signature_algorithm: algorithm::read(&signature_algorithm)?,
        signature: signature.octets()?,
        signed_attributes: attributes(signed, true, &mut anomalies)?,
        unsigned_attributes: attributes(unsigned, false, &mut anomalies)?,
        anomalies,
        fields,
    };
    Ok(signer)
}

fn identifier<'a>(element: &Element<'a>) -> Result<SignerIdentifier<'a>, Error> {
    const MISSING: &str = "manca il certificato di un firmatario";
    match element.tag {
        SEQUENCE => {
            let mut pair = element.children();
            let issuer = pair.expect(SEQUENCE, MISSING)?.whole;
            let serial = pair.expect(INTEGER, MISSING)?.content;
            Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
        }
        0x80 => Ok(SignerIdentifier::KeyIdentifier(element.content)),
        // Explicitly tagged by old writers.
        0xa0 => {
            let octets = element.children().expect(OCTET_STRING, MISSING)?;
            Ok(SignerIdentifier::KeyIdentifier(octets.content))
        }
        _ => Err(Error::Damaged(MISSING)),
    }
}

fn attributes<'a>(
    set: Option<Element<'a>>,
    signed: bool,
    anomalies: &mut Vec<Anomaly>,
) -> Result<Vec<Attribute<'a>>, Error> {
    let Some(set) = set else { return Ok(Vec::new()) };
    let mut children = set.children();
    let mut read: Vec<Attribute<'a>> = Vec::new();
    for element in children.by_ref().take(ATTRIBUTES_MAX) {
        let attribute = attribute(&element?, anomalies)?;
        let is_repeated = read.iter().any(|other| other.oid == attribute.oid);
        if is_repeated && (signed || !may_repeat(attribute.oid)) {
            anomalies.push(Anomaly::RepeatedAttribute { oid: attribute.oid.to_string(), signed });
        }
        read.push(attribute);
    }
    if !children.is_empty() {
        // What is signed is taken whole or not at all.
        if signed {
            return Err(Error::Damaged("un firmatario ha troppi attributi"));
        }
        anomalies.push(Anomaly::TooMany { what: "attributi", limit: ATTRIBUTES_MAX });
    }
    Ok(read)
}

fn attribute<'a>(element: &Element<'a>, anomalies: &mut Vec<Anomaly>) -> Result<Attribute<'a>, Error> {
    const DAMAGED: &str = "un attributo della firma non è leggibile";
    if element.tag != SEQUENCE {
        return Err(Error::Damaged(DAMAGED));
    }
    let mut parts = element.children();
    let kind = parts.expect(crate::ber::OID, DAMAGED)?;
    let set = parts.expect(SET, DAMAGED)?;
    let mut children = set.children();
    let values = children.by_ref().take(VALUES_MAX).collect::<Result<Vec<_>, _>>()?;
    if !children.is_empty() {
        anomalies.push(Anomaly::TooMany { what: "valori di un attributo", limit: VALUES_MAX });
    }
    Ok(Attribute { oid: Oid(kind.content), whole: *element, kind, set, values })
}

/// True if the bytes are a set of attributes with `message-digest` among them.
pub(crate) fn is_attributes(bytes: &[u8]) -> bool {
    let Ok((set, [])) = crate::ber::next(bytes) else { return false };
    let read = (set.tag == SET).then(|| attributes(Some(set), true, &mut Vec::new()).ok()).flatten();
    read.is_some_and(|read| read.iter().any(|attribute| attribute.oid == crate::oid::MESSAGE_DIGEST))
}

/// The unsigned attributes of which a signer may have many instances (EN 319 122-1 sections 5 and A.1).
fn may_repeat(oid: Oid<'_>) -> bool {
    use crate::oid as known;
    [
        known::COUNTERSIGNATURE,
        known::SIGNATURE_TIME_STAMP,
        known::ESC_TIME_STAMP,
        known::REFS_TIME_STAMP,
        known::ARCHIVE_TIME_STAMP_V1,
        known::ARCHIVE_TIME_STAMP_V2,
        known::ARCHIVE_TIME_STAMP_V3,
    ]
    .contains(&oid)
}
