//! The time stamps of one signer, each held against what it must cover (EN 319 122-1 sections 5.2.8, 5.3, 5.5 and A.1.5).

use crate::ber::Element;
use crate::check::Setting;
use crate::covered::{Covered, Work};
use crate::facts::{Candidate, Reason, SignerFacts, TokenFacts, TokenRole};
use crate::hash_index::{self, HashIndexFacts};
use crate::oid as known;
use crate::revocation::Origin;
use crate::signer_info::Attribute;
use crate::token::{self, Inside, Token};
use crate::{Anomaly, Oid, archive};
use firma_algoritmi::Digest;

/// What a token in an attribute is there for.
fn role(oid: Oid<'_>) -> Option<TokenRole> {
    match oid {
        known::CONTENT_TIME_STAMP => Some(TokenRole::Content),
        known::SIGNATURE_TIME_STAMP => Some(TokenRole::Signature),
        known::ESC_TIME_STAMP => Some(TokenRole::References),
        known::REFS_TIME_STAMP => Some(TokenRole::ReferencesAlone),
        known::ARCHIVE_TIME_STAMP_V1 => Some(TokenRole::ArchiveV1),
        known::ARCHIVE_TIME_STAMP_V2 => Some(TokenRole::ArchiveV2),
        known::ARCHIVE_TIME_STAMP_V3 => Some(TokenRole::ArchiveV3),
        _ => None,
    }
}

/// Every token of a signer.
pub(crate) fn of_signer<'a>(
    facts: &mut SignerFacts<'a>,
    covered: &mut Covered<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> Vec<TokenFacts<'a>> {
    let signed = facts.info.signed_attributes.iter().filter(|attribute| attribute.oid == known::CONTENT_TIME_STAMP);
    let unsigned = facts.info.unsigned_attributes.iter().filter(|attribute| attribute.oid != known::CONTENT_TIME_STAMP);
    let values: Vec<(TokenRole, Element<'a>)> = signed
        .chain(unsigned)
        .filter_map(|attribute| Some((role(attribute.oid)?, attribute)))
        .flat_map(|(role, attribute)| attribute.values.iter().map(move |value| (role, *value)))
        .collect();
    if values.is_empty() {
        return Vec::new();
    }
    // A token may leave out certificates that the envelope has.
    let around = setting.data.certificates.iter().chain(&facts.certificates);
    let mut beside: Vec<_> = around.map(|it| Candidate { certificate: *it, origin: Origin::Around }).collect();
    beside.extend(setting.beside.iter().copied());
    let inside = Inside { beside: &beside, depth: setting.depth + 1 };
    let mut found = Vec::with_capacity(values.len());
    let mut stopped: Option<Anomaly> = None;
    for (role, value) in values {
        if let Err(anomaly) = work.step() {
            stopped = Some(anomaly);
            break;
        }
        let mut imprint =
            |token: &Token<'a>, digest, work: &mut Work| imprint(role, token, digest, facts, covered, setting, work);
        let token = token::of_element(&value);
        found.push(token::facts(token, value.whole, role, &mut imprint, &inside, work));
    }
    facts.anomalies.extend(stopped);
    found
}

/// The imprint that the token should have.
fn imprint<'a>(
    role: TokenRole,
    token: &Token<'a>,
    digest: Digest,
    facts: &SignerFacts<'a>,
    covered: &mut Covered<'a>,
    setting: &Setting<'_, 'a>,
    work: &mut Work,
) -> (Result<Vec<u8>, Reason>, Option<HashIndexFacts<'a>>) {
    let info = &facts.info;
    let computed = match role {
        TokenRole::Content => covered.digest(digest, work),
        TokenRole::Signature => work.hash(digest, &[&info.signature]),
        TokenRole::References => {
            over_references(token, digest, &[&info.signature], &info.unsigned_attributes, true, work)
        }
        TokenRole::ReferencesAlone => over_references(token, digest, &[], &info.unsigned_attributes, false, work),
        TokenRole::ArchiveV1 => Err(Reason::Absent("la regola di una forma di marca d'archivio abbandonata (v1)")),
        TokenRole::ArchiveV2 => archive::v2(token, digest, info, covered, setting, work),
        TokenRole::ArchiveV3 => return hash_index::v3(token, digest, info, covered, setting, work),
        TokenRole::Document => Err(Reason::NoContent),
    };
    (computed, None)
}

/// Over the references, after what else is covered (EN 319 122-1 section A.1.5). The standard names an order; many writers take
/// that of the file, which is as good: the imprint is of the same attributes.
fn over_references(
    token: &Token<'_>,
    digest: Digest,
    before: &[&[u8]],
    attributes: &[Attribute<'_>],
    with_time_stamps: bool,
    work: &mut Work,
) -> Result<Vec<u8>, Reason> {
    let named = [known::SIGNATURE_TIME_STAMP, known::CERTIFICATE_REFS, known::REVOCATION_REFS];
    let named = if with_time_stamps { &named[..] } else { &named[1..] };
    // Over nothing, any stamp of the empty string would hold.
    if before.is_empty() && !attributes.iter().any(|attribute| named.contains(&attribute.oid)) {
        return Err(Reason::Absent("i riferimenti che la marca temporale copre"));
    }
    let by_standard = named.iter().flat_map(|oid| attributes.iter().filter(move |attribute| attribute.oid == *oid));
    let by_file = attributes.iter().filter(|attribute| named.contains(&attribute.oid));
    let mut hash = |attributes: Vec<&Attribute<'_>>| {
        let parts = attributes.iter().flat_map(|attribute| [attribute.kind.whole, attribute.set.whole]);
        work.hash(digest, &before.iter().copied().chain(parts).collect::<Vec<_>>())
    };
    let by_standard = hash(by_standard.collect())?;
    if by_standard == token.info.imprint { Ok(by_standard) } else { hash(by_file.collect()) }
}
