//! The unsigned properties (EN 319 132-1, 5.2.7, 5.3 to 5.5, annex A).

use super::ITEMS_MAX;
use super::facts::{Encapsulated, Properties, Stamp, StampKind};
use crate::tree::{NodeId, Tree};
use crate::{DSIG, Problem, value};

pub(super) fn read(tree: &Tree, node: NodeId, properties: &mut Properties) {
    for group in tree.elements(node) {
        for item in tree.elements(group).take(ITEMS_MAX) {
            property(tree, item, properties);
        }
    }
}

fn property(tree: &Tree, item: NodeId, properties: &mut Properties) {
    let name = tree.local(item);
    properties.unsigned.push(name.to_owned());
    let kind = match name {
        "SignatureTimeStamp" => StampKind::Signature,
        "SigAndRefsTimeStamp" | "SigAndRefsTimeStampV2" => StampKind::SigAndRefs,
        "RefsOnlyTimeStamp" | "RefsOnlyTimeStampV2" => StampKind::RefsOnly,
        "ArchiveTimeStamp" if tree.namespace(item) == "http://uri.etsi.org/01903/v1.4.1#" => StampKind::Archive,
        "ArchiveTimeStamp" => StampKind::ArchiveOld,
        "CertificateValues"
        | "RevocationValues"
        | "AttrAuthoritiesCertValues"
        | "AttributeRevocationValues"
        | "TimeStampValidationData"
        | "AnyValidationData" => {
            values(tree, item, name, properties);
            return;
        }
        _ => return,
    };
    properties.stamps.push(stamp(tree, item, kind));
}

/// The certificates and revocation values in a property.
fn values(tree: &Tree, item: NodeId, property: &str, properties: &mut Properties) {
    for part in tree.within(item).take(10_000) {
        let list = match tree.local(part) {
            "EncapsulatedX509Certificate" => &mut properties.certificates,
            "EncapsulatedCRLValue" => &mut properties.crls,
            "EncapsulatedOCSPValue" => &mut properties.ocsps,
            _ => continue,
        };
        if list.len() < ITEMS_MAX
            && let Some(bytes) = value::bytes(tree, part)
        {
            list.push(Encapsulated { property: property.to_owned(), bytes, node: item, group: group(tree, item) });
        }
    }
}

fn group(tree: &Tree, item: NodeId) -> NodeId {
    tree.parent(item).unwrap_or(item)
}

/// Reads a time stamp container (EN 319 132-1, 5.1.4.4).
pub(super) fn stamp(tree: &Tree, item: NodeId, kind: StampKind) -> Stamp {
    let method = tree.child(item, DSIG, "CanonicalizationMethod").and_then(|at| tree.attribute(at, "Algorithm"));
    let mut stamp = Stamp {
        kind,
        id: tree.attribute(item, "Id").map(str::to_owned),
        canonicalization: method.map(str::to_owned),
        tokens: Vec::new(),
        unreadable: None,
        node: item,
        group: group(tree, item),
    };
    for part in tree.elements(item).take(ITEMS_MAX) {
        match tree.local(part) {
            "EncapsulatedTimeStamp" => match value::bytes(tree, part) {
                Some(token) => stamp.tokens.push(token),
                None => stamp.unreadable = Some(Problem::Unreadable { what: "la marca temporale" }),
            },
            "XMLTimeStamp" => stamp.unreadable = Some(Problem::NotSupported("marca temporale in XML".to_owned())),
            _ => {}
        }
    }
    stamp
}
