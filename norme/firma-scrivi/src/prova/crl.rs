use chrono::{DateTime, Utc};
use der::asn1::{Any, OctetString, UintRef};
use der::{Decode, Encode, Sequence};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::certificate::{Issuer, Signed, Validity, extension, key_id};
use crate::asn::{Algorithm, time};
use crate::{Certificate, Error, algorithm};

/// Why a certificate was revoked (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, der::Enumerated)]
#[repr(u8)]
pub enum Reason {
    /// The key may be in other hands.
    KeyCompromise = 1,
    /// Another took its place.
    Superseded = 4,
    /// It is no longer needed.
    CessationOfOperation = 5,
}

/// A certificate that was revoked.
#[derive(Debug, Clone, Copy)]
pub struct Revoked<'a> {
    /// Which.
    pub certificate: &'a Certificate,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
}

/// `TBSCertList` (RFC 5280, 5.1).
#[derive(Sequence)]
struct Tbs {
    version: u8,
    signature: Algorithm,
    issuer: Any,
    this_update: Any,
    next_update: Any,
    revoked: Option<Vec<Entry>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Entry {
    serial: Any,
    at: Any,
    extensions: Vec<Extension>,
}

/// A revocation list, DER: of what is true from `validity.from`, to be renewed by `validity.to`.
///
/// # Errors
/// [`Error::OtherKey`], [`Error::Key`], [`Error::Unwritable`].
pub fn crl(issuer: Issuer<'_>, number: u64, validity: Validity, revoked: &[Revoked<'_>]) -> Result<Vec<u8>, Error> {
    let scheme = issuer.certificate.usual_scheme()?;
    let entries = revoked.iter().map(|entry| {
        Ok::<_, Error>(Entry {
            serial: Any::from_der(entry.certificate.serial())?,
            at: time(entry.at)?,
            extensions: vec![extension("2.5.29.21", false, &entry.reason)?],
        })
    });
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    let key_identifier = Some(OctetString::new(key_id(issuer.key.spki())?)?);
    let tbs = Tbs {
        version: 1,
        signature: algorithm::signature(scheme)?,
        issuer: Any::from_der(issuer.certificate.subject())?,
        this_update: time(validity.from)?,
        next_update: time(validity.to)?,
        revoked: (!entries.is_empty()).then_some(entries),
        extensions: vec![
            extension("2.5.29.35", false, &AuthorityKeyIdentifier { key_identifier, ..Default::default() })?,
            extension("2.5.29.20", false, &UintRef::new(&number.to_be_bytes())?)?,
        ],
    };
    let tbs = tbs.to_der()?;
    let signature = issuer.sign(&tbs, scheme)?;
    Ok(Signed { bytes: Any::from_der(&tbs)?, algorithm: algorithm::signature(scheme)?, signature }.to_der()?)
}
