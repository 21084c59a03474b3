//! References: what they point at, what their transforms make of it, whether the digest is the announced one.

use crate::c14n::{Method, NodeSet};
use crate::facts::{Check, Covered, Name, Place, Reference, ReferenceType};
use crate::transform::{self, Context, Data};
use crate::tree::{NodeId, ROOT, Tree};
use crate::uri::{self, Target, shown};
use crate::{DSIG, External, Problem, value};
use firma_algoritmi::Digest;

/// What a reference led to, before the last canonicalization.
pub(crate) struct Followed<'e> {
    pub(crate) data: Result<Data, Problem>,
    /// The nodes it covers, if it stays in the document.
    pub(crate) nodes: Option<NodeSet>,
    pub(crate) file: Option<&'e External<'e>>,
}

/// Follows a reference through its transforms.
pub(crate) fn follow<'e>(
    context: Context<'_>,
    files: &'e [External<'e>],
    signature: NodeId,
    reference: NodeId,
) -> Followed<'e> {
    let mut followed = Followed { data: Err(Problem::TooMuchWork), nodes: None, file: None };
    let transforms = transform::of(context.tree, reference);
    if transform::too_many(&transforms) {
        followed.data = Err(Problem::NotSupported(format!("{} trasformazioni di seguito", transforms.len())));
        return followed;
    }
    let mut data = match start(context, files, reference, &mut followed) {
        Ok(data) => data,
        Err(problem) => {
            followed.data = Err(problem);
            return followed;
        }
    };
    for step in transforms {
        match transform::apply(context, signature, step, data) {
            Ok(next) => data = next,
            Err(problem) => {
                followed.data = Err(problem);
                return followed;
            }
        }
        if let Data::Nodes(nodes) = &data {
            followed.nodes = Some(nodes.clone());
        }
    }
    followed.data = Ok(data);
    followed
}

fn start<'e>(
    context: Context<'_>,
    files: &'e [External<'e>],
    reference: NodeId,
    followed: &mut Followed<'e>,
) -> Result<Data, Problem> {
    let uri = context.tree.attribute(reference, "URI");
    let set = match uri::target(uri)? {
        Target::Document { comments } => NodeSet { comments, ..NodeSet::of(ROOT) },
        Target::Element { id, comments } => NodeSet { comments, ..NodeSet::of(context.ids.one(id)?) },
        Target::External => {
            let file = uri::external(uri, files)?;
            followed.file = Some(file);
            context.budget.spend(file.bytes.len())?;
            return Ok(Data::Octets(file.bytes.to_vec()));
        }
    };
    followed.nodes = Some(set.clone());
    Ok(Data::Nodes(set))
}

/// The bytes that a reference leads to; nodes that are left by a given canonicalization.
pub(crate) fn octets(
    context: Context<'_>,
    files: &[External<'_>],
    signature: NodeId,
    reference: NodeId,
    method: &Method,
) -> Result<Vec<u8>, Problem> {
    transform::finish(context, follow(context, files, signature, reference).data?, method)
}

/// Reads a `Reference` and checks its digest.
pub(crate) fn read(
    context: Context<'_>,
    files: &[External<'_>],
    signature: NodeId,
    node: NodeId,
    left: &mut usize,
) -> Reference {
    let tree = context.tree;
    let digest_uri = tree.child(node, DSIG, "DigestMethod").and_then(|at| tree.attribute(at, "Algorithm"));
    let digest_uri = digest_uri.unwrap_or_default();
    let expected = tree.child(node, DSIG, "DigestValue").and_then(|at| value::bytes(tree, at));
    let digest = Digest::from_uri(digest_uri);
    let followed = follow(context, files, signature, node);
    let covered = covered(context, signature, &followed);
    let kind = kind(tree.attribute(node, "Type"));
    let manifest = manifest_of(tree, &followed);
    let apexes = followed.nodes.as_ref().map(|set| set.shown(tree).collect()).unwrap_or_default();
    let octets = followed.data.and_then(|data| transform::finish(context, data, &Method::DEFAULT));
    let (found, check) = compare(digest, digest_uri, expected.as_deref(), octets);
    let mut reference = Reference {
        id: tree.attribute(node, "Id").map(str::to_owned),
        uri: tree.attribute(node, "URI").map(str::to_owned),
        type_uri: tree.attribute(node, "Type").map(str::to_owned),
        kind,
        transforms: transform::of(tree, node)
            .into_iter()
            .map(|at| tree.attribute(at, "Algorithm").unwrap_or_default().to_owned())
            .collect(),
        digest_uri: digest_uri.to_owned(),
        digest,
        expected,
        found,
        check,
        covered,
        manifest: Vec::new(),
        manifest_found: manifest.is_some(),
        node,
        apexes,
    };
    // A manifest within a manifest is not followed.
    if let Some(manifest) = manifest
        && tree.is(tree.parent(node).unwrap_or(ROOT), DSIG, "SignedInfo")
    {
        for inner in tree.elements(manifest).filter(|at| tree.is(*at, DSIG, "Reference")) {
            let Some(fewer) = left.checked_sub(1) else {
                // What is not looked at may be anything.
                reference.check = Check::Unknown(Problem::TooMuchWork);
                break;
            };
            *left = fewer;
            reference.manifest.push(read(context, files, signature, inner, left));
        }
    }
    reference
}

fn compare(
    digest: Option<Digest>,
    digest_uri: &str,
    expected: Option<&[u8]>,
    octets: Result<Vec<u8>, Problem>,
) -> (Option<Vec<u8>>, Check) {
    let Some(digest) = digest else {
        return (None, Check::Unknown(Problem::NotSupported(shown(digest_uri))));
    };
    let found = match octets {
        Ok(octets) => digest.of(&octets),
        Err(problem) => return (None, Check::Unknown(problem)),
    };
    let check = match expected {
        Some(expected) if expected == found => Check::Matches,
        _ => Check::Differs,
    };
    (Some(found), check)
}

fn kind(type_uri: Option<&str>) -> ReferenceType {
    match type_uri.unwrap_or_default() {
        "http://www.w3.org/2000/09/xmldsig#Object" => ReferenceType::Object,
        "http://www.w3.org/2000/09/xmldsig#Manifest" => ReferenceType::Manifest,
        "http://uri.etsi.org/01903#CountersignedSignature" | "http://www.w3.org/2000/09/xmldsig#SignatureValue" => {
            ReferenceType::Countersigned
        }
        other if other.starts_with("http://uri.etsi.org/01903") && other.ends_with("#SignedProperties") => {
            ReferenceType::SignedProperties
        }
        _ => ReferenceType::Other,
    }
}

/// The manifest that a reference points at, if what it covers is one (or an `Object` with nothing but one in it).
fn manifest_of(tree: &Tree, followed: &Followed<'_>) -> Option<NodeId> {
    let [apex] = followed.nodes.as_ref()?.apexes.as_slice() else { return None };
    let mut inside = tree.elements(*apex);
    match (tree.is(*apex, DSIG, "Object"), inside.next(), inside.next()) {
        (true, Some(only), None) if tree.is(only, DSIG, "Manifest") => Some(only),
        _ => tree.is(*apex, DSIG, "Manifest").then_some(*apex),
    }
}

fn covered(context: Context<'_>, signature: NodeId, followed: &Followed<'_>) -> Covered {
    let tree = context.tree;
    if let Some(file) = followed.file {
        return Covered::External(shown(file.name));
    }
    let Some(set) = &followed.nodes else { return Covered::Nothing };
    let Some(apex) = set.apexes.iter().copied().find(|at| *at == ROOT || tree.is_element(*at)) else {
        return set.apexes.first().map_or(Covered::Nothing, |at| element(tree, signature, tree.parent(*at)));
    };
    if apex == ROOT {
        let signatures_left_out = if set.no_signatures { context.signatures } else { set.hidden.len() };
        return Covered::Document { signatures_left_out };
    }
    element(tree, signature, Some(apex))
}

fn element(tree: &Tree, signature: NodeId, at: Option<NodeId>) -> Covered {
    let Some(at) = at else { return Covered::Nothing };
    Covered::Element {
        name: Name { namespace: tree.namespace(at).to_owned(), local: tree.local(at).to_owned() },
        path: tree.path(at),
        root: at == tree.root(),
        place: place(tree, signature, at),
    }
}

/// Where an element lies towards a signature.
pub(crate) fn place(tree: &Tree, signature: NodeId, at: NodeId) -> Place {
    if at != signature && tree.is_within(signature, at) {
        return Place::Around;
    }
    if tree.is_within(at, signature) {
        let parts = |name| tree.elements(signature).filter(move |part| tree.is(*part, DSIG, name));
        if crate::xades::signed_properties(tree, signature) == Some(at) {
            return Place::SignedProperties;
        }
        if parts("KeyInfo").any(|part| tree.is_within(at, part)) {
            return Place::KeyInfo;
        }
        let inner = tree.ancestors(at).find(|around| tree.is(*around, DSIG, "Signature"));
        if inner != Some(signature) {
            return Place::OtherSignature;
        }
        let object = parts("Object").any(|part| tree.is_within(at, part));
        return if object { Place::Object } else { Place::Signature };
    }
    if tree.ancestors(at).any(|around| tree.is(around, DSIG, "Signature") && !tree.is_within(signature, around)) {
        return Place::OtherSignature;
    }
    if tree.parent(at) == tree.parent(signature) {
        return Place::Beside;
    }
    Place::Elsewhere
}
