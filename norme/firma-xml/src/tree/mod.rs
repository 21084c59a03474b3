//! The document as a bounded tree, with all that canonicalization asks for: prefixes, namespace declarations,
//! comments, processing instructions, and where each element stands in the text.
//!
//! Nodes lie in one list in document order and point at each other by number: walking them needs no recursion.

mod chars;
mod decode;
mod parse;
mod read;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use chars::is_name;

use crate::{Error, Limits};

/// The namespace of XML-DSig (XML Signature Syntax and Processing 1.1, 1.3).
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A node, by its place in document order. `NodeId(0)` is the document itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

/// The document itself, parent of the root element.
pub(crate) const ROOT: NodeId = NodeId(0);

/// No node.
const NONE: u32 = u32::MAX;

/// A piece of text: of the document's own, or of the one made by resolving references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    start: u32,
    len: u32,
    made: bool,
}

#[derive(Debug)]
struct Node {
    parent: u32,
    next: u32,
    first: u32,
    /// The first node after this one and all that is in it.
    after: u32,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Document,
    Element(u32),
    Text(Piece),
    Comment(Piece),
    Instruction { target: Piece, data: Piece },
}

#[derive(Debug)]
struct Element {
    prefix: Piece,
    local: Piece,
    uri: u32,
    attributes: (u32, u32),
    declarations: (u32, u32),
    /// Where its content ends in the text: the place to write one more child.
    content_end: u32,
}

#[derive(Debug)]
struct Attribute {
    prefix: Piece,
    local: Piece,
    uri: u32,
    value: Piece,
}

#[derive(Debug)]
struct Declaration {
    prefix: Piece,
    uri: u32,
}

/// A document, read.
#[derive(Debug)]
pub(crate) struct Tree {
    text: String,
    made: String,
    nodes: Vec<Node>,
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
    declarations: Vec<Declaration>,
    uris: Vec<String>,
}

/// What a node is, with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View<'t> {
    Document,
    Element,
    Text(&'t str),
    Comment(&'t str),
    Instruction { target: &'t str, data: &'t str },
}

/// An attribute, with its value as XML normalises it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AttributeView<'t> {
    pub(crate) prefix: &'t str,
    pub(crate) local: &'t str,
    pub(crate) uri: &'t str,
    pub(crate) value: &'t str,
}

impl Tree {
    /// Reads a document.
    pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Tree, Error> {
        if bytes.len() > limits.bytes.min(u32::MAX as usize / 2) {
            return Err(Error::TooBig { found: bytes.len(), limit: limits.bytes });
        }
        parse::parse(decode::text(bytes)?.into_owned(), limits)
    }

    /// The text that was read, decoded, with line ends normalised: byte positions refer to it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn str(&self, piece: Piece) -> &str {
        let from = if piece.made { &self.made } else { &self.text };
        let start = piece.start as usize;
        from.get(start..start + piece.len as usize).unwrap_or_default()
    }

    fn uri(&self, uri: u32) -> &str {
        self.uris.get(uri as usize).map(String::as_str).unwrap_or_default()
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    fn element(&self, id: NodeId) -> Option<&Element> {
        match self.node(id)?.kind {
            Kind::Element(index) => self.elements.get(index as usize),
            _ => None,
        }
    }
}
