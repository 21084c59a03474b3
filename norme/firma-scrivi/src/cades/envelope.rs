use std::borrow::Cow;

use der::{Encode, Tag};

use super::frame::Frame;
use super::prepare::Signature;
use crate::asn::{context, header, oid, wrap};
use crate::{Certificate, Error, algorithm};

type Part<'a> = Cow<'a, [u8]>;

/// A `SignedData` (RFC 5652, 5.1) in its parts, each with the bytes it had.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    pub(crate) version: u8,
    pub(crate) digests: Vec<Part<'a>>,
    pub(crate) content: Content<'a>,
    pub(crate) certificates: Vec<Part<'a>>,
    pub(crate) revocations: Vec<Part<'a>>,
    pub(crate) signers: Vec<Part<'a>>,
    /// Whether it was made here, so that its sets are in DER's order; else each keeps the order it came in.
    pub(crate) ours: bool,
}

/// What stands where the document may be.
#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    /// `EncapsulatedContentInfo` as it came.
    Kept(&'a [u8]),
    /// Nothing: the document is in another file.
    Beside,
}

impl<'a> Envelope<'a> {
    /// A signature beside its document (`.p7s`), or the envelope of a document which [`Self::frame`] puts in. `others` are the
    /// certificates of the chain above the signer's.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn of(signature: &Signature, others: &[Certificate]) -> Result<Self, Error> {
        let mut envelope = Self {
            // RFC 5652, 5.1: 3 when what is signed is not plain data.
            version: if signature.kind == oid::DATA { 1 } else { 3 },
            digests: Vec::new(),
            content: Content::Beside,
            certificates: Vec::new(),
            revocations: Vec::new(),
            signers: Vec::new(),
            ours: true,
        };
        envelope.put(signature, others)?;
        Ok(envelope)
    }

    pub(crate) fn put(&mut self, signature: &Signature, others: &[Certificate]) -> Result<(), Error> {
        let digest = algorithm::digest(signature.digest)?.to_der()?;
        add(&mut self.digests, digest);
        add(&mut self.certificates, signature.certificate.der().to_vec());
        others.iter().for_each(|other| add(&mut self.certificates, other.der().to_vec()));
        self.signers.push(Cow::Owned(signature.info.clone()));
        Ok(())
    }

    /// The envelope of the signed document, to be written around it as it comes (`.p7m`).
    ///
    /// # Errors
    /// [`Error::TooBig`].
    pub fn frame(&self, signature: &Signature) -> Result<Frame, Error> {
        let (before, after) = self.outside()?;
        let octets = header(Tag::OctetString, signature.len)?;
        let explicit = header(context(0), octets.len() as u64 + signature.len)?;
        let kind = signature.kind.to_der()?;
        let inner = kind.len() as u64 + explicit.len() as u64 + octets.len() as u64 + signature.len;
        let content = [header(Tag::Sequence, inner)?, kind, explicit, octets].concat();
        let head = head(&before, content.len() as u64 + signature.len, after.len())?;
        Ok(Frame {
            head: [head, before, content].concat(),
            tail: after,
            digest: signature.digest,
            hash: signature.content.clone(),
            len: signature.len,
        })
    }

    /// The envelope as it is: with the document if it came with it, else beside it.
    ///
    /// # Errors
    /// [`Error::TooBig`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let (before, after) = self.outside()?;
        let beside = wrap(Tag::Sequence, &[&oid::DATA.to_der()?])?;
        let content = match self.content {
            Content::Kept(bytes) => bytes,
            Content::Beside => &beside,
        };
        let mut out = head(&before, content.len() as u64, after.len())?;
        [&before, content, &after].iter().for_each(|part| out.extend_from_slice(part));
        Ok(out)
    }

    /// What is in the `SignedData` before and after the document.
    fn outside(&self) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let mut before = self.version.to_der()?;
        before.extend(self.set(Tag::Set, &self.digests)?);
        let mut after = Vec::new();
        if !self.certificates.is_empty() {
            after.extend(self.set(context(0), &self.certificates)?);
        }
        if !self.revocations.is_empty() {
            after.extend(self.set(context(1), &self.revocations)?);
        }
        after.extend(self.set(Tag::Set, &self.signers)?);
        Ok((before, after))
    }

    fn set(&self, tag: Tag, parts: &[Part<'_>]) -> Result<Vec<u8>, Error> {
        let mut parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
        if self.ours {
            parts.sort_unstable();
        }
        wrap(tag, &parts)
    }
}

/// `ContentInfo` and `SignedData`, down to where the version is.
fn head(before: &[u8], content: u64, after: usize) -> Result<Vec<u8>, Error> {
    let len = before.len() as u64 + content + after as u64;
    let signed = header(Tag::Sequence, len)?;
    let explicit = header(context(0), signed.len() as u64 + len)?;
    let kind = oid::SIGNED_DATA.to_der()?;
    let all = kind.len() as u64 + explicit.len() as u64 + signed.len() as u64 + len;
    Ok([header(Tag::Sequence, all)?, kind, explicit, signed].concat())
}

/// Adds what is not there yet.
pub(crate) fn add(parts: &mut Vec<Part<'_>>, part: Vec<u8>) {
    if !parts.iter().any(|other| other.as_ref() == part) {
        parts.push(Cow::Owned(part));
    }
}
