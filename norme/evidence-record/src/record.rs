//! A record: begun, renewed, written.

use firma_algoritmi::Digest;

use crate::tlv::{INTEGER, OCTET_STRING, OID, SEQUENCE, context, oid, wrap};
use crate::{CHAINS_MAX, Error, Reduced, STAMPS_MAX};

/// What there may be too many of, in Italian.
pub(crate) const CHAINS: &str = "catene di marche";
pub(crate) const STAMPS: &str = "marche di una catena";

/// One stamp with what leads to it (`ArchiveTimeStamp`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveTimeStamp {
    pub(crate) der: Vec<u8>,
    pub(crate) digest: Digest,
    pub(crate) tree: Option<Reduced>,
    pub(crate) token: Vec<u8>,
}

impl ArchiveTimeStamp {
    /// Of a token (`ContentInfo`, DER) that stamps the root of this reduced tree; of the one hash alone where there is none.
    ///
    /// # Errors
    /// [`Error::Token`], [`Error::OtherRoot`] where its imprint is another, [`Error::Damaged`] where it is not in DER.
    pub fn new(digest: Digest, tree: Option<Reduced>, token: &[u8]) -> Result<Self, Error> {
        let mut items = crate::tlv::Items::of(token);
        items.expect(SEQUENCE, "la marca temporale non è in DER")?;
        if !items.is_empty() {
            return Err(Error::Damaged("dopo la marca temporale c'è dell'altro"));
        }
        let info = firma_cms::token(token)?.info;
        let other = tree.as_ref().is_some_and(|tree| tree.root(digest) != info.imprint);
        if info.digest != Some(digest) || other {
            return Err(Error::OtherRoot);
        }
        let mut inside = wrap(context(0), &algorithm(digest)?);
        if let Some(tree) = &tree {
            inside.extend(wrap(context(2), &tree.to_der()));
        }
        inside.extend_from_slice(token);
        Ok(Self { der: wrap(SEQUENCE, &inside), digest, tree, token: token.to_vec() })
    }

    /// By which hash algorithm its tree is.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Its reduced tree, if it has one.
    #[must_use]
    pub const fn tree(&self) -> Option<&Reduced> {
        self.tree.as_ref()
    }

    /// The token, as it stands (field `timeStamp`).
    #[must_use]
    pub fn token(&self) -> &[u8] {
        &self.token
    }
}

/// The content of an `AlgorithmIdentifier`, without parameters (RFC 5754 section 2).
fn algorithm(digest: Digest) -> Result<Vec<u8>, Error> {
    let content = oid(digest.oid()).ok_or_else(|| Error::UnknownDigest(digest.oid().to_owned()))?;
    Ok(wrap(OID, &content))
}

impl Reduced {
    /// Its lists one after the other, as they stand in a record (DER): for whoever keeps them apart from their stamp.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let list = |hashes: &Vec<Vec<u8>>| {
            let inside: Vec<u8> = hashes.iter().flat_map(|hash| wrap(OCTET_STRING, hash)).collect();
            wrap(SEQUENCE, &inside)
        };
        self.lists().iter().flat_map(list).collect()
    }
}

/// Stamps each upon the one before it, all by one hash algorithm (`ArchiveTimeStampChain`). Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub(crate) stamps: Vec<ArchiveTimeStamp>,
}

impl Chain {
    /// The stamps, the oldest first.
    #[must_use]
    pub fn stamps(&self) -> &[ArchiveTimeStamp] {
        &self.stamps
    }

    /// By which hash algorithm: that of its first stamp.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        self.stamps.first().map(ArchiveTimeStamp::digest)
    }

    fn der(&self) -> Vec<u8> {
        let inside: Vec<u8> = self.stamps.iter().flat_map(|stamp| stamp.der.iter().copied()).collect();
        wrap(SEQUENCE, &inside)
    }
}

/// An evidence record (RFC 4998 section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRecord {
    pub(crate) chains: Vec<Chain>,
    /// `cryptoInfos`, whole, as it came; we write none.
    pub(crate) crypto: Vec<u8>,
}

impl EvidenceRecord {
    /// With its first stamp.
    #[must_use]
    pub fn begin(first: ArchiveTimeStamp) -> Self {
        Self { chains: vec![Chain { stamps: vec![first] }], crypto: Vec::new() }
    }

    /// Of stamps that were kept apart, chain by chain, the oldest first. **That each covers the one before it is for
    /// [`check`](Self::check) to say.**
    ///
    /// # Errors
    /// [`Error::BadHashes`] where there is no chain or an empty one, [`Error::TooMany`].
    pub fn of(chains: Vec<Vec<ArchiveTimeStamp>>) -> Result<Self, Error> {
        if chains.is_empty() || chains.iter().any(Vec::is_empty) {
            return Err(Error::BadHashes);
        }
        if chains.len() > CHAINS_MAX {
            return Err(Error::TooMany { what: CHAINS, limit: CHAINS_MAX });
        }
        if chains.iter().any(|chain| chain.len() > STAMPS_MAX) {
            return Err(Error::TooMany { what: STAMPS, limit: STAMPS_MAX });
        }
        Ok(Self { chains: chains.into_iter().map(|stamps| Chain { stamps }).collect(), crypto: Vec::new() })
    }

    /// The chains, the oldest first.
    #[must_use]
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// The stamp that holds now.
    #[must_use]
    pub fn last(&self) -> Option<&ArchiveTimeStamp> {
        self.chains.last()?.stamps.last()
    }

    /// What the next stamp of this chain must cover (section 5.2, time-stamp renewal): the hash of the last token.
    #[must_use]
    pub fn last_hash(&self) -> Vec<u8> {
        self.last().map(|last| last.digest.of(&last.token)).unwrap_or_default()
    }

    /// What the first stamp of a new chain must cover (section 5.2, hash-tree renewal): each object's hash by the new
    /// algorithm, hashed together with the chains so far.
    #[must_use]
    pub fn again(&self, digest: Digest, hashes: &[Vec<u8>]) -> Vec<Vec<u8>> {
        again(digest, &self.chains, hashes)
    }

    /// Puts another stamp upon the last one, in the same chain.
    ///
    /// # Errors
    /// [`Error::OtherRoot`] for another algorithm or a stamp of something else, [`Error::TooMany`].
    pub fn renew_stamp(&mut self, next: ArchiveTimeStamp) -> Result<(), Error> {
        let hash = self.last_hash();
        let chain = self.chains.last_mut().ok_or(Error::BadHashes)?;
        if chain.stamps.len() >= STAMPS_MAX {
            return Err(Error::TooMany { what: STAMPS, limit: STAMPS_MAX });
        }
        if chain.digest() != Some(next.digest) || !covers(&next, &hash)? {
            return Err(Error::OtherRoot);
        }
        chain.stamps.push(next);
        Ok(())
    }

    /// Begins a new chain with a stamp upon what [`again`](Self::again) gave of all the objects.
    ///
    /// # Errors
    /// [`Error::OtherRoot`] for a stamp of something else, [`Error::BadHashes`] for no object, [`Error::TooMany`].
    pub fn renew_tree(&mut self, first: ArchiveTimeStamp, hashes: &[Vec<u8>]) -> Result<(), Error> {
        if self.chains.len() >= CHAINS_MAX {
            return Err(Error::TooMany { what: CHAINS, limit: CHAINS_MAX });
        }
        if hashes.is_empty() {
            return Err(Error::BadHashes);
        }
        for hash in self.again(first.digest, hashes) {
            if !covers(&first, &hash)? {
                return Err(Error::OtherRoot);
            }
        }
        self.chains.push(Chain { stamps: vec![first] });
        Ok(())
    }

    /// Its bytes (DER).
    ///
    /// # Errors
    /// [`Error::UnknownDigest`] never, for an algorithm that is known.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let mut digests: Vec<Digest> = Vec::new();
        for digest in self.chains.iter().filter_map(Chain::digest) {
            if !digests.contains(&digest) {
                digests.push(digest);
            }
        }
        let mut algorithms = Vec::new();
        for digest in digests {
            algorithms.extend(wrap(SEQUENCE, &algorithm(digest)?));
        }
        let mut inside = wrap(INTEGER, &[1]);
        inside.extend(wrap(SEQUENCE, &algorithms));
        inside.extend_from_slice(&self.crypto);
        inside.extend(sequence(&self.chains));
        Ok(wrap(SEQUENCE, &inside))
    }
}

/// Whether a stamp covers this hash.
pub(crate) fn covers(stamp: &ArchiveTimeStamp, hash: &[u8]) -> Result<bool, Error> {
    match &stamp.tree {
        Some(tree) => Ok(tree.group().iter().any(|one| one == hash)),
        None => Ok(firma_cms::token(&stamp.token)?.info.imprint == hash),
    }
}

/// The hashes of the objects with those of the chains.
pub(crate) fn again(digest: Digest, chains: &[Chain], hashes: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let before = digest.of(&sequence(chains));
    hashes.iter().map(|hash| digest.of(&[hash.as_slice(), &before].concat())).collect()
}

/// `ArchiveTimeStampSequence`, whole.
fn sequence(chains: &[Chain]) -> Vec<u8> {
    let inside: Vec<u8> = chains.iter().flat_map(Chain::der).collect();
    wrap(SEQUENCE, &inside)
}
