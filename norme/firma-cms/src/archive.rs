//! The imprint of an archive time stamp v2 (ETSI TS 101 733 V2.2.1 section 6.4.1; EN 319 122-1 section A.2.4).

use crate::check::Setting;
use crate::covered::{Covered, Work};
use crate::der;
use crate::facts::Reason;
use crate::oid as known;
use crate::signer_info::{Attribute, SignerInfo};
use crate::token::{self, Token};
use firma_algoritmi::Digest;

/// `[1] IMPLICIT`, of the unsigned attributes.
const UNSIGNED: u8 = 0xa1;

/// Over `encapContentInfo` (and the document, if apart), `certificates`, `crls` and the whole `SignerInfo` as it was then: the
/// archive time stamps that came after are left out.
pub(crate) fn v2<'a>(
    stamp: &Token<'a>,
    digest: Digest,
    info: &SignerInfo<'a>,
    covered: &mut Covered<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> Result<Vec<u8>, Reason> {
    let parts = &setting.data.parts;
    let fields = &info.fields;
    let rest: Vec<&[u8]> = [parts.certificates, parts.crls, Some(fields.version), Some(fields.identifier)]
        .into_iter()
        .chain([Some(fields.digest_algorithm), fields.signed, Some(fields.signature_algorithm), Some(fields.signature)])
        .flatten()
        .map(|element| element.whole)
        .collect();
    let attributes = attributes_then(stamp, &info.unsigned_attributes);
    let length = rest.iter().map(|piece| piece.len()).sum::<usize>() + attributes.len();
    work.bytes(covered.size().saturating_add(length as u64))?;
    let mut hasher = digest.hasher();
    covered.feed_encapsulated(&parts.encapsulated, &mut hasher)?;
    rest.iter().for_each(|piece| hasher.update(piece));
    hasher.update(&attributes);
    Ok(hasher.finish())
}

/// The unsigned attributes as they were before this stamp.
fn attributes_then(stamp: &Token<'_>, attributes: &[Attribute<'_>]) -> Vec<u8> {
    let mut then = Vec::new();
    for attribute in attributes {
        let is_archive = [known::ARCHIVE_TIME_STAMP_V2, known::ARCHIVE_TIME_STAMP_V3, known::ARCHIVE_TIME_STAMP_V1]
            .contains(&attribute.oid);
        if !is_archive {
            then.extend_from_slice(attribute.whole.whole);
            continue;
        }
        let kept: Vec<&[u8]> = attribute
            .values
            .iter()
            .filter(|value| value.whole != stamp.der)
            .filter(|value| token::of_element(value).is_ok_and(|other| other.info.time < stamp.info.time))
            .map(|value| value.whole)
            .collect();
        if !kept.is_empty() {
            let body = [attribute.kind.whole, &der::sorted_set(&kept)].concat();
            der::push(&mut then, crate::ber::SEQUENCE, &body);
        }
    }
    if then.is_empty() {
        return then;
    }
    let mut tagged = Vec::with_capacity(then.len() + 6);
    der::push(&mut tagged, UNSIGNED, &then);
    tagged
}
