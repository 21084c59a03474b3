//! The parts of an envelope byte by byte as they stand, for who adds a signature or a time stamp to it and must keep the rest.

use crate::ber::{self, INTEGER, OID, SEQUENCE, SET, context};
use crate::signed_data::{CERTIFICATES_MAX, DIGESTS_MAX, REVOCATIONS_MAX, SIGNERS_MAX};
use crate::signer_info::ATTRIBUTES_MAX;
use crate::{Error, Oid, oid};
use std::borrow::Cow;

/// The parts of a `SignedData` (RFC 5652 section 5.1), each whole.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// The version.
    pub version: u8,
    /// `digestAlgorithms`, one by one.
    pub digests: Vec<&'a [u8]>,
    /// `encapContentInfo`.
    pub content: &'a [u8],
    /// `certificates`, one by one.
    pub certificates: Vec<&'a [u8]>,
    /// `crls`, one by one.
    pub revocations: Vec<&'a [u8]>,
    /// `signerInfos`, one by one.
    pub signers: Vec<&'a [u8]>,
}

/// The parts of a `SignerInfo` (RFC 5652 section 5.3).
#[derive(Debug, Clone)]
pub struct SignerParts<'a> {
    /// All before the unsigned attributes.
    pub before: &'a [u8],
    /// The signature's value.
    pub signature: Cow<'a, [u8]>,
    /// The unsigned attributes, one by one, each with its type.
    pub unsigned: Vec<(Oid<'a>, &'a [u8])>,
}

/// Takes the envelope apart. Binary bytes ([`unwrap`](crate::unwrap) takes base64 off).
///
/// # Errors
/// As [`signed_data`](crate::signed_data), and [`Error::Damaged`] for anything that would have to be left out: more items than
/// are read, bytes after the end.
pub fn parts(bytes: &[u8]) -> Result<Parts<'_>, Error> {
    // All that reading refuses is refused here too.
    crate::signed_data(bytes)?;
    let (outer, rest) = ber::next(bytes)?;
    if !rest.is_empty() {
        return Err(Error::Damaged("dopo la fine della busta c'è dell'altro"));
    }
    let mut outer = outer.children();
    outer.expect(OID, "manca il tipo della busta")?;
    let tagged = outer.expect(context(0), "manca il contenuto della busta")?;
    let data = tagged.children().expect(SEQUENCE, "manca il contenuto della busta")?;
    let mut fields = data.children();
    let version = fields.expect(INTEGER, "manca la versione")?;
    let [version] = version.content else { return Err(Error::Damaged("la versione non è un numero piccolo")) };
    let digests = all(fields.expect(SET, "mancano gli algoritmi")?.children(), DIGESTS_MAX)?;
    let content = fields.expect(SEQUENCE, "manca il documento")?.whole;
    let certificates = fields.optional(context(0))?.map(|set| all(set.children(), CERTIFICATES_MAX)).transpose()?;
    let revocations = fields.optional(context(1))?.map(|set| all(set.children(), REVOCATIONS_MAX)).transpose()?;
    let signers = all(fields.expect(SET, "mancano i firmatari")?.children(), SIGNERS_MAX)?;
    if !fields.is_empty() {
        return Err(Error::Damaged("dopo i firmatari c'è dell'altro"));
    }
    Ok(Parts {
        version: *version,
        digests,
        content,
        certificates: certificates.unwrap_or_default(),
        revocations: revocations.unwrap_or_default(),
        signers,
    })
}

/// Takes one signer apart.
///
/// # Errors
/// [`Error::Damaged`], [`Error::Truncated`].
pub fn signer(bytes: &[u8]) -> Result<SignerParts<'_>, Error> {
    const DAMAGED: &str = "un firmatario non è leggibile";
    let (info, _) = ber::next(bytes)?;
    let mut fields = info.children();
    fields.expect(INTEGER, DAMAGED)?;
    fields.any(DAMAGED)?;
    fields.any(DAMAGED)?;
    fields.optional(context(0))?;
    fields.any(DAMAGED)?;
    let signature = fields.any(DAMAGED)?;
    if !signature.is_octets() {
        return Err(Error::Damaged(DAMAGED));
    }
    let unsigned = fields.optional(context(1))?;
    if !fields.is_empty() {
        return Err(Error::Damaged(DAMAGED));
    }
    let after = unsigned.map_or(0, |unsigned| unsigned.whole.len());
    let before = info.content.get(..info.content.len() - after).ok_or(Error::Damaged(DAMAGED))?;
    let items = unsigned.map(|set| all(set.children(), ATTRIBUTES_MAX)).transpose()?.unwrap_or_default();
    let unsigned = items.into_iter().map(|item| {
        let kind = ber::next(item)?.0.children().expect(OID, "un attributo della firma non è leggibile")?;
        Ok((Oid(kind.content), item))
    });
    Ok(SignerParts { before, signature: signature.octets()?, unsigned: unsigned.collect::<Result<_, Error>>()? })
}

impl SignerParts<'_> {
    /// True if it has an archive time stamp of the kinds before EN 319 122-1, which cover the envelope as it is: whatever is added
    /// makes them false.
    #[must_use]
    pub fn is_sealed_old_style(&self) -> bool {
        let old = [oid::ARCHIVE_TIME_STAMP_V1, oid::ARCHIVE_TIME_STAMP_V2];
        self.unsigned.iter().any(|(kind, _)| old.contains(kind))
    }
}

fn all(mut children: ber::Children<'_>, limit: usize) -> Result<Vec<&[u8]>, Error> {
    let read = children.by_ref().take(limit).map(|item| item.map(|item| item.whole)).collect::<Result<Vec<_>, _>>()?;
    if !children.is_empty() {
        return Err(Error::Damaged("ci sono troppi elementi"));
    }
    Ok(read)
}
