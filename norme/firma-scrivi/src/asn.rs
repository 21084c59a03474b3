//! The few ASN.1 shapes that are written and read here, on the crate `der`.

use chrono::{DateTime, Datelike, Utc};
use der::asn1::{Any, AnyRef, GeneralizedTime, ObjectIdentifier, OctetString, UtcTime};
use der::{DateTime as DerDateTime, Decode, Encode, Header, Length, Sequence, Tag, TagNumber};

use crate::Error;

/// Object identifiers.
pub(crate) mod oid {
    use der::asn1::ObjectIdentifier as Oid;

    pub(crate) const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
    pub(crate) const SIGNED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.2");
    pub(crate) const CONTENT_TYPE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.3");
    pub(crate) const MESSAGE_DIGEST: Oid = Oid::new_unwrap("1.2.840.113549.1.9.4");
    pub(crate) const SIGNING_TIME: Oid = Oid::new_unwrap("1.2.840.113549.1.9.5");
    pub(crate) const COUNTER_SIGNATURE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.6");
    pub(crate) const ALGORITHM_PROTECTION: Oid = Oid::new_unwrap("1.2.840.113549.1.9.52");
    pub(crate) const TST_INFO: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.1.4");
    pub(crate) const SIGNING_CERTIFICATE_V2: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.47");
    pub(crate) const SIGNATURE_TIME_STAMP: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.2.14");
    pub(crate) const OCSP_REVOCATION: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.16.2");
}

/// An algorithm by its identifier (RFC 5280, 4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct Algorithm {
    pub oid: ObjectIdentifier,
    pub parameters: Option<Any>,
}

impl Algorithm {
    pub(crate) fn bare(oid: &str) -> Result<Self, Error> {
        Ok(Self { oid: ObjectIdentifier::new(oid).map_err(|_| Error::Unwritable)?, parameters: None })
    }
}

/// An attribute (RFC 5652, 5.3), its values as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Sequence, der::ValueOrd)]
pub(crate) struct Attribute {
    pub oid: ObjectIdentifier,
    pub values: der::asn1::SetOfVec<Any>,
}

impl Attribute {
    pub(crate) fn one(oid: ObjectIdentifier, value: &impl Encode) -> Result<Self, Error> {
        let value = Any::from_der(&value.to_der()?)?;
        Ok(Self { oid, values: der::asn1::SetOfVec::try_from(vec![value])? })
    }
}

/// Issuer and number of a certificate (RFC 5652, 10.2.4), the issuer's bytes as in the certificate.
#[derive(Clone, Debug, Sequence)]
pub(crate) struct IssuerAndSerial<'a> {
    pub issuer: AnyRef<'a>,
    pub serial: AnyRef<'a>,
}

/// `MessageImprint` (RFC 3161, 2.4.1); also `DigestInfo`.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct Imprint {
    pub algorithm: Algorithm,
    pub hash: OctetString,
}

/// The parts one after the other, under one tag.
pub(crate) fn wrap(tag: Tag, parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = header(tag, len as u64)?;
    out.reserve(len);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(out)
}

/// The tag and the length of something of `len` bytes.
pub(crate) fn header(tag: Tag, len: u64) -> Result<Vec<u8>, Error> {
    let len = u32::try_from(len).map_err(|_| Error::TooBig { found: len, limit: u64::from(u32::MAX) })?;
    Ok(Header::new(tag, Length::new(len)).to_der()?)
}

/// `[number]`, constructed.
pub(crate) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// A time as CMS and X.509 write it: `UTCTime` until 2049, then `GeneralizedTime` (RFC 5652, 11.3).
pub(crate) fn time(at: DateTime<Utc>) -> Result<Any, Error> {
    let since = instant(at)?;
    Ok(match at.year() {
        1970..2050 => Any::encode_from(&UtcTime::from_unix_duration(since)?)?,
        _ => Any::encode_from(&GeneralizedTime::from_unix_duration(since)?)?,
    })
}

/// A time in `GeneralizedTime`, whole seconds.
pub(crate) fn generalized(at: DateTime<Utc>) -> Result<GeneralizedTime, Error> {
    Ok(GeneralizedTime::from_unix_duration(instant(at)?)?)
}

fn instant(at: DateTime<Utc>) -> Result<std::time::Duration, Error> {
    let seconds = u64::try_from(at.timestamp()).map_err(|_| Error::Unwritable)?;
    let since = std::time::Duration::from_secs(seconds);
    DerDateTime::from_unix_duration(since)?;
    Ok(since)
}

/// For an error's text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
