//! What is added to an envelope that is already there.

use std::borrow::Cow;

use der::asn1::{Any, OctetString};
use der::{Decode, Encode, Tag};
use firma_algoritmi::Digest;
use firma_cms::raw;

use super::envelope::{Content, Envelope, add};
use super::prepare::Signature;
use crate::asn::{Attribute, context, hex, oid, wrap};
use crate::tsp::Stamp;
use crate::{Certificate, Error, Measured, ocsp};

impl<'a> Envelope<'a> {
    /// Reads an envelope to add to it. Binary bytes ([`firma_cms::unwrap`] takes base64 off); they are borrowed,
    /// document included.
    ///
    /// # Errors
    /// [`Error::Envelope`]; [`Error::ArchivedOldStyle`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let parts = raw::parts(bytes).map_err(unreadable)?;
        for signer in &parts.signers {
            if raw::signer(signer).map_err(unreadable)?.is_sealed_old_style() {
                return Err(Error::ArchivedOldStyle);
            }
        }
        let borrowed = |parts: Vec<&'a [u8]>| parts.into_iter().map(Cow::Borrowed).collect();
        Ok(Self {
            version: parts.version,
            digests: borrowed(parts.digests),
            content: Content::Kept(parts.content),
            certificates: borrowed(parts.certificates),
            revocations: borrowed(parts.revocations),
            signers: borrowed(parts.signers),
            ours: false,
        })
    }

    /// How many signatures there are, counter-signatures aside.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.signers.len()
    }

    /// What is to be signed by one more signer: the document inside. `None` when it is in another file.
    ///
    /// # Errors
    /// [`Error::Envelope`], [`Error::WeakDigest`].
    pub fn measure(&self, digest: Digest) -> Result<Option<Measured>, Error> {
        let Content::Kept(_) = self.content else { return Ok(None) };
        let whole = self.to_bytes()?;
        let data = firma_cms::signed_data(&whole).map_err(unreadable)?;
        let Some(inside) = data.content else { return Ok(None) };
        Ok(Some(Measured::of(digest, &inside.bytes().map_err(unreadable)?)?))
    }

    /// Adds a signature beside those that are there, over the same document.
    ///
    /// # Errors
    /// [`Error::ContentChanged`] when it is over another.
    pub fn add(&mut self, signature: &Signature, others: &[Certificate]) -> Result<(), Error> {
        match self.measure(signature.digest)? {
            Some(inside) => signature.is_of(&inside)?,
            None => self.agrees(signature)?,
        }
        self.put(signature, others)
    }

    /// Of a document that is in another file: whether those who signed before saw the same, as far as they used the
    /// same digest.
    fn agrees(&self, signature: &Signature) -> Result<(), Error> {
        let bytes = self.to_bytes()?;
        let data = firma_cms::signed_data(&bytes).map_err(unreadable)?;
        for signer in data.signers.iter().filter(|signer| signer.digest_algorithm.digest() == Some(signature.digest)) {
            let attributes = &signer.signed_attributes;
            let hash = attributes.iter().find(|attribute| attribute.oid == firma_cms::oid::MESSAGE_DIGEST);
            let hash = hash.and_then(|attribute| attribute.values().next());
            if let Some(hash) = hash.and_then(|hash| OctetString::from_der(hash).ok())
                && hash.as_bytes() != signature.content
            {
                return Err(Error::ContentChanged { expected: hex(&signature.content), found: hex(hash.as_bytes()) });
            }
        }
        Ok(())
    }

    /// The value of a signature, counted from 1: what its time stamp and its counter-signature are of.
    ///
    /// # Errors
    /// [`Error::NoSuchSignature`], [`Error::Envelope`].
    pub fn value(&self, which: usize) -> Result<Vec<u8>, Error> {
        Ok(raw::signer(self.signer(which)?).map_err(unreadable)?.signature.into_owned())
    }

    /// Whether a signature, counted from 1, has a time stamp (`signature-time-stamp`) already.
    ///
    /// # Errors
    /// [`Error::NoSuchSignature`], [`Error::Envelope`].
    pub fn is_stamped(&self, which: usize) -> Result<bool, Error> {
        let parts = raw::signer(self.signer(which)?).map_err(unreadable)?;
        Ok(parts.unsigned.iter().any(|(kind, _)| *kind == firma_cms::oid::SIGNATURE_TIME_STAMP))
    }

    /// Adds a time stamp to a signature (`signature-time-stamp`, EN 319 122-1, 5.3): level B-T.
    ///
    /// # Errors
    /// [`Error::StampOfAnother`] when it is not of this signature's value.
    pub fn stamp(&mut self, which: usize, stamp: &Stamp) -> Result<(), Error> {
        let value = self.value(which)?;
        let info = firma_cms::token(stamp.der()).map_err(|_| Error::StampUnreadable("la marca è danneggiata"))?.info;
        let digest = info.digest.ok_or(Error::StampUnreadable("l'algoritmo dell'impronta non è conosciuto"))?;
        if digest.of(&value) != info.imprint {
            return Err(Error::StampOfAnother("l'impronta marcata è un'altra"));
        }
        self.add_unsigned(which, oid::SIGNATURE_TIME_STAMP, &Any::from_der(stamp.der())?)
    }

    /// Adds a signature over a signature (`countersignature`, RFC 5652, 11.4), made by
    /// [`prepare_counter`](super::prepare_counter).
    ///
    /// # Errors
    /// [`Error::ContentChanged`] when it is over another value.
    pub fn countersign(&mut self, which: usize, counter: &Signature, others: &[Certificate]) -> Result<(), Error> {
        counter.is_of(&Measured::of(counter.digest, &self.value(which)?)?)?;
        self.add_unsigned(which, oid::COUNTER_SIGNATURE, &Any::from_der(&counter.info)?)?;
        self.keep_certificates(std::slice::from_ref(&counter.certificate));
        self.keep_certificates(others);
        Ok(())
    }

    /// Keeps certificates that a verifier will want when they can no longer be fetched.
    pub fn keep_certificates(&mut self, certificates: &[Certificate]) {
        certificates.iter().for_each(|one| add(&mut self.certificates, one.der().to_vec()));
    }

    /// Keeps a revocation list (`CertificateList`, DER).
    ///
    /// # Errors
    /// [`Error::Revocation`] when it is none.
    pub fn keep_crl(&mut self, crl: &[u8]) -> Result<(), Error> {
        let sequence = der::asn1::AnyRef::from_der(crl).is_ok_and(|any| der::Tagged::tag(&any) == Tag::Sequence);
        if !sequence || crl.len() > CRL_MAX {
            return Err(Error::Revocation("non è una lista di revoca in DER"));
        }
        add(&mut self.revocations, crl.to_vec());
        Ok(())
    }

    /// Keeps an answer on revocation (`OCSPResponse`, DER), in the form of RFC 5940, 2.1.
    ///
    /// # Errors
    /// [`Error::Revocation`] when it is none.
    pub fn keep_ocsp(&mut self, answer: &[u8]) -> Result<(), Error> {
        ocsp::check_status(answer)?;
        add(&mut self.revocations, wrap(context(1), &[&oid::OCSP_REVOCATION.to_der()?, answer])?);
        // RFC 5652, 5.1: with a revocation form of another kind, the version is 5.
        self.version = self.version.max(5);
        Ok(())
    }

    fn signer(&self, which: usize) -> Result<&[u8], Error> {
        let none = Error::NoSuchSignature { asked: which, count: self.signers.len() };
        let signer = which.checked_sub(1).and_then(|place| self.signers.get(place)).ok_or(none)?;
        Ok(signer.as_ref())
    }

    fn add_unsigned(&mut self, which: usize, kind: der::asn1::ObjectIdentifier, value: &Any) -> Result<(), Error> {
        let attribute = Attribute::one(kind, value)?.to_der()?;
        let signer = self.signer(which)?;
        let parts = raw::signer(signer).map_err(unreadable)?;
        let mut items: Vec<&[u8]> = parts.unsigned.iter().map(|(_, item)| *item).collect();
        items.push(&attribute);
        if self.ours {
            items.sort_unstable();
        }
        let new = wrap(Tag::Sequence, &[parts.before, &wrap(context(1), &items)?])?;
        if let Some(place) = self.signers.get_mut(which - 1) {
            *place = Cow::Owned(new);
        }
        Ok(())
    }
}

/// Largest revocation list kept, bytes: the largest of Italian authorities have a few megabytes.
const CRL_MAX: usize = 64 << 20;

fn unreadable(error: firma_cms::Error) -> Error {
    Error::Envelope(error.to_string())
}
