//! One signature: its parts, its key, its references, and what is odd about it.

use crate::c14n::{NodeSet, canonicalize};
use crate::facts::{Check, Covered, Forms, KeyInfo, Place, Reference, ReferenceType, Signature};
use crate::transform::{Context, method};
use crate::tree::{NodeId, Tree};
use crate::uri::shown;
use crate::{Anomaly, DSIG, Extent, External, Problem, certificate, reference, value, xades};
use firma_algoritmi::{Digest, Scheme};

const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
/// Most certificates, keys and lists of one `KeyInfo`.
const KEYS_MAX: usize = 100;

/// Reads a signature. `before` are those that were read already, among them those it stands in.
pub(crate) fn read(context: Context<'_>, files: &[External<'_>], node: NodeId, before: &[Signature]) -> Signature {
    let tree = context.tree;
    let signed_info = tree.child(node, DSIG, "SignedInfo");
    let parent = before.iter().rposition(|outer| tree.is_within(node, outer.node));
    let part = |name| signed_info.and_then(|at| tree.child(at, DSIG, name));
    let algorithm = |name| part(name).and_then(|at| tree.attribute(at, "Algorithm")).unwrap_or_default().to_owned();
    let method = algorithm("SignatureMethod");
    let (references, too_many) = references(context, files, node, signed_info);
    let mut signature = Signature {
        id: tree.attribute(node, "Id").map(str::to_owned),
        path: tree.path(node),
        parent,
        countersignature: parent.is_some() && stands_in_counter_signature(tree, node),
        forms: Forms::default(),
        canonicalization: algorithm("CanonicalizationMethod"),
        scheme: scheme(tree, &method, part("SignatureMethod")),
        method,
        value: tree.child(node, DSIG, "SignatureValue").and_then(|at| value::bytes(tree, at)),
        references,
        key_info: key_info(tree, node),
        properties: xades::read(tree, node),
        anomalies: Vec::new(),
        extent: Extent::Part,
        signed_info: canonical_signed_info(context, signed_info),
        node,
    };
    signature.forms = forms(&signature.references);
    signature.key_info.signed = signature.references.iter().any(|it| {
        it.check == Check::Matches
            && it.apexes.iter().any(|at| tree.parent(*at) == Some(node) && tree.is(*at, DSIG, "KeyInfo"))
    });
    if let Some(properties) = &mut signature.properties {
        properties.signed =
            signature.references.iter().any(|it| it.check == Check::Matches && signs_properties(tree, node, it));
    }
    signature.anomalies.extend(too_many);
    let parent = parent.and_then(|at| before.get(at));
    let (anomalies, extent) = crate::anomaly::find(context, &signature, parent);
    signature.anomalies.extend(anomalies);
    signature.extent = extent;
    signature
}

/// Whether a reference covers the signed properties of its signature: by themselves, or within an `Object` (as in the
/// Austrian form 1.1.1), with their markup and not just their text.
pub(crate) fn signs_properties(tree: &Tree, signature: NodeId, reference: &Reference) -> bool {
    let Some(properties) = xades::signed_properties(tree, signature) else { return false };
    let text_only = crate::extent::is_text_only(reference);
    let covers = |apex: &NodeId| tree.is_within(*apex, signature) && tree.is_within(properties, *apex);
    !text_only && reference.apexes.iter().any(covers)
}

fn references(
    context: Context<'_>,
    files: &[External<'_>],
    signature: NodeId,
    signed_info: Option<NodeId>,
) -> (Vec<Reference>, Option<Anomaly>) {
    let tree = context.tree;
    let Some(signed_info) = signed_info else { return (Vec::new(), None) };
    let nodes: Vec<NodeId> = tree.elements(signed_info).filter(|at| tree.is(*at, DSIG, "Reference")).collect();
    let limit = context.limits.references;
    let odd = (nodes.is_empty() || nodes.len() > limit).then_some(Anomaly::References { found: nodes.len(), limit });
    let mut left = limit.saturating_sub(nodes.len());
    let read = nodes.into_iter().take(limit).map(|at| reference::read(context, files, signature, at, &mut left));
    (read.collect(), odd)
}

fn stands_in_counter_signature(tree: &Tree, node: NodeId) -> bool {
    tree.parent(node).is_some_and(|at| {
        tree.local(at) == "CounterSignature" && tree.namespace(at).starts_with("http://uri.etsi.org/01903/")
    })
}

fn canonical_signed_info(context: Context<'_>, signed_info: Option<NodeId>) -> Result<Vec<u8>, Problem> {
    let signed_info = signed_info.ok_or_else(|| Problem::Missing("SignedInfo".to_owned()))?;
    let element = context.tree.child(signed_info, DSIG, "CanonicalizationMethod");
    let method = method(context.tree, element.ok_or_else(|| Problem::Missing("CanonicalizationMethod".to_owned()))?)?;
    let set = NodeSet { comments: true, ..NodeSet::of(signed_info) };
    canonicalize(context.tree, &set, &method, context.budget)
}

/// The scheme, with the parameters of RSA-PSS where they are written apart (RFC 9231, 2.3.9).
fn scheme(tree: &Tree, uri: &str, element: Option<NodeId>) -> Result<Scheme, firma_algoritmi::Error> {
    const PSS: &str = "http://www.w3.org/2007/05/xmldsig-more#";
    if uri != "http://www.w3.org/2007/05/xmldsig-more#rsa-pss" {
        return Scheme::from_uri(uri);
    }
    let parameters = element.and_then(|at| tree.child(at, PSS, "RSAPSSParams"));
    let digest_of = |at: NodeId| {
        let method = tree.child(at, DSIG, "DigestMethod").and_then(|at| tree.attribute(at, "Algorithm"));
        method.map(|uri| Digest::from_uri(uri).ok_or_else(|| firma_algoritmi::Error::UnknownAlgorithm(shown(uri))))
    };
    let digest = parameters.and_then(digest_of).transpose()?.unwrap_or(Digest::Sha256);
    let mask = parameters.and_then(|at| tree.child(at, PSS, "MaskGenerationFunction"));
    let mask = mask.and_then(digest_of).transpose()?.unwrap_or(digest);
    let bad = || firma_algoritmi::Error::BadParameters("RSASSA-PSS".into());
    let number = |name| {
        let text = parameters.and_then(|at| tree.child(at, PSS, name)).map(|at| tree.all_text(at));
        text.map(|text| text.trim().parse::<u16>().map_err(|_| bad())).transpose()
    };
    if number("TrailerField")?.unwrap_or(1) != 1 {
        return Err(bad());
    }
    let salt = number("SaltLength")?.unwrap_or(u16::try_from(digest.size()).unwrap_or(0));
    Ok(Scheme::RsaPss { digest, mask, salt })
}

fn key_info(tree: &Tree, signature: NodeId) -> KeyInfo {
    let mut found = KeyInfo::default();
    let Some(node) = tree.child(signature, DSIG, "KeyInfo") else { return found };
    for part in tree.within(node).take(10_000) {
        match (tree.namespace(part), tree.local(part)) {
            (DSIG, "X509Certificate") => match value::bytes(tree, part).filter(|it| certificate::read(it).is_some()) {
                Some(certificate) if found.certificates.len() < KEYS_MAX => found.certificates.push(certificate),
                _ => found.unreadable += 1,
            },
            (DSIG, "X509CRL") if found.crls.len() < KEYS_MAX => found.crls.extend(value::bytes(tree, part)),
            (DSIG, "RSAKeyValue") if found.keys.len() < KEYS_MAX => {
                let number = |name| tree.child(part, DSIG, name).and_then(|at| value::bytes(tree, at));
                if let (Some(modulus), Some(exponent)) = (number("Modulus"), number("Exponent")) {
                    found.keys.push(certificate::rsa_spki(&modulus, &exponent));
                }
            }
            (DSIG11, "ECKeyValue") if found.keys.len() < KEYS_MAX => {
                let curve = tree.child(part, DSIG11, "NamedCurve").and_then(|at| tree.attribute(at, "URI"));
                let point = tree.child(part, DSIG11, "PublicKey").and_then(|at| value::bytes(tree, at));
                found.keys.extend(curve.zip(point).and_then(|(curve, point)| certificate::ec_spki(curve, &point)));
            }
            (DSIG11, "DEREncodedKeyValue") if found.keys.len() < KEYS_MAX => {
                found.keys.extend(value::bytes(tree, part))
            }
            _ => {}
        }
    }
    found
}

fn forms(references: &[Reference]) -> Forms {
    let mut forms = Forms::default();
    for reference in references {
        forms.manifest |= reference.kind == ReferenceType::Manifest || !reference.manifest.is_empty();
        match &reference.covered {
            Covered::Document { .. } | Covered::Element { place: Place::Around, .. } => forms.enveloped = true,
            Covered::Element { place: Place::Object, .. } if reference.kind != ReferenceType::SignedProperties => {
                forms.enveloping = true;
            }
            Covered::External(_) | Covered::Element { place: Place::Beside | Place::Elsewhere, .. } => {
                forms.detached = true;
            }
            Covered::Nothing if reference.uri.as_deref().is_none_or(|uri| !uri.is_empty() && !uri.starts_with('#')) => {
                forms.detached = true;
            }
            _ => {}
        }
    }
    forms
}
