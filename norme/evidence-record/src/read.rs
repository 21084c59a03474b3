//! Reading a record.

use firma_algoritmi::Digest;

use crate::record::{CHAINS, STAMPS};
use crate::tlv::{INTEGER, Items, OCTET_STRING, OID, SEQUENCE, Tlv, context, dotted};
use crate::{
    ArchiveTimeStamp, BYTES_MAX, CHAINS_MAX, Chain, Error, EvidenceRecord, HASHES_MAX, LISTS_MAX, Reduced, STAMPS_MAX,
};

impl EvidenceRecord {
    /// Reads a record (DER). **Nothing is verified by reading it**, not even that a stamp is of its tree.
    ///
    /// # Errors
    /// [`Error::TooBig`], [`Error::TooMany`], [`Error::Damaged`], [`Error::Encrypted`], [`Error::UnknownDigest`],
    /// [`Error::Token`].
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > BYTES_MAX {
            return Err(Error::TooBig { found: bytes.len(), limit: BYTES_MAX });
        }
        let mut outer = Items::of(bytes);
        let record = outer.expect(SEQUENCE, "manca l'evidenza")?;
        if !outer.is_empty() {
            return Err(Error::Damaged("dopo la fine c'è dell'altro"));
        }
        let mut fields = record.items();
        if fields.expect(INTEGER, "manca la versione")?.content != [1] {
            return Err(Error::Damaged("la versione non è la 1"));
        }
        fields.expect(SEQUENCE, "mancano gli algoritmi")?;
        let crypto = fields.optional(context(0))?.map(|crypto| crypto.whole.to_vec()).unwrap_or_default();
        if fields.optional(context(1))?.is_some() {
            return Err(Error::Encrypted);
        }
        let chains = all(&fields.expect(SEQUENCE, "mancano le marche temporali")?, CHAINS_MAX, CHAINS, |chain| {
            of_tag(chain, SEQUENCE).and_then(|()| read_chain(chain))
        })?;
        if !fields.is_empty() || chains.is_empty() {
            return Err(Error::Damaged("le catene di marche mancano, o dopo c'è dell'altro"));
        }
        Ok(Self { chains, crypto })
    }
}

/// The elements inside, each read, within a bound.
fn all<'a, T>(
    around: &Tlv<'a>,
    limit: usize,
    what: &'static str,
    read: impl Fn(&Tlv<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let (mut items, mut found) = (around.items(), Vec::new());
    while !items.is_empty() {
        if found.len() >= limit {
            return Err(Error::TooMany { what, limit });
        }
        found.push(read(&items.any()?)?);
    }
    Ok(found)
}

fn of_tag(tlv: &Tlv<'_>, tag: u8) -> Result<(), Error> {
    if tlv.tag == tag { Ok(()) } else { Err(Error::Damaged("un elemento non è del tipo previsto")) }
}

fn read_chain(chain: &Tlv<'_>) -> Result<Chain, Error> {
    let stamps = all(chain, STAMPS_MAX, STAMPS, read_stamp)?;
    if stamps.is_empty() {
        return Err(Error::Damaged("una catena è senza marche"));
    }
    Ok(Chain { stamps })
}

fn read_stamp(stamp: &Tlv<'_>) -> Result<ArchiveTimeStamp, Error> {
    of_tag(stamp, SEQUENCE)?;
    let mut fields = stamp.items();
    let named = fields.optional(context(0))?;
    // `attributes`: kept in the bytes that are hashed, and not looked into.
    fields.optional(context(1))?;
    let tree = fields.optional(context(2))?.map(|tree| read_tree(&tree)).transpose()?;
    let token = fields.expect(SEQUENCE, "manca una marca temporale")?.whole;
    if !fields.is_empty() {
        return Err(Error::Damaged("dopo una marca c'è dell'altro"));
    }
    let info = firma_cms::token(token)?.info;
    let digest = match named {
        Some(named) => {
            let oid = dotted(named.items().expect(OID, "manca un algoritmo")?.content);
            Digest::from_oid(&oid).ok_or(Error::UnknownDigest(oid))?
        }
        // Left out, it is that of the stamp (section 4.1).
        None => info.digest.ok_or(Error::UnknownDigest(info.digest_oid))?,
    };
    Ok(ArchiveTimeStamp { der: stamp.whole.to_vec(), digest, tree, token: token.to_vec() })
}

impl Reduced {
    /// From what [`to_der`](Self::to_der) gave.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::BadHashes`], [`Error::TooMany`].
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        read_tree(&Tlv { tag: context(2), content: bytes, whole: bytes })
    }
}

fn read_tree(tree: &Tlv<'_>) -> Result<Reduced, Error> {
    let hash = |hash: &Tlv<'_>| of_tag(hash, OCTET_STRING).map(|()| hash.content.to_vec());
    let list = |list: &Tlv<'_>| {
        of_tag(list, SEQUENCE)?;
        all(list, HASHES_MAX, "impronte", hash)
    };
    Reduced::new(all(tree, LISTS_MAX, "liste di impronte", list)?)
}
