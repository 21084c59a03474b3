//! The transforms of a reference (XML-DSig, 6.6): from what a URI points at to the bytes that are digested.

use crate::c14n::{Method, NodeSet, canonicalize};
use crate::tree::{NodeId, ROOT, Tree, is_name};
use crate::uri::{Ids, shown, unquoted};
use crate::{Budget, DSIG, Limits, Problem, value};

/// Most transforms of one reference.
const TRANSFORMS_MAX: usize = 16;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(crate) const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
const FILTER2: &str = "http://www.w3.org/2002/06/xmldsig-filter2";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// What the transforms pass on to each other.
#[derive(Debug)]
pub(crate) enum Data {
    /// Nodes of the document of the signature.
    Nodes(NodeSet),
    /// Nodes of another document, read on the way.
    Foreign(Box<Tree>, NodeSet),
    /// Bytes.
    Octets(Vec<u8>),
}

/// What transforms need to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'d> {
    pub(crate) tree: &'d Tree,
    pub(crate) ids: &'d Ids,
    pub(crate) limits: Limits,
    pub(crate) budget: &'d Budget,
    /// How many signatures the document has.
    pub(crate) signatures: usize,
}

/// The canonicalization that an element names (`CanonicalizationMethod`, `Transform`), with its prefixes.
pub(crate) fn method(tree: &Tree, element: NodeId) -> Result<Method, Problem> {
    let uri = tree.attribute(element, "Algorithm").unwrap_or_default();
    let mut method = Method::from_uri(uri).ok_or_else(|| Problem::NotSupported(shown(uri)))?;
    if let Some(inclusive) = tree.child(element, EXCLUSIVE, "InclusiveNamespaces")
        && method.kind == crate::c14n::Kind::Exclusive
    {
        let prefixes = tree.attribute(inclusive, "PrefixList").unwrap_or_default().split_ascii_whitespace().take(64);
        method.inclusive_prefixes =
            prefixes.map(|prefix| if prefix == "#default" { "" } else { prefix }.to_owned()).collect();
    }
    Ok(method)
}

/// Whether a transform brings into canonical form, and leaves nothing out that people read.
pub(crate) fn is_canonical(uri: &str) -> bool {
    Method::from_uri(uri).is_some()
}

/// The `Transform` elements of a reference.
pub(crate) fn of(tree: &Tree, reference: NodeId) -> Vec<NodeId> {
    let transforms = tree.child(reference, DSIG, "Transforms");
    transforms.map(|at| tree.elements(at).take(TRANSFORMS_MAX + 1).collect()).unwrap_or_default()
}

/// Applies one transform.
pub(crate) fn apply(context: Context<'_>, signature: NodeId, transform: NodeId, data: Data) -> Result<Data, Problem> {
    let tree = context.tree;
    match tree.attribute(transform, "Algorithm").unwrap_or_default() {
        ENVELOPED => match data {
            Data::Nodes(mut set) => {
                set.hidden.push(signature);
                Ok(Data::Nodes(set))
            }
            Data::Foreign(..) | Data::Octets(_) => {
                Err(Problem::NotSupported("«enveloped-signature» su un altro documento".to_owned()))
            }
        },
        BASE64 => from_base64(context, data),
        XPATH => {
            let expression = tree.child(transform, DSIG, "XPath");
            let expression = expression.ok_or(Problem::Unreadable { what: "la condizione XPath" })?;
            if !means_no_signatures(tree, expression) {
                return Err(unsupported_path(tree, expression));
            }
            without_signatures(context, data)
        }
        FILTER2 => {
            tree.elements(transform).take(TRANSFORMS_MAX).try_fold(data, |data, step| filter(context, step, data))
        }
        _ => {
            let method = method(tree, transform)?;
            to_octets(context, data, &method).map(Data::Octets)
        }
    }
}

/// Whether there are more transforms than anybody needs.
pub(crate) fn too_many(transforms: &[NodeId]) -> bool {
    transforms.len() > TRANSFORMS_MAX
}

/// The bytes of whatever is left at the end; nodes by a canonicalization.
pub(crate) fn finish(context: Context<'_>, data: Data, method: &Method) -> Result<Vec<u8>, Problem> {
    match data {
        Data::Octets(octets) => Ok(octets),
        data => to_octets(context, data, method),
    }
}

fn to_octets(context: Context<'_>, data: Data, method: &Method) -> Result<Vec<u8>, Problem> {
    match data {
        Data::Nodes(set) => canonicalize(context.tree, &set, method, context.budget),
        Data::Foreign(tree, set) => canonicalize(&tree, &set, method, context.budget),
        Data::Octets(octets) => {
            let (tree, set) = parsed(context, &octets)?;
            canonicalize(&tree, &set, method, context.budget)
        }
    }
}

/// Bytes that a transform wants as nodes.
fn parsed(context: Context<'_>, octets: &[u8]) -> Result<(Box<Tree>, NodeSet), Problem> {
    context.budget.spend(octets.len())?;
    let tree = Tree::read(octets, context.limits)
        .map_err(|error| Problem::NotSupported(format!("trasformazione di un file che non è XML ({error})")))?;
    let set = NodeSet { comments: true, ..NodeSet::of(ROOT) };
    Ok((Box::new(tree), set))
}

fn from_base64(context: Context<'_>, data: Data) -> Result<Data, Problem> {
    let text = match data {
        Data::Nodes(set) => text_of(context.tree, &set),
        Data::Foreign(tree, set) => text_of(&tree, &set),
        Data::Octets(octets) => {
            String::from_utf8(octets).map_err(|_| Problem::Unreadable { what: "il contenuto in base64" })?
        }
    };
    context.budget.spend(text.len())?;
    value::base64(&text).map(Data::Octets).ok_or(Problem::Unreadable { what: "il contenuto in base64" })
}

fn text_of(tree: &Tree, set: &NodeSet) -> String {
    let mut text = String::new();
    for apex in set.shown(tree) {
        let (mut at, end) = (apex, tree.after(apex));
        while at < end {
            if set.hides(tree, at) {
                at = tree.after(at);
                continue;
            }
            if let crate::tree::View::Text(piece) = tree.view(at) {
                text.push_str(piece);
            }
            at = NodeId(at.0 + 1);
        }
    }
    text
}

fn without_signatures(context: Context<'_>, data: Data) -> Result<Data, Problem> {
    let set_it = |set: NodeSet| NodeSet { no_signatures: true, ..set };
    match data {
        Data::Nodes(set) => Ok(Data::Nodes(set_it(set))),
        Data::Foreign(tree, set) => Ok(Data::Foreign(tree, set_it(set))),
        Data::Octets(octets) => parsed(context, &octets).map(|(tree, set)| Data::Foreign(tree, set_it(set))),
    }
}

/// Whether an expression of the XPath transform is `not(ancestor-or-self::ds:Signature)`, whatever the prefix.
fn means_no_signatures(tree: &Tree, expression: NodeId) -> bool {
    let text: String = tree.all_text(expression).split_ascii_whitespace().collect();
    let name = text.strip_prefix("not(ancestor-or-self::").and_then(|rest| rest.strip_suffix(')'));
    name.is_some_and(|name| is_signature(tree, expression, name))
}

/// Whether a name with a prefix is that of `ds:Signature` where the expression stands.
fn is_signature(tree: &Tree, expression: NodeId, name: &str) -> bool {
    named(tree, expression, name) == Some((DSIG, "Signature"))
}

/// Namespace and local name of a name in an expression. One without a prefix has no namespace (XPath 1.0, 2.3).
fn named<'t>(tree: &'t Tree, expression: NodeId, name: &'t str) -> Option<(&'t str, &'t str)> {
    let (uri, local) = match name.split_once(':') {
        Some((prefix, local)) => (tree.lookup(expression, prefix)?, local),
        None => ("", name),
    };
    is_name(local).then_some((uri, local))
}

fn unsupported_path(tree: &Tree, expression: NodeId) -> Problem {
    Problem::NotSupported(format!("XPath «{}»", shown(tree.all_text(expression).trim())))
}

/// One step of XPath Filter 2.0, in the forms that are met.
fn filter(context: Context<'_>, step: NodeId, data: Data) -> Result<Data, Problem> {
    let tree = context.tree;
    let text = tree.all_text(step);
    let text = text.trim();
    match tree.attribute(step, "Filter") {
        Some("subtract") => {
            let name = ["/descendant::", "descendant::", "//"].iter().find_map(|start| text.strip_prefix(start));
            if name.is_some_and(|name| is_signature(tree, step, name)) {
                return without_signatures(context, data);
            }
        }
        Some("intersect") => {
            let Data::Nodes(set) = data else { return Err(unsupported_path(tree, step)) };
            let found = selected(context, step, text).ok_or_else(|| unsupported_path(tree, step))?;
            let inside = |node: &NodeId| set.apexes.iter().any(|apex| tree.is_within(*node, *apex));
            let seen = |node: &NodeId| !tree.ancestors(*node).any(|at| set.hides(tree, at));
            if found.is_empty() {
                return Err(Problem::Missing(shown(text)));
            }
            if !found.iter().all(|node| inside(node) && seen(node)) {
                return Err(unsupported_path(tree, step));
            }
            return Ok(Data::Nodes(NodeSet { apexes: found, ..set }));
        }
        _ => {}
    }
    Err(unsupported_path(tree, step))
}

/// The nodes of `id('x')`, `id('x')/a/b` or `id('x')/node()`; `None` if it is another expression.
fn selected(context: Context<'_>, step: NodeId, text: &str) -> Option<Vec<NodeId>> {
    let tree = context.tree;
    let (id, path) = text.strip_prefix("id(")?.split_once(')')?;
    let mut found = vec![context.ids.one(unquoted(id)?).ok()?];
    for name in path.split('/').skip(1) {
        found = if name == "node()" {
            found.iter().flat_map(|node| tree.children(*node)).collect()
        } else {
            let (uri, local) = named(tree, step, name)?;
            found.iter().flat_map(|node| tree.elements(*node)).filter(|node| tree.is(*node, uri, local)).collect()
        };
    }
    (path.is_empty() || path.starts_with('/')).then_some(found)
}
