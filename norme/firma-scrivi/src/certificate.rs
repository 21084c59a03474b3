use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};
use firma_algoritmi::{PublicKey, Scheme};

use crate::asn::IssuerAndSerial;
use crate::{Error, algorithm};

/// Largest certificate, bytes.
pub const CERTIFICATE_MAX: usize = 1 << 16;

/// A certificate in DER and the parts that a signature writes, byte by byte as they stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    issuer: Vec<u8>,
    serial: Vec<u8>,
    subject: Vec<u8>,
    spki: Vec<u8>,
}

#[derive(Sequence)]
struct Raw<'a> {
    tbs: RawTbs<'a>,
    algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

#[derive(Sequence)]
struct RawTbs<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    serial: AnyRef<'a>,
    signature: AnyRef<'a>,
    issuer: AnyRef<'a>,
    validity: AnyRef<'a>,
    subject: AnyRef<'a>,
    spki: AnyRef<'a>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    issuer_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    subject_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<AnyRef<'a>>,
}

impl Certificate {
    /// Of these bytes, which are DER.
    ///
    /// # Errors
    /// [`Error::Certificate`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        if der.len() > CERTIFICATE_MAX {
            return Err(Error::Certificate("è troppo grande"));
        }
        let raw = Raw::from_der(der).map_err(|_| Error::Certificate("la struttura non è quella di un certificato"))?;
        Ok(Self {
            der: der.to_vec(),
            issuer: raw.tbs.issuer.to_der()?,
            serial: raw.tbs.serial.to_der()?,
            subject: raw.tbs.subject.to_der()?,
            spki: raw.tbs.spki.to_der()?,
        })
    }

    /// Its bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer's name, DER.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject's name, DER.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// The serial number, DER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The public key, DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The public key.
    ///
    /// # Errors
    /// [`Error::Certificate`] when it is of a kind that is not known.
    pub fn key(&self) -> Result<PublicKey, Error> {
        PublicKey::from_spki(&self.spki)
            .map_err(|_| Error::Certificate("la chiave pubblica non è di un tipo conosciuto"))
    }

    /// The scheme by which its key usually signs: RSA PKCS #1 or ECDSA, with the digest of the curve's size.
    ///
    /// # Errors
    /// As [`Self::key`].
    pub fn usual_scheme(&self) -> Result<Scheme, Error> {
        Ok(algorithm::usual(&self.key()?))
    }

    pub(crate) fn issuer_and_serial(&self) -> Result<IssuerAndSerial<'_>, Error> {
        Ok(IssuerAndSerial { issuer: AnyRef::from_der(&self.issuer)?, serial: AnyRef::from_der(&self.serial)? })
    }
}

/// The bits of a public key, without its algorithm.
pub(crate) fn key_bits(spki: &[u8]) -> Result<Vec<u8>, Error> {
    #[derive(Sequence)]
    struct Spki<'a> {
        algorithm: AnyRef<'a>,
        bits: BitStringRef<'a>,
    }
    Ok(Spki::from_der(spki)?.bits.raw_bytes().to_vec())
}
