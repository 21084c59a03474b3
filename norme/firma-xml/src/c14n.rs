//! Canonical XML 1.0 and 1.1 (W3C, inclusive) and Exclusive XML Canonicalization 1.0, with and without comments.
//!
//! A node-set here is always made of whole subtrees without some elements in them (the signature itself, or all
//! signatures): no other is made by the transforms that are supported, so that an element of the output has its parent
//! in the output too, the first ones aside.

use crate::tree::{AttributeView, NodeId, ROOT, Tree, View, XML};
use crate::{Budget, DSIG, Problem};

/// Which canonicalization, with the prefixes that an exclusive one treats as an inclusive one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Method {
    pub(crate) kind: Kind,
    pub(crate) comments: bool,
    /// `InclusiveNamespaces`: prefixes, the default namespace as an empty one.
    pub(crate) inclusive_prefixes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Inclusive10,
    Inclusive11,
    Exclusive,
}

impl Method {
    /// What XML-DSig does when nothing is said (4.4.3.2).
    pub(crate) const DEFAULT: Method =
        Method { kind: Kind::Inclusive10, comments: false, inclusive_prefixes: Vec::new() };

    /// The method that a URI names; `None` if it names something else.
    pub(crate) fn from_uri(uri: &str) -> Option<Method> {
        let (kind, comments) = match uri {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (Kind::Inclusive10, false),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => (Kind::Inclusive10, true),
            "http://www.w3.org/2006/12/xml-c14n11" => (Kind::Inclusive11, false),
            "http://www.w3.org/2006/12/xml-c14n11#WithComments" => (Kind::Inclusive11, true),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => (Kind::Exclusive, false),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (Kind::Exclusive, true),
            _ => return None,
        };
        Some(Method { kind, comments, inclusive_prefixes: Vec::new() })
    }
}

/// Subtrees without some elements in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NodeSet {
    /// The first nodes, apart from each other, in document order.
    pub(crate) apexes: Vec<NodeId>,
    /// Whether comments belong to it.
    pub(crate) comments: bool,
    /// Elements left out, with all that is in them.
    pub(crate) hidden: Vec<NodeId>,
    /// Whether each `ds:Signature` is left out.
    pub(crate) no_signatures: bool,
}

impl NodeSet {
    /// An element with all that is in it, without comments.
    pub(crate) fn of(apex: NodeId) -> NodeSet {
        NodeSet { apexes: vec![apex], comments: false, hidden: Vec::new(), no_signatures: false }
    }

    /// Whether an element is left out, with what is in it.
    pub(crate) fn hides(&self, tree: &Tree, id: NodeId) -> bool {
        self.hidden.contains(&id) || (self.no_signatures && tree.is(id, DSIG, "Signature"))
    }

    /// The apexes that are not left out, by themselves or with what they lie in.
    pub(crate) fn shown<'s>(&'s self, tree: &'s Tree) -> impl Iterator<Item = NodeId> + 's {
        let shown = move |at: &NodeId| !tree.ancestors(*at).any(|around| self.hides(tree, around));
        self.apexes.iter().copied().filter(shown)
    }
}

/// Writes the canonical form of a node-set.
pub(crate) fn canonicalize(tree: &Tree, set: &NodeSet, method: &Method, budget: &Budget) -> Result<Vec<u8>, Problem> {
    let mut writer =
        Writer { tree, method, set, apex: ROOT, out: Vec::new(), rendered: Vec::new(), marks: Vec::new(), budget };
    for apex in set.shown(tree) {
        writer.apex = apex;
        writer.walk()?;
    }
    Ok(writer.out)
}

struct Writer<'t> {
    tree: &'t Tree,
    method: &'t Method,
    set: &'t NodeSet,
    /// The first node of the subtree that is being written.
    apex: NodeId,
    out: Vec<u8>,
    /// The namespaces that the output has in force.
    rendered: Vec<(&'t str, &'t str)>,
    /// The open elements: the node, where it ends, and how many namespaces were in force before.
    marks: Vec<(NodeId, NodeId, usize)>,
    budget: &'t Budget,
}

impl<'t> Writer<'t> {
    fn walk(&mut self) -> Result<(), Problem> {
        let end = self.tree.after(self.apex);
        let comments = self.method.comments && self.set.comments;
        let mut at = self.apex;
        let mut charged = self.out.len();
        while at < end {
            self.close_before(at);
            match self.tree.view(at) {
                View::Element if self.set.hides(self.tree, at) => {
                    at = self.tree.after(at);
                    continue;
                }
                View::Element => self.open(at)?,
                View::Text(text) => escape(&mut self.out, text, false),
                View::Comment(text) if comments => self.outside(at, "<!--", text, "-->"),
                View::Instruction { target, data } => {
                    let between = if data.is_empty() { "" } else { " " };
                    self.outside(at, "<?", &format!("{target}{between}{data}"), "?>");
                }
                View::Comment(_) | View::Document => {}
            }
            self.budget.spend(1 + self.out.len() - charged)?;
            charged = self.out.len();
            at = NodeId(at.0 + 1);
        }
        self.close_before(end);
        Ok(())
    }

    /// Closes the open elements that end before a node.
    fn close_before(&mut self, at: NodeId) {
        while let Some((open, end, rendered)) = self.marks.last().copied()
            && end <= at
        {
            self.marks.pop();
            self.rendered.truncate(rendered);
            self.out.extend_from_slice(b"</");
            self.name(self.tree.prefix(open), self.tree.local(open));
            self.out.push(b'>');
        }
    }

    /// A comment or an instruction: one outside the root element stands on a line of its own.
    fn outside(&mut self, at: NodeId, before: &str, text: &str, after: &str) {
        let outside = self.tree.parent(at) == Some(ROOT);
        let follows = at > self.tree.root();
        if outside && follows {
            self.out.push(b'\n');
        }
        self.out.extend_from_slice(before.as_bytes());
        self.out.extend(text.bytes());
        self.out.extend_from_slice(after.as_bytes());
        if outside && !follows {
            self.out.push(b'\n');
        }
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.push(b':');
        }
        self.out.extend_from_slice(local.as_bytes());
    }

    fn open(&mut self, id: NodeId) -> Result<(), Problem> {
        self.marks.push((id, self.tree.after(id), self.rendered.len()));
        self.out.push(b'<');
        self.name(self.tree.prefix(id), self.tree.local(id));
        let mut namespaces = match self.method.kind {
            Kind::Exclusive => self.used(id),
            Kind::Inclusive10 | Kind::Inclusive11 => self.declared(id, |_| true),
        };
        namespaces.sort_unstable();
        namespaces.dedup();
        for (prefix, uri) in namespaces {
            let known = self.rendered.iter().rev().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri);
            if known.unwrap_or_default() == uri {
                continue;
            }
            self.rendered.push((prefix, uri));
            self.out.extend_from_slice(if prefix.is_empty() { b" xmlns" } else { b" xmlns:" });
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.extend_from_slice(b"=\"");
            escape(&mut self.out, uri, true);
            self.out.push(b'"');
        }
        let mut attributes: Vec<AttributeView<'t>> = self.tree.attributes(id).collect();
        if id == self.apex && self.method.kind != Kind::Exclusive {
            self.inherit(id, &mut attributes)?;
        }
        attributes.sort_unstable_by_key(|attribute| (attribute.uri, attribute.local));
        for attribute in attributes {
            self.out.push(b' ');
            self.name(attribute.prefix, attribute.local);
            self.out.extend_from_slice(b"=\"");
            escape(&mut self.out, attribute.value, true);
            self.out.push(b'"');
        }
        self.out.push(b'>');
        Ok(())
    }

    /// The declarations in force at an element that its parent in the output does not have.
    fn declared(&self, id: NodeId, wanted: impl Fn(&str) -> bool) -> Vec<(&'t str, &'t str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let inherited = if id == self.apex { usize::MAX } else { 1 };
        for at in self.tree.ancestors(id).take(inherited) {
            for (prefix, uri) in self.tree.declarations(at) {
                if prefix != "xml" && wanted(prefix) && !found.iter().any(|(known, _)| *known == prefix) {
                    found.push((prefix, uri));
                }
            }
        }
        found
    }

    /// The namespaces that the element and its attributes use, and those to be treated as inclusive.
    fn used(&self, id: NodeId) -> Vec<(&'t str, &'t str)> {
        let mut found = self.declared(id, |prefix| self.method.inclusive_prefixes.iter().any(|p| p == prefix));
        found.push((self.tree.prefix(id), self.tree.namespace(id)));
        let prefixed = self.tree.attributes(id).filter(|a| !a.prefix.is_empty());
        found.extend(prefixed.map(|attribute| (attribute.prefix, attribute.uri)));
        found.retain(|(prefix, _)| *prefix != "xml");
        found
    }

    /// The attributes of the `xml` namespace that the first element has from those around it (C14N 1.0, 2.4; 1.1, 2.4).
    fn inherit(&self, id: NodeId, attributes: &mut Vec<AttributeView<'t>>) -> Result<(), Problem> {
        for at in self.tree.ancestors(id).skip(1) {
            for attribute in self.tree.attributes(at).filter(|a| a.uri == XML) {
                let new = self.method.kind == Kind::Inclusive11;
                if new && attribute.local == "base" {
                    return Err(Problem::NotSupported("xml:base con la forma canonica 1.1".to_owned()));
                }
                let inherited = !new || matches!(attribute.local, "lang" | "space");
                if inherited && !attributes.iter().any(|a| a.uri == XML && a.local == attribute.local) {
                    attributes.push(attribute);
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn escape(out: &mut Vec<u8>, text: &str, value: bool) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' if !value => out.extend_from_slice(b"&gt;"),
            b'"' if value => out.extend_from_slice(b"&quot;"),
            b'\t' if value => out.extend_from_slice(b"&#x9;"),
            b'\n' if value => out.extend_from_slice(b"&#xA;"),
            b'\r' => out.extend_from_slice(b"&#xD;"),
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests;
