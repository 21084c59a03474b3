//! How much of a document a signature signs: what people read must be what was signed, and nothing beside it.

use crate::facts::{Check, Covered, Place, Reference, ReferenceType, Signature};
use crate::transform::{BASE64, Context};
use crate::tree::{NodeId, ROOT, Tree, View};
use crate::{DSIG, xades};

/// Most parts of a signature, and most elements in what is not signed of it, that are looked at.
const PARTS_MAX: usize = 1_000;
const WITHIN_MAX: usize = 100_000;

/// The namespaces of the standards of signatures: XML-DSig 1.0 and 1.1, the versions of XAdES (TS 101 903, EN 319 132-1),
/// its evidence records (TS 119 132-3).
const NAMESPACES: [&str; 7] = [
    DSIG,
    "http://www.w3.org/2009/xmldsig11#",
    "http://uri.etsi.org/01903/v1.1.1#",
    "http://uri.etsi.org/01903/v1.2.2#",
    "http://uri.etsi.org/01903/v1.3.2#",
    "http://uri.etsi.org/01903/v1.4.1#",
    "http://uri.etsi.org/19132/v1.1.1#",
];

/// How much of its document a signature signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// All of it that says something: the document around the signature, all that the signature encloses where it is the document
    /// itself, or, of a counter-signature, the signature that it is about.
    Whole,
    /// Files beside the document, which holds nothing but signatures.
    Beside,
    /// Less: what is signed stands in the document along with what is not.
    #[default]
    Part,
}

/// The references to data: not those to the signature's own parts; in place of a manifest what it lists, if it lists anything.
pub(crate) fn data(signature: &Signature) -> impl Iterator<Item = &Reference> {
    let own = |reference: &Reference| {
        reference.kind == ReferenceType::SignedProperties
            || matches!(
                reference.covered,
                Covered::Element { place: Place::SignedProperties | Place::KeyInfo | Place::Signature, .. }
            )
    };
    signature.references.iter().flat_map(listed).filter(move |reference| !own(reference))
}

fn listed(reference: &Reference) -> &[Reference] {
    if reference.manifest.is_empty() { std::slice::from_ref(reference) } else { &reference.manifest }
}

/// How much a signature signs. `unsigned` is whether it has parts that nobody signed, or stands in a document with
/// instructions that it does not sign; `about` whether it counter-signs the one it stands in.
pub(crate) fn of(context: Context<'_>, signature: &Signature, unsigned: bool, about: bool) -> Extent {
    let tree = context.tree;
    let data: Vec<&Reference> = data(signature).collect();
    let holds = |reference: &&Reference| reference.check == Check::Matches && !reference.is_manifest();
    let in_part =
        |reference: &&Reference| matches!(reference.covered, Covered::External(_)) && !reference.is_whole_file();
    if unsigned || data.is_empty() || !data.iter().all(holds) || data.iter().any(in_part) {
        return Extent::Part;
    }
    let is_root = signature.node == tree.root();
    let whole = |reference: &&Reference| reference.covered.is_whole_document() && !is_text_only(reference);
    let enclosed = |reference: &&Reference| matches!(reference.covered, Covered::Element { place: Place::Object, .. });
    let outside = |reference: &&Reference| matches!(reference.covered, Covered::External(_));
    if about || (is_root && data.iter().any(enclosed)) || (!is_root && data.iter().any(whole)) {
        Extent::Whole
    } else if data.iter().all(outside) && only_signatures(tree) {
        Extent::Beside
    } else {
        Extent::Part
    }
}

/// Whether a reference signs the text of an element and not its markup.
pub(crate) fn is_text_only(reference: &Reference) -> bool {
    reference.transforms.iter().any(|uri| uri == BASE64)
}

/// The first instruction outside the root that the signature does not cover: it tells programs how to show the
/// document (a style sheet shows whatever it likes), and only who signs the document itself signs it too.
pub(crate) fn unsigned_instruction<'t>(tree: &'t Tree, signature: &Signature) -> Option<&'t str> {
    let all = |reference: &Reference| reference.apexes.contains(&ROOT) && !is_text_only(reference);
    if data(signature).any(all) {
        return None;
    }
    tree.children(ROOT).find_map(|at| match tree.view(at) {
        View::Instruction { target, .. } => Some(target),
        _ => None,
    })
}

/// The first part of a signature that says something and that none of its references covers: somebody may have put it there for
/// whoever reads the document.
pub(crate) fn unsigned(tree: &Tree, signature: &Signature) -> Option<NodeId> {
    let mut signed = Vec::new();
    for reference in signature.references.iter().chain(data(signature)) {
        // The text alone is signed: elements in it, and the names and attributes of any but an `Object`, are not.
        // What covers what is around the signature leaves the signature out.
        let counts = |at: &&NodeId| {
            let inside = **at != signature.node && tree.is_within(**at, signature.node);
            let as_it_is = tree.is(**at, DSIG, "Object") && tree.elements(**at).next().is_none();
            inside && (!is_text_only(reference) || as_it_is)
        };
        signed.extend(reference.apexes.iter().filter(counts).copied());
    }
    let is_signed = |at: NodeId| signed.iter().any(|apex| tree.is_within(at, *apex));
    first(tree.children(signature.node), PARTS_MAX, |part| part_unsigned(tree, part, &is_signed))
}

/// What is found among so many; if there are more, the first of those that are not looked at.
fn first(
    mut nodes: impl Iterator<Item = NodeId>,
    limit: usize,
    find: impl FnMut(NodeId) -> Option<NodeId>,
) -> Option<NodeId> {
    let found = nodes.by_ref().take(limit).find_map(find);
    if found.is_some() { found } else { nodes.next() }
}

fn part_unsigned(tree: &Tree, part: NodeId, is_signed: &impl Fn(NodeId) -> bool) -> Option<NodeId> {
    if let View::Text(text) = tree.view(part) {
        return (!text.trim().is_empty()).then(|| tree.parent(part)).flatten();
    }
    if !tree.is_element(part) || is_signed(part) {
        return None;
    }
    if tree.namespace(part) != DSIG {
        return Some(part);
    }
    match tree.local(part) {
        "SignedInfo" | "SignatureValue" => None,
        "KeyInfo" => foreign(tree, part),
        "Object" => object(tree, part, is_signed),
        _ => Some(part),
    }
}

fn object(tree: &Tree, object: NodeId, is_signed: &impl Fn(NodeId) -> bool) -> Option<NodeId> {
    first(tree.children(object), PARTS_MAX, |at| match tree.view(at) {
        View::Text(text) => (!text.trim().is_empty() && !is_signed(at)).then_some(object),
        View::Element if is_signed(at) => None,
        View::Element if xades::is_qualifying(tree, at) => {
            let of_properties = |group| if is_signed(group) { None } else { foreign(tree, group) };
            let astray = is_astray(tree, at).then_some(at);
            astray.or_else(|| first(tree.elements(at), PARTS_MAX, of_properties))
        }
        View::Element => Some(at),
        _ => None,
    })
}

/// The first element within another, itself among them, that is of no standard of signatures, or that stands or says
/// something where no standard has it.
fn foreign(tree: &Tree, at: NodeId) -> Option<NodeId> {
    first(tree.within(at), WITHIN_MAX, |at| {
        (!NAMESPACES.contains(&tree.namespace(at)) || is_astray(tree, at)).then_some(at)
    })
}

/// Whether it encloses something outside a signature, is a signature that counter-signs nothing, or has text between
/// its elements.
fn is_astray(tree: &Tree, at: NodeId) -> bool {
    let within = |local: &str| tree.parent(at).is_some_and(|parent| tree.local(parent) == local);
    let moved = tree.namespace(at) == DSIG
        && match tree.local(at) {
            "Object" => !within("Signature"),
            "Signature" => !within("CounterSignature"),
            _ => false,
        };
    let says = |child: NodeId| matches!(tree.view(child), View::Text(text) if !text.trim().is_empty());
    moved || (tree.elements(at).next().is_some() && tree.children(at).any(says))
}

/// Whether the document is a signature, or a list of signatures and nothing else.
fn only_signatures(tree: &Tree) -> bool {
    let root = tree.root();
    let is_signature = |at: NodeId| match tree.view(at) {
        View::Element => tree.is(at, DSIG, "Signature"),
        View::Text(text) => text.trim().is_empty(),
        View::Comment(_) => true,
        View::Instruction { .. } | View::Document => false,
    };
    let is_list = || tree.attributes(root).next().is_none() && tree.children(root).all(is_signature);
    tree.is(root, DSIG, "Signature") || is_list()
}
