//! The signed properties (EN 319 132-1, 5.2).

use super::facts::{Commitment, DataFormat, Policy, ProductionPlace, Properties, Role, StampKind};
use super::{ITEMS_MAX, certificate_ref, unsigned};
use crate::tree::{NodeId, Tree};
use crate::value;

pub(super) fn read(tree: &Tree, node: NodeId, properties: &mut Properties) {
    for group in tree.elements(node) {
        for item in tree.elements(group).take(ITEMS_MAX) {
            property(tree, item, properties);
        }
    }
}

fn property(tree: &Tree, item: NodeId, properties: &mut Properties) {
    match tree.local(item) {
        "SigningTime" => {
            properties.signing_time_text = tree.trimmed(item);
            properties.signing_time = properties.signing_time_text.as_deref().and_then(value::instant);
        }
        name @ ("SigningCertificate" | "SigningCertificateV2") => {
            let certs = tree.elements(item).filter(|at| tree.local(*at) == "Cert").take(ITEMS_MAX);
            let v2 = name.ends_with("V2");
            properties.signing_certificates.extend(certs.map(|cert| certificate_ref(tree, cert, v2)));
        }
        "SignaturePolicyIdentifier" => properties.policy = policy(tree, item),
        "SignatureProductionPlace" | "SignatureProductionPlaceV2" => {
            let part = |name| tree.child_local(item, name).and_then(|at| tree.trimmed(at));
            properties.production_place = Some(ProductionPlace {
                city: part("City"),
                street: part("StreetAddress"),
                state: part("StateOrProvince"),
                postal_code: part("PostalCode"),
                country: part("CountryName"),
            });
        }
        "SignerRole" | "SignerRoleV2" => roles(tree, item, properties),
        "CommitmentTypeIndication" => {
            let identifier = tree.child_local(item, "CommitmentTypeId");
            let identifier = identifier.and_then(|at| tree.child_local(at, "Identifier"));
            let about = tree.elements(item).filter(|at| tree.local(*at) == "ObjectReference").take(ITEMS_MAX);
            properties.commitments.push(Commitment {
                identifier: identifier.and_then(|at| tree.trimmed(at)).unwrap_or_default(),
                references: about.filter_map(|at| tree.trimmed(at)).collect(),
            });
        }
        "DataObjectFormat" => {
            let part = |name| tree.child_local(item, name).and_then(|at| tree.trimmed(at));
            properties.formats.push(DataFormat {
                reference: tree.attribute(item, "ObjectReference").unwrap_or_default().to_owned(),
                description: part("Description"),
                mime: part("MimeType"),
                encoding: part("Encoding"),
            });
        }
        "AllDataObjectsTimeStamp" => properties.stamps.push(unsigned::stamp(tree, item, StampKind::AllDataObjects)),
        "IndividualDataObjectsTimeStamp" => {
            properties.stamps.push(unsigned::stamp(tree, item, StampKind::IndividualDataObjects));
        }
        _ => {}
    }
}

fn roles(tree: &Tree, item: NodeId, properties: &mut Properties) {
    for list in tree.elements(item) {
        let claimed = tree.local(list) == "ClaimedRoles";
        for role in tree.elements(list).take(ITEMS_MAX) {
            if let Some(text) = tree.trimmed(role) {
                properties.roles.push(Role { claimed, text });
            }
        }
    }
}

fn policy(tree: &Tree, item: NodeId) -> Option<Policy> {
    if tree.child_local(item, "SignaturePolicyImplied").is_some() {
        return Some(Policy::Implied);
    }
    let id = tree.child_local(item, "SignaturePolicyId")?;
    let identifier = tree.child_local(id, "SigPolicyId").and_then(|at| tree.child_local(at, "Identifier"));
    let hash = tree.child_local(id, "SigPolicyHash");
    let part = |name| hash.and_then(|at| tree.child_local(at, name));
    let qualifiers = tree.child_local(id, "SigPolicyQualifiers");
    let qualifier = |name| {
        let qualifiers = qualifiers?;
        let found = tree.within(qualifiers).take(ITEMS_MAX).find(|at| tree.local(*at) == name)?;
        tree.trimmed(found)
    };
    Some(Policy::Explicit {
        identifier: identifier.and_then(|at| tree.trimmed(at)).unwrap_or_default(),
        digest_uri: part("DigestMethod").and_then(|at| tree.attribute(at, "Algorithm")).map(str::to_owned),
        digest_value: part("DigestValue").and_then(|at| value::bytes(tree, at)),
        uri: qualifier("SPURI"),
        notice: qualifier("ExplicitText"),
    })
}
