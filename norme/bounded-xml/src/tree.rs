//! The tree: elements with local names, attributes, text and children.

use std::sync::Arc;

/// A whole document, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The root element.
    pub root: Element,
    /// Name of the encoding the text was read in (for example `UTF-8`, `windows-1252`).
    pub encoding: &'static str,
    /// True if some bytes did not fit the declared encoding, or were characters that XML forbids, and
    /// were read as well as possible: the text may differ from what the author meant.
    pub repaired: bool,
    /// The content of `<!DOCTYPE …>`, if there is one.
    pub doctype: Option<String>,
}

/// One element. Names are local (without prefix); comments and processing instructions are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Local name.
    pub name: String,
    /// Namespace URI, if the prefix (or the default) is bound to one.
    pub namespace: Option<Arc<str>>,
    /// Attributes in document order, `xmlns` declarations left out.
    pub attributes: Vec<Attribute>,
    /// Child elements in document order.
    pub children: Vec<Element>,
    /// The element's own text, all pieces joined, as written (not trimmed).
    pub text: String,
    /// Line of the start tag, from 1.
    pub line: usize,
    /// How many bytes of its parent's text stand before it; [`Element::pieces`] puts both together.
    pub at: usize,
}

/// What stands in an element, where words and elements are mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, as written.
    Text(&'a str),
    /// An element.
    Element(&'a Element),
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Local name.
    pub name: String,
    /// Value with references resolved and blanks normalised.
    pub value: String,
}

impl Element {
    /// The first child with this local name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children with this local name, in order.
    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Words and elements in the order in which they stand.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let (mut pieces, mut from) = (Vec::with_capacity(self.children.len() * 2 + 1), 0);
        let text = |from: usize, to: usize| self.text.get(from..to).filter(|text| !text.is_empty()).map(Piece::Text);
        for child in &self.children {
            pieces.extend(text(from, child.at));
            pieces.push(Piece::Element(child));
            from = child.at;
        }
        pieces.extend(text(from, self.text.len()));
        pieces
    }

    /// The element reached by following first children with these names.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The element's own text without surrounding blanks; `None` if nothing remains.
    #[must_use]
    pub fn trimmed(&self) -> Option<&str> {
        let text = self.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The trimmed text at a path; `None` if the element is missing or empty.
    #[must_use]
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.trimmed()
    }

    /// [`Element::text_at`] as an owned string.
    #[must_use]
    pub fn string_at(&self, path: &[&str]) -> Option<String> {
        self.text_at(path).map(str::to_owned)
    }

    /// The trimmed value of an attribute; `None` if missing or empty.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|a| a.name == name)?;
        let value = found.value.trim();
        (!value.is_empty()).then_some(value)
    }
}
