use chrono::{DateTime, Utc};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence, Tag};
use firma_algoritmi::{Digest, Scheme, SignatureForm};

use super::attributes::{self, Purpose};
use crate::asn::{Algorithm, context, hex, wrap};
use crate::{Certificate, Error, HashSigner, Measured, algorithm};

/// Largest saved state, bytes.
const STATE_MAX: usize = 1 << 18;

/// A signature that waits for its value. It can be kept as bytes, for as long as the signer takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    certificate: Certificate,
    scheme: Scheme,
    attributes: Vec<u8>,
    len: u64,
}

#[derive(Sequence)]
struct State {
    version: u8,
    signature: Algorithm,
    attributes: Any,
    certificate: Any,
    len: u64,
}

/// Prepares the signature of a document: which hash the signer's key must sign. `at` is the time that the signer declares.
///
/// # Errors
/// [`Error::SchemeForKey`], [`Error::WeakDigest`], [`Error::Certificate`].
pub fn prepare(
    certificate: &Certificate,
    scheme: Scheme,
    content: &Measured,
    at: DateTime<Utc>,
) -> Result<Prepared, Error> {
    Prepared::new(certificate, scheme, content, Purpose::Document(at))
}

/// Prepares a signature over the value of another signature: that this one was seen. `value` is measured with the scheme's digest.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_counter(
    certificate: &Certificate,
    scheme: Scheme,
    value: &Measured,
    at: DateTime<Utc>,
) -> Result<Prepared, Error> {
    Prepared::new(certificate, scheme, value, Purpose::Counter(at))
}

impl Prepared {
    pub(crate) fn new(
        certificate: &Certificate,
        scheme: Scheme,
        content: &Measured,
        purpose: Purpose,
    ) -> Result<Self, Error> {
        algorithm::fits(&certificate.key()?, scheme)?;
        if algorithm::digest_of(scheme)? != content.digest() {
            return Err(Error::SchemeForKey {
                key: format!("impronta {}", content.digest().name()),
                asked: scheme.to_string(),
            });
        }
        let attributes = attributes::signed(certificate, scheme, content.hash(), purpose)?;
        Ok(Self { certificate: certificate.clone(), scheme, attributes, len: content.len() })
    }

    /// The hash to be signed, of the scheme's digest. **Nothing else need leave the house.**
    ///
    /// # Errors
    /// [`Error::WeakDigest`].
    pub fn hash(&self) -> Result<Vec<u8>, Error> {
        Ok(self.digest()?.of(&self.attributes))
    }

    /// With which digest it was made.
    ///
    /// # Errors
    /// [`Error::WeakDigest`].
    pub fn digest(&self) -> Result<Digest, Error> {
        algorithm::digest_of(self.scheme)
    }

    /// By which scheme it must be signed.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whose certificate it was prepared for.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// To be kept until the value comes. There is no secret in it, and what is altered in it is found by [`Self::finish`].
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let state = State {
            version: 1,
            signature: algorithm::signature(self.scheme)?,
            attributes: Any::from_der(&self.attributes)?,
            certificate: Any::from_der(self.certificate.der())?,
            len: self.len,
        };
        Ok(state.to_der()?)
    }

    /// What [`Self::to_bytes`] kept.
    ///
    /// # Errors
    /// [`Error::State`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > STATE_MAX {
            return Err(Error::State);
        }
        let state = State::from_der(bytes).map_err(|_| Error::State)?;
        if state.version != 1 {
            return Err(Error::State);
        }
        let attributes = state.attributes.to_der()?;
        attributes::message_digest(&attributes)?;
        let scheme = algorithm::read_signature(&state.signature)?;
        algorithm::digest_of(scheme).map_err(|_| Error::State)?;
        let certificate = Certificate::from_der(&state.certificate.to_der()?).map_err(|_| Error::State)?;
        Ok(Self { certificate, scheme, attributes, len: state.len })
    }

    /// Takes the signature's value, having tried it with the certificate's key. An ECDSA value may come in DER or as the two
    /// numbers one after the other, as services give it.
    ///
    /// # Errors
    /// [`Error::OtherHash`] when the value does not hold.
    pub fn finish(self, value: &[u8]) -> Result<Signature, Error> {
        let key = self.certificate.key()?;
        let hash = self.hash()?;
        let value = [Some(value.to_vec()), two_numbers(self.scheme, value)]
            .into_iter()
            .flatten()
            .find(|value| key.verify_digest(self.scheme, &hash, value, SignatureForm::Der).is_ok())
            .ok_or(Error::OtherHash)?;
        let content = attributes::message_digest(&self.attributes)?;
        let kind = attributes::content_type(&self.attributes)?;
        let info = self.signer_info(&value)?;
        let digest = self.digest()?;
        Ok(Signature { certificate: self.certificate, info, kind, digest, content, len: self.len, value })
    }

    /// Whether it is over this content.
    pub(crate) fn is_of(&self, content: &Measured) -> Result<(), Error> {
        same(&attributes::message_digest(&self.attributes)?, self.len, content)
    }

    /// Both steps with a key at hand.
    ///
    /// # Errors
    /// [`Error::OtherKey`] when the key is not the certificate's, and those of the signer.
    pub fn sign(self, signer: &dyn HashSigner) -> Result<Signature, Error> {
        if signer.spki() != self.certificate.spki() {
            return Err(Error::OtherKey);
        }
        let value = signer.sign(self.scheme, &self.hash()?)?;
        self.finish(&value)
    }

    /// `SignerInfo` (RFC 5652, 5.3), the signer named by issuer and number.
    fn signer_info(&self, value: &[u8]) -> Result<Vec<u8>, Error> {
        let set = der::asn1::AnyRef::from_der(&self.attributes)?;
        wrap(
            Tag::Sequence,
            &[
                &1u8.to_der()?,
                &self.certificate.issuer_and_serial()?.to_der()?,
                &algorithm::digest(self.digest()?)?.to_der()?,
                &wrap(context(0), &[set.value()])?,
                &algorithm::signature(self.scheme)?.to_der()?,
                &OctetString::new(value)?.to_der()?,
            ],
        )
    }
}

/// `r` and `s` one after the other, in DER.
fn two_numbers(scheme: Scheme, value: &[u8]) -> Option<Vec<u8>> {
    if !matches!(scheme, Scheme::Ecdsa(_)) || value.is_empty() || !value.len().is_multiple_of(2) {
        return None;
    }
    let (r, s) = value.split_at(value.len() / 2);
    let number = |bytes| der::asn1::UintRef::new(bytes).and_then(|number| number.to_der()).ok();
    wrap(Tag::Sequence, &[&number(r)?, &number(s)?]).ok()
}

/// A signer's part with its value: ready to be put in an [`Envelope`](super::Envelope).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub(crate) certificate: Certificate,
    pub(crate) info: Vec<u8>,
    pub(crate) kind: ObjectIdentifier,
    pub(crate) digest: Digest,
    pub(crate) content: Vec<u8>,
    pub(crate) len: u64,
    pub(crate) value: Vec<u8>,
}

impl Signature {
    /// Its value, as it is written: what a signature's time stamp is asked for.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Who signed.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether it is over this content.
    pub(crate) fn is_of(&self, content: &Measured) -> Result<(), Error> {
        same(&self.content, self.len, content)
    }
}

fn same(hash: &[u8], len: u64, content: &Measured) -> Result<(), Error> {
    if hash != content.hash() || len != content.len() {
        return Err(Error::ContentChanged { expected: hex(hash), found: hex(content.hash()) });
    }
    Ok(())
}
