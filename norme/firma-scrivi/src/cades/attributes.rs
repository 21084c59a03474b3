//! What is signed: the attributes of a signer (ETSI EN 319 122-1, 5.1 and 5.2).

use chrono::{DateTime, Utc};
use der::asn1::{Any, ContextSpecific, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence, TagMode, TagNumber};
use firma_algoritmi::{Digest, Scheme};

use crate::asn::{Algorithm, Attribute, IssuerAndSerial, oid, time, wrap};
use crate::{Certificate, Error, algorithm};

/// `SigningCertificateV2` (RFC 5035, 3) with one certificate, the signer's.
#[derive(Sequence)]
struct SigningCertificate<'a> {
    certificates: Vec<EssCertificate<'a>>,
}

/// `ESSCertIDv2` (RFC 5035, 4); the digest is left out when it is SHA-256, the default.
#[derive(Sequence)]
struct EssCertificate<'a> {
    digest: Option<Algorithm>,
    hash: OctetString,
    issuer_serial: EssIssuer<'a>,
}

/// `IssuerSerial` (RFC 5035, 5): the issuer as one general name of the kind `directoryName`.
#[derive(Sequence)]
struct EssIssuer<'a> {
    issuer: Vec<ContextSpecific<der::asn1::AnyRef<'a>>>,
    serial: der::asn1::AnyRef<'a>,
}

/// What the signer's part is for, which decides the attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A document: type, hash, certificate, time.
    Document(DateTime<Utc>),
    /// Another signature's value: as a document, without the type, which RFC 5652, 11.4 forbids.
    Counter(DateTime<Utc>),
    /// A PDF: without the time, which stands in the PDF (ETSI EN 319 142-1, 6.3).
    Pdf,
    /// A time stamp's content: without the signing time, which is in the content.
    Token,
}

/// The signed attributes, as the DER of a `SET OF`: the bytes of which the hash is signed (RFC 5652, 5.4).
pub(crate) fn signed(
    certificate: &Certificate,
    scheme: Scheme,
    hash: &[u8],
    purpose: Purpose,
) -> Result<Vec<u8>, Error> {
    let digest = algorithm::digest_of(scheme)?;
    let mut all = vec![
        Attribute::one(oid::MESSAGE_DIGEST, &OctetString::new(hash)?)?,
        Attribute::one(oid::SIGNING_CERTIFICATE_V2, &reference(certificate, digest)?)?,
        Attribute::one(oid::ALGORITHM_PROTECTION, &protection(scheme, digest)?)?,
    ];
    match purpose {
        Purpose::Document(_) | Purpose::Pdf => all.push(Attribute::one(oid::CONTENT_TYPE, &oid::DATA)?),
        Purpose::Token => all.push(Attribute::one(oid::CONTENT_TYPE, &oid::TST_INFO)?),
        Purpose::Counter(_) => {}
    }
    if let Purpose::Document(at) | Purpose::Counter(at) = purpose {
        all.push(Attribute::one(oid::SIGNING_TIME, &time(at)?)?);
    }
    Ok(SetOfVec::try_from(all)?.to_der()?)
}

fn reference(certificate: &Certificate, digest: Digest) -> Result<SigningCertificate<'_>, Error> {
    let IssuerAndSerial { issuer, serial } = certificate.issuer_and_serial()?;
    let issuer = ContextSpecific { tag_number: TagNumber(4), tag_mode: TagMode::Explicit, value: issuer };
    let one = EssCertificate {
        digest: if digest == Digest::Sha256 { None } else { Some(algorithm::digest(digest)?) },
        hash: OctetString::new(digest.of(certificate.der()))?,
        issuer_serial: EssIssuer { issuer: vec![issuer], serial },
    };
    Ok(SigningCertificate { certificates: vec![one] })
}

/// `CMSAlgorithmProtection` (RFC 6211, 2): nobody can pass the value off as one of other algorithms.
fn protection(scheme: Scheme, digest: Digest) -> Result<Any, Error> {
    let digest = algorithm::digest(digest)?.to_der()?;
    let signature = algorithm::signature(scheme)?.to_der()?;
    let signature = der::asn1::AnyRef::from_der(&signature)?;
    let signature = wrap(crate::asn::context(1), &[signature.value()])?;
    Ok(Any::from_der(&wrap(der::Tag::Sequence, &[&digest, &signature])?)?)
}

/// The hash of the content, out of the attributes.
pub(crate) fn message_digest(attributes: &[u8]) -> Result<Vec<u8>, Error> {
    let value = find(attributes, oid::MESSAGE_DIGEST)?.ok_or(Error::State)?;
    Ok(value.decode_as::<OctetString>().map_err(|_| Error::State)?.as_bytes().to_vec())
}

/// The type of the content, out of the attributes; a counter-signature has none and is over bytes.
pub(crate) fn content_type(attributes: &[u8]) -> Result<ObjectIdentifier, Error> {
    let Some(value) = find(attributes, oid::CONTENT_TYPE)? else { return Ok(oid::DATA) };
    value.decode_as().map_err(|_| Error::State)
}

fn find(attributes: &[u8], kind: ObjectIdentifier) -> Result<Option<Any>, Error> {
    let all = SetOfVec::<Attribute>::from_der(attributes).map_err(|_| Error::State)?;
    Ok(all.iter().find(|attribute| attribute.oid == kind).and_then(|attribute| attribute.values.get(0)).cloned())
}
