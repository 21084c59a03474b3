//! What is to be signed, how, and by whom.

use super::{MakeError, build};
use crate::{External, Limits, certificate, read};
use chrono::{DateTime, Utc};
use firma_algoritmi::{Digest, PublicKey, Scheme};

/// What is to be signed.
#[derive(Debug, Clone, Copy)]
pub enum Content<'c> {
    /// An XML document, into whose root the signature goes.
    Enveloped(&'c [u8]),
    /// Any file, which goes into the signature in base64, with its media type.
    Enveloping {
        /// The file.
        bytes: &'c [u8],
        /// Its media type.
        mime: &'c str,
    },
    /// Files beside the signature, by their names.
    Detached(&'c [External<'c>]),
}

/// Where it is signed (EN 319 132-1, 5.2.5).
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'p> {
    /// City.
    pub city: Option<&'p str>,
    /// Province or state.
    pub state: Option<&'p str>,
    /// Postal code.
    pub postal_code: Option<&'p str>,
    /// Country.
    pub country: Option<&'p str>,
}

/// What the signer commits to (5.2.3; identifiers of TS 119 172-1, annex B).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commitment {
    /// Having made, approved and sent it.
    Origin,
    /// Having approved its content.
    Approval,
    /// Having made it, not necessarily approved or sent it.
    Creation,
    /// Having received it.
    Receipt,
}

impl Commitment {
    pub(super) fn uri(self) -> &'static str {
        match self {
            Commitment::Origin => "http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin",
            Commitment::Approval => "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval",
            Commitment::Creation => "http://uri.etsi.org/01903/v1.2.2#ProofOfCreation",
            Commitment::Receipt => "http://uri.etsi.org/01903/v1.2.2#ProofOfReceipt",
        }
    }
}

/// A signature that is to be made.
#[derive(Debug, Clone)]
pub struct Order<'o> {
    /// A name for the signature, which no other identifier of the document has: letters, digits, `-`, `_`. Time and
    /// randomness are the caller's.
    pub id: &'o str,
    /// The signer's certificate, DER.
    pub certificate: &'o [u8],
    /// Certificates of the chain to go along, DER.
    pub chain: &'o [&'o [u8]],
    /// The signature scheme.
    pub scheme: Scheme,
    /// The digest of the references and of the certificate.
    pub digest: Digest,
    /// When the signer signs.
    pub signing_time: DateTime<Utc>,
    /// Where.
    pub place: Option<Place<'o>>,
    /// In which roles, as claimed.
    pub roles: &'o [&'o str],
    /// What the signer commits to.
    pub commitment: Option<Commitment>,
}

/// A signature of which only the value is missing.
#[derive(Debug, Clone)]
pub struct Prepared<'o> {
    pub(super) order: Order<'o>,
    pub(super) content: Content<'o>,
    pub(super) digests: Vec<Vec<u8>>,
    signed_info: Vec<u8>,
}

impl<'o> Order<'o> {
    /// Computes what is to be signed.
    ///
    /// # Errors
    /// [`MakeError`] if the document cannot be read, or certificate, scheme or identifier cannot be used.
    pub fn prepare(self, content: Content<'o>) -> Result<Prepared<'o>, MakeError> {
        if !crate::tree::is_name(self.id) || self.id.len() > 200 {
            return Err(MakeError::Id(crate::uri::shown(self.id)));
        }
        self.key()?;
        self.scheme.uri().ok_or(MakeError::Scheme)?;
        let mut prepared = Prepared { order: self, content, digests: Vec::new(), signed_info: Vec::new() };
        // First without digests, to learn where the references lead; then with them, to learn what is signed.
        prepared.digests = prepared.digests()?;
        let made = build::document(&prepared, "")?;
        let reading = read(&made, prepared.files(), Limits::default())?;
        let signature = super::extend::find(&reading, prepared.order.id)?;
        prepared.signed_info = signature.signed_info()?.to_vec();
        Ok(prepared)
    }

    fn key(&self) -> Result<PublicKey, MakeError> {
        let spki = certificate::spki(self.certificate).ok_or(MakeError::Certificate)?;
        PublicKey::from_spki(spki).map_err(|_| MakeError::Certificate)
    }
}

impl Prepared<'_> {
    fn files(&self) -> &[External<'_>] {
        match self.content {
            Content::Detached(files) => files,
            _ => &[],
        }
    }

    fn digests(&self) -> Result<Vec<Vec<u8>>, MakeError> {
        let made = build::document(self, "")?;
        let reading = read(&made, self.files(), Limits::default())?;
        if let Some((id, _)) = reading.repeated_ids().iter().find(|(id, _)| id.contains(self.order.id)) {
            return Err(MakeError::Id(crate::uri::shown(id)));
        }
        let signature = super::extend::find(&reading, self.order.id)?;
        let digest = |reference: &crate::Reference| match &reference.check {
            crate::Check::Unknown(problem) => Err(MakeError::Problem(problem.clone())),
            _ => reference.found.clone().ok_or(MakeError::Nothing),
        };
        signature.references.iter().map(digest).collect()
    }

    /// The bytes that the signature value is over (the canonical `SignedInfo`): for a key that hashes by itself, and
    /// for Ed25519.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.signed_info
    }

    /// The digest of the [`message`](Self::message) by the scheme; empty for Ed25519, which has none.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        self.order.scheme.digest().map(|digest| digest.of(&self.signed_info)).unwrap_or_default()
    }

    /// The signed document, with the value that the key gave. An ECDSA value may be DER or the two numbers one after
    /// the other.
    ///
    /// # Errors
    /// [`MakeError::Value`] if it is not the signature by the certificate's key.
    pub fn finish(&self, value: &[u8]) -> Result<Vec<u8>, MakeError> {
        let key = self.order.key()?;
        let raw = match self.order.scheme {
            Scheme::Ecdsa(_) => certificate::ecdsa_raw(value, key.bits().div_ceil(8)).unwrap_or_else(|| value.to_vec()),
            _ => value.to_vec(),
        };
        let made = build::document(self, &build::base64(&raw))?;
        let reading = read(&made, self.files(), Limits::default())?;
        let signature = super::extend::find(&reading, self.order.id)?;
        // What was prepared is what was built: the same document, or the value would not hold.
        signature.verify(&key).map_err(|_| MakeError::Value)?;
        if signature.references_hold() { Ok(made) } else { Err(MakeError::Value) }
    }

    /// [`finish`](Self::finish) with the value from a closure that signs the digest.
    ///
    /// # Errors
    /// What the closure says, or [`MakeError`].
    pub fn sign<E: From<MakeError>>(&self, sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
        let value = sign(&self.digest())?;
        Ok(self.finish(&value)?)
    }
}
