//! What a signature or a time stamp covers, and the work that checking may cost.

use crate::ber::Element;
use crate::facts::Reason;
use crate::signed_data::Enclosed;
use crate::{Anomaly, Error};
use firma_algoritmi::{Digest, Hasher};
use std::borrow::Cow;

/// Most signatures verified for one file: the slowest key takes some milliseconds each.
const VERIFICATIONS_MAX: u32 = 512;
/// Most times that the bytes of a file may be hashed for it, and bytes that any file may ask for.
const TIMES_MAX: u64 = 24;
const BYTES_FREE: u64 = 64 << 20;
/// Most time stamps and counter-signatures looked at for one file.
const STEPS_MAX: usize = 4_096;

/// The work that a file may still ask for.
#[derive(Debug)]
pub(crate) struct Work {
    verifications: u32,
    steps: usize,
    bytes: u64,
}

impl Work {
    /// For a file (and what is given with it) of so many bytes.
    pub fn new(size: u64) -> Self {
        let bytes = size.saturating_mul(TIMES_MAX).saturating_add(BYTES_FREE);
        Self { verifications: VERIFICATIONS_MAX, steps: STEPS_MAX, bytes }
    }

    /// One more signature.
    pub fn verification(&mut self) -> Result<(), Reason> {
        self.verifications = self.verifications.checked_sub(1).ok_or(Reason::TooMuchWork)?;
        Ok(())
    }

    /// One more time stamp or counter-signature.
    pub fn step(&mut self) -> Result<(), Anomaly> {
        let too_many = Anomaly::TooMany { what: "marche temporali e controfirme", limit: STEPS_MAX };
        self.steps = self.steps.checked_sub(1).ok_or(too_many)?;
        Ok(())
    }

    /// So many more bytes to hash.
    pub fn bytes(&mut self, count: u64) -> Result<(), Reason> {
        self.bytes = self.bytes.checked_sub(count).ok_or(Reason::TooMuchWork)?;
        Ok(())
    }

    /// The digest of the pieces, one after the other.
    pub fn hash(&mut self, digest: Digest, pieces: &[&[u8]]) -> Result<Vec<u8>, Reason> {
        self.bytes(pieces.iter().map(|piece| piece.len() as u64).sum())?;
        let mut hasher = digest.hasher();
        for piece in pieces {
            hasher.update(piece);
        }
        Ok(hasher.finish())
    }
}

/// A document that is not in memory: read anew for each digest.
pub(crate) trait Stored {
    /// Its size and what is around it, bytes.
    fn size(&self) -> u64;
    /// Hands over the document, piece by piece.
    fn document(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error>;
    /// Hands over `encapContentInfo` as it stands, piece by piece.
    fn encapsulated(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error>;
}

/// Where the document is.
#[derive(Clone)]
pub(crate) enum Source<'a> {
    None,
    /// Inside, and given too.
    Twice,
    /// Given, in pieces.
    Given(Vec<&'a [u8]>),
    /// One value.
    Value(Cow<'a, [u8]>),
    /// Inside.
    Enclosed(Enclosed<'a>),
    /// Inside, on disk.
    Stored(&'a dyn Stored),
}

/// A document, and the digests of it that were already computed.
pub(crate) struct Covered<'a> {
    pub source: Source<'a>,
    digests: Vec<(Digest, Result<Vec<u8>, Reason>)>,
}

impl<'a> Covered<'a> {
    pub fn new(source: Source<'a>) -> Self {
        Self { source, digests: Vec::new() }
    }

    pub fn size(&self) -> u64 {
        match &self.source {
            Source::None | Source::Twice => 0,
            Source::Given(pieces) => pieces.iter().map(|piece| piece.len() as u64).sum(),
            Source::Value(bytes) => bytes.len() as u64,
            Source::Enclosed(enclosed) => enclosed.0.whole.len() as u64,
            Source::Stored(stored) => stored.size(),
        }
    }

    /// The digest of the document; each is computed once.
    pub fn digest(&mut self, digest: Digest, work: &mut Work) -> Result<Vec<u8>, Reason> {
        if let Some((_, value)) = self.digests.iter().find(|(known, _)| *known == digest) {
            return value.clone();
        }
        let value = work.bytes(self.size()).and_then(|()| {
            let mut hasher = digest.hasher();
            self.feed(&mut hasher)?;
            Ok(hasher.finish())
        });
        self.digests.push((digest, value.clone()));
        value
    }

    /// Hands the document over to a digest under way; the caller counts the work.
    pub fn feed(&self, hasher: &mut Hasher) -> Result<(), Reason> {
        let mut take = |piece: &[u8]| hasher.update(piece);
        match &self.source {
            Source::None => return Err(Reason::NoContent),
            Source::Twice => return Err(Reason::ContentTwice),
            Source::Given(pieces) => pieces.iter().for_each(|piece| take(piece)),
            Source::Value(bytes) => take(bytes),
            Source::Enclosed(enclosed) => enclosed.pieces(&mut take)?,
            Source::Stored(stored) => stored.document(&mut take)?,
        }
        Ok(())
    }

    /// Hands `encapContentInfo` over to a digest under way, and after it the document if that is not inside.
    pub fn feed_encapsulated(&self, element: &Element<'_>, hasher: &mut Hasher) -> Result<(), Reason> {
        if let Source::Stored(stored) = &self.source {
            stored.encapsulated(&mut |piece| hasher.update(piece))?;
            return Ok(());
        }
        hasher.update(element.whole);
        if matches!(self.source, Source::Enclosed(_)) { Ok(()) } else { self.feed(hasher) }
    }

    /// The document, if it is at hand and no larger than so many bytes.
    pub fn small(&self, most: u64) -> Option<Vec<u8>> {
        if self.size() > most {
            return None;
        }
        match &self.source {
            Source::Stored(stored) => {
                let mut bytes = Vec::new();
                stored.document(&mut |piece| bytes.extend_from_slice(piece)).ok()?;
                Some(bytes)
            }
            _ => self.whole().ok().map(Cow::into_owned),
        }
    }

    /// The whole document in memory.
    pub fn whole(&self) -> Result<Cow<'_, [u8]>, Reason> {
        match &self.source {
            Source::None => Err(Reason::NoContent),
            Source::Twice => Err(Reason::ContentTwice),
            Source::Given(pieces) => Ok(Cow::Owned(pieces.concat())),
            Source::Value(bytes) => Ok(Cow::Borrowed(bytes)),
            Source::Enclosed(enclosed) if enclosed.0.is_octets() => Ok(enclosed.0.octets()?),
            Source::Enclosed(enclosed) => Ok(Cow::Borrowed(enclosed.0.content)),
            Source::Stored(_) => Err(Reason::TooMuchWork),
        }
    }
}
