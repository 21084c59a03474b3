//! Archive time stamp v3 and its hash index (EN 319 122-1 sections 5.5.2 and 5.5.3).

use crate::ber::{Element, OCTET_STRING, SEQUENCE};
use crate::check::Setting;
use crate::covered::{Covered, Work};
use crate::facts::Reason;
use crate::oid as known;
use crate::signer_info::SignerInfo;
use crate::token::Token;
use crate::{Error, algorithm, der};
use firma_algoritmi::Digest;
use std::collections::HashSet;

/// Most hashes read in one list.
const ENTRIES_MAX: usize = 2_048;

/// What a hash index covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashIndexFacts<'a> {
    /// 1, 2 or 3: the version of the attribute.
    pub version: u8,
    /// Its digest.
    pub digest: Digest,
    /// The certificates of the `SignedData`.
    pub certificates: Listed,
    /// The revocation data of the `SignedData`.
    pub revocations: Listed,
    /// The unsigned attributes (from v3 on, each value) of the signer.
    pub attributes: Listed,
    /// What it lists, as it stands in the file: certificates and revocation data of the `SignedData`, unsigned attributes
    /// (from v3 on, values of them). Nothing else is proved by this stamp to have been there.
    pub covered: Vec<&'a [u8]>,
}

impl HashIndexFacts<'_> {
    /// True if everything that the index lists is still in the file as it was.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        [self.certificates, self.revocations, self.attributes].iter().all(|listed| listed.missing == 0)
    }

    /// Whether these bytes **of the same file** stand within something that the index lists. A copy elsewhere does not.
    #[must_use]
    pub fn covers(&self, part: &[u8]) -> bool {
        let part = part.as_ptr_range();
        let within = |whole: std::ops::Range<*const u8>| whole.start <= part.start && part.end <= whole.end;
        self.covered.iter().any(|whole| within(whole.as_ptr_range()))
    }
}

/// One list of a hash index held against the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// Hashes that it lists.
    pub entries: usize,
    /// Those that are of nothing in the file: it was changed or taken away.
    pub missing: usize,
    /// Things in the file, apart from the time stamp itself, that it does not list: they came later, and nothing in this stamp
    /// protects them.
    pub uncovered: usize,
}

impl Listed {
    fn of(entries: &[&[u8]], present: &[Vec<u8>]) -> Self {
        let mut sorted: Vec<&[u8]> = entries.to_vec();
        sorted.sort_unstable();
        let mut there: Vec<&[u8]> = present.iter().map(Vec::as_slice).collect();
        there.sort_unstable();
        Listed {
            entries: entries.len(),
            missing: entries.iter().filter(|entry| there.binary_search(entry).is_err()).count(),
            uncovered: present.iter().filter(|it| sorted.binary_search(&it.as_slice()).is_err()).count(),
        }
    }
}

/// `ATSHashIndex(V3) ::= SEQUENCE { hashIndAlgorithm [DEFAULT sha256], certificates, crls, unsigned attributes: each
/// SEQUENCE OF OCTET STRING }`
struct Index<'a> {
    version: u8,
    digest: Digest,
    lists: [Vec<&'a [u8]>; 3],
    value: Element<'a>,
}

/// The imprint over the document's type and digest, the signer's fields and the index; and what the index covers.
pub(crate) fn v3<'a>(
    stamp: &Token<'a>,
    digest: Digest,
    info: &SignerInfo<'a>,
    covered: &mut Covered<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> (Result<Vec<u8>, Reason>, Option<HashIndexFacts<'a>>) {
    let index = match find(stamp) {
        Ok(index) => index,
        Err(reason) => return (Err(reason), None),
    };
    let held = held(&index, stamp, info, setting, work);
    let computed = covered.digest(digest, work).and_then(|document| {
        let mut kind = Vec::new();
        der::push(&mut kind, crate::ber::OID, setting.data.content_type.as_bytes());
        let index = der::encode(&index.value)?;
        let fields = &info.fields;
        let mut pieces: Vec<&[u8]> = vec![&kind, &document];
        let elements = [Some(fields.version), Some(fields.identifier), Some(fields.digest_algorithm), fields.signed];
        let after = [Some(fields.signature_algorithm), Some(fields.signature)];
        pieces.extend(elements.iter().chain(&after).flatten().map(|element| element.whole));
        pieces.push(&index);
        work.hash(digest, &pieces)
    });
    match held {
        Ok(held) => (computed, Some(held)),
        Err(reason) => (Err(reason), None),
    }
}

/// The index stands among the unsigned attributes of the token's signer.
fn find<'a>(stamp: &Token<'a>) -> Result<Index<'a>, Reason> {
    const ABSENT: Reason = Reason::Absent("l'indice delle impronte nella marca d'archivio");
    let [signer] = stamp.data.signers.as_slice() else { return Err(ABSENT) };
    let versions = [(known::HASH_INDEX_V3, 3), (known::HASH_INDEX_V2, 2), (known::HASH_INDEX_V1, 1)];
    let found = versions.iter().find_map(|(oid, version)| {
        let attribute = signer.unsigned_attributes.iter().find(|attribute| attribute.oid == *oid)?;
        Some((*version, attribute))
    });
    let (version, attribute) = found.ok_or(ABSENT)?;
    match attribute.values.as_slice() {
        [value] => Ok(index(version, value)?),
        _ => Err(ABSENT),
    }
}

fn index<'a>(version: u8, value: &Element<'a>) -> Result<Index<'a>, Reason> {
    const DAMAGED: &str = "l'indice delle impronte della marca d'archivio non è leggibile";
    let mut children = value.children().take(5).collect::<Result<Vec<_>, _>>()?;
    let digest = match (version, children.len()) {
        // The algorithm has a default in the first version only; with four fields it is always there.
        (1, 3) => Digest::Sha256,
        (_, 4) => {
            let named = algorithm::read(&children.remove(0))?;
            let unknown = || firma_algoritmi::Error::UnknownAlgorithm(named.oid.to_string());
            named.digest().ok_or_else(unknown)?
        }
        _ => return Err(Error::Damaged(DAMAGED).into()),
    };
    let mut lists: [Vec<&[u8]>; 3] = Default::default();
    for (list, element) in lists.iter_mut().zip(&children) {
        if element.tag != SEQUENCE {
            return Err(Error::Damaged(DAMAGED).into());
        }
        for entry in element.children() {
            let entry = entry?;
            if entry.tag != OCTET_STRING || list.len() >= ENTRIES_MAX {
                return Err(Error::Damaged(DAMAGED).into());
            }
            list.push(entry.content);
        }
    }
    Ok(Index { version, digest, lists, value: *value })
}

/// Holds the index against the file.
fn held<'a>(
    index: &Index<'a>,
    stamp: &Token<'a>,
    info: &SignerInfo<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> Result<HashIndexFacts<'a>, Reason> {
    let mut hash = |pieces: &[&[u8]]| work.hash(index.digest, pieces);
    let parts = &setting.data.parts;
    let certificates = parts.certificate_items.iter().map(|item| hash(&[item])).collect::<Result<Vec<_>, _>>()?;
    let crls = parts.crl_items.iter().map(|item| hash(&[item])).collect::<Result<Vec<_>, _>>()?;
    let (mut attribute_items, mut attributes) = (Vec::new(), Vec::new());
    for attribute in &info.unsigned_attributes {
        let others = attribute.values.iter().filter(|value| value.whole != stamp.der);
        if index.version >= 3 {
            for value in others {
                attribute_items.push(value.whole);
                attributes.push(hash(&[attribute.kind.whole, value.whole])?);
            }
        } else if others.count() > 0 || attribute.values.is_empty() {
            attribute_items.push(attribute.whole.whole);
            attributes.push(hash(&[attribute.whole.whole])?);
        }
    }
    let [own_certificates, own_crls, own_attributes] = &index.lists;
    let covered_of = |items: &[&'a [u8]], hashes: &[Vec<u8>], entries: &[&[u8]]| -> Vec<&'a [u8]> {
        let entries: HashSet<&[u8]> = entries.iter().copied().collect();
        let pairs = items.iter().zip(hashes).filter(|(_, hash)| entries.contains(hash.as_slice()));
        pairs.map(|(item, _)| *item).collect()
    };
    let mut covered = covered_of(&parts.certificate_items, &certificates, own_certificates);
    covered.extend(covered_of(&parts.crl_items, &crls, own_crls));
    covered.extend(covered_of(&attribute_items, &attributes, own_attributes));
    Ok(HashIndexFacts {
        version: index.version,
        digest: index.digest,
        certificates: Listed::of(own_certificates, &certificates),
        revocations: Listed::of(own_crls, &crls),
        attributes: Listed::of(own_attributes, &attributes),
        covered,
    })
}
