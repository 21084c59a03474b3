//! Certificates (RFC 5280; for qualified ones ETSI EN 319 412): read once, kept with the bytes they came in.
//!
//! Reading is tolerant of what real authorities wrote (long serial numbers, old string types, extensions that
//! cannot be
//! read), because an old paper must be shown whoever made its certificate; what is wrong is kept with it, and a
//! path through it
//! is refused where RFC 5280 asks so.

mod extensions;
mod name;
mod qc;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use der::Decode;
use der::Encode;
use firma_algoritmi::{Digest, PublicKey, Scheme, SignatureForm};
use x509_cert::certificate::{CertificateInner, Raw};

pub use extensions::{BasicConstraints, Extensions, GeneralName, KeyUsage, NameConstraints};
pub(crate) use extensions::{general_names, small, uris};
pub(crate) use name::key_of_der;
pub use name::{Name, NameKey};
pub use qc::{LimitValue, QcKind, QcStatements};

use super::limits::CERTIFICATE_BYTES_MAX;
use super::tlv::{self, Fields};

/// Why bytes are not a certificate. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Larger than [`CERTIFICATE_BYTES_MAX`].
    #[error("il certificato è troppo grande: {0} byte, il massimo è {CERTIFICATE_BYTES_MAX}")]
    TooBig(usize),
    /// Not a certificate in DER.
    #[error("il certificato non è nel formato X.509: {0}")]
    Unreadable(String),
}

/// SHA-256 of a certificate: what it is known by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Fingerprint {
    /// Of these bytes.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        Fingerprint(Digest::Sha256.of(der).try_into().unwrap_or([0; 32]))
    }
}

/// A certificate.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    tbs: Vec<u8>,
    fingerprint: Fingerprint,
    serial: Vec<u8>,
    subject: Name,
    issuer: Name,
    subject_key: NameKey,
    issuer_key: NameKey,
    subject_der: Vec<u8>,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    spki: Vec<u8>,
    key: Result<PublicKey, firma_algoritmi::Error>,
    key_bits: Vec<u8>,
    scheme: Result<Scheme, firma_algoritmi::Error>,
    signature: Vec<u8>,
    extensions: Extensions,
    version: u8,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?} {})", self.subject.shown().unwrap_or_default(), self.fingerprint)
    }
}

impl Certificate {
    /// Reads a certificate, DER. Bytes after it are not allowed.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn read(der: &[u8]) -> Result<Arc<Certificate>, CertificateError> {
        if der.len() > CERTIFICATE_BYTES_MAX {
            return Err(CertificateError::TooBig(der.len()));
        }
        let inner =
            CertificateInner::<Raw>::from_der(der).map_err(|error| CertificateError::Unreadable(error.to_string()))?;
        let missing = || CertificateError::Unreadable("manca una parte".into());
        let tbs = Fields::of_sequence(der).and_then(|mut fields| fields.raw()).ok_or_else(missing)?;
        let body = inner.tbs_certificate();
        let (oid, parameters) = {
            let algorithm = inner.signature_algorithm();
            let parameters = algorithm.parameters.as_ref().map(Encode::to_der).transpose();
            (algorithm.oid.to_string(), parameters.map_err(|error| CertificateError::Unreadable(error.to_string()))?)
        };
        let spki = raw_spki(tbs).ok_or_else(missing)?.to_vec();
        let instant = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
            seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or_else(missing)
        };
        // The two identifiers of the algorithm must be one (RFC 5280 §4.1.1.2), or the unsigned one decides how to
        // check.
        let agreed = body.signature() == inner.signature_algorithm();
        let scheme = match Scheme::from_algorithm(&oid, parameters.as_deref(), None) {
            Ok(_) if !agreed => Err(firma_algoritmi::Error::BadParameters(oid)),
            read => read,
        };
        let list = body.extensions().map(Vec::as_slice).unwrap_or_default();
        Ok(Arc::new(Certificate {
            fingerprint: Fingerprint::of(der),
            serial: tlv::bare(body.serial_number().as_bytes()).to_vec(),
            subject: name::read(body.subject()),
            issuer: name::read(body.issuer()),
            subject_key: name::key(body.subject()),
            issuer_key: name::key(body.issuer()),
            subject_der: raw_subject(tbs).ok_or_else(missing)?.to_vec(),
            not_before: instant(body.validity().not_before)?,
            not_after: instant(body.validity().not_after)?,
            key: PublicKey::from_spki(&spki),
            key_bits: body.subject_public_key_info().subject_public_key.raw_bytes().to_vec(),
            scheme,
            signature: inner.signature().as_bytes().ok_or_else(missing)?.to_vec(),
            extensions: extensions::read(list),
            version: body.version() as u8 + 1,
            tbs: tbs.to_vec(),
            der: der.to_vec(),
            spki,
        }))
    }

    /// The bytes it came in.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The serial number, without leading zeros.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Whose it is.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The subject, to compare.
    #[must_use]
    pub fn subject_key(&self) -> &NameKey {
        &self.subject_key
    }

    /// The issuer, to compare.
    #[must_use]
    pub fn issuer_key(&self) -> &NameKey {
        &self.issuer_key
    }

    /// The subject, DER as in the certificate (OCSP takes its digest).
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    /// First instant of validity.
    #[must_use]
    pub fn not_before(&self) -> DateTime<Utc> {
        self.not_before
    }

    /// Last instant of validity.
    #[must_use]
    pub fn not_after(&self) -> DateTime<Utc> {
        self.not_after
    }

    /// Whether it is valid at this instant (both ends counted). Says nothing of revocation.
    #[must_use]
    pub fn is_valid_at(&self, at: DateTime<Utc>) -> bool {
        // The last second is whole: 23:59:59.5 is within 23:59:59.
        self.not_before <= at && at.timestamp() <= self.not_after.timestamp()
    }

    /// `SubjectPublicKeyInfo`, DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The public key's bits (OCSP takes their digest).
    #[must_use]
    pub fn key_bits(&self) -> &[u8] {
        &self.key_bits
    }

    /// Its public key.
    ///
    /// # Errors
    /// The key is of a kind that is not known, or not well formed.
    pub fn key(&self) -> Result<&PublicKey, firma_algoritmi::Error> {
        self.key.as_ref().map_err(Clone::clone)
    }

    /// How it was signed.
    ///
    /// # Errors
    /// The algorithm is not known.
    pub fn scheme(&self) -> Result<Scheme, firma_algoritmi::Error> {
        self.scheme.clone()
    }

    /// Its extensions.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// 1, 2 or 3.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Whether issuer and subject are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject_key == self.issuer_key
    }

    /// Checks that this key signed it.
    ///
    /// # Errors
    /// It did not, or that cannot be checked.
    pub fn check_signed_by(&self, issuer: &PublicKey) -> Result<(), firma_algoritmi::Error> {
        issuer.verify(self.scheme()?, &self.tbs, &self.signature, SignatureForm::Der)
    }
}

/// The fields of a `TBSCertificate` after the optional version: serial, algorithm, issuer, validity, subject, key.
fn raw_field(tbs: &[u8], place: usize) -> Option<&[u8]> {
    let mut fields = Fields::of_sequence(tbs)?;
    let _ = fields.context(0);
    for _ in 0..place {
        fields.raw()?;
    }
    fields.raw()
}

fn raw_subject(tbs: &[u8]) -> Option<&[u8]> {
    raw_field(tbs, 4)
}

fn raw_spki(tbs: &[u8]) -> Option<&[u8]> {
    raw_field(tbs, 5)
}
