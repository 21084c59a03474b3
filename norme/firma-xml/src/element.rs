//! Walking the document that was read.

use crate::tree::{NodeId, Tree};
use crate::value;
use chrono::{DateTime, Utc};

/// An element of a document that was read. Names are local.
#[derive(Debug, Clone, Copy)]
pub struct Element<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) id: NodeId,
}

impl<'t> Element<'t> {
    /// Its local name.
    #[must_use]
    pub fn name(self) -> &'t str {
        self.tree.local(self.id)
    }

    /// Its namespace; empty if it has none.
    #[must_use]
    pub fn namespace(self) -> &'t str {
        self.tree.namespace(self.id)
    }

    /// The attribute of that local name, whichever its namespace.
    #[must_use]
    pub fn attribute(self, local: &str) -> Option<&'t str> {
        self.tree.attributes(self.id).find(|attribute| attribute.local == local).map(|attribute| attribute.value)
    }

    /// The child elements, in order.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.tree.elements(self.id).map(move |id| Element { id, ..self })
    }

    /// The first child of that local name.
    #[must_use]
    pub fn child(self, local: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == local)
    }

    /// The child elements of that local name, in order.
    pub fn children_named(self, local: &'t str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == local)
    }

    /// All elements in it, itself first, in document order.
    pub fn within(self) -> impl Iterator<Item = Element<'t>> {
        self.tree.within(self.id).map(move |id| Element { id, ..self })
    }

    /// All its text without surrounding blanks; `None` if nothing remains.
    #[must_use]
    pub fn text(self) -> Option<String> {
        self.tree.trimmed(self.id)
    }

    /// The bytes that it holds in base64; `None` if they are something else, or there are none.
    #[must_use]
    pub fn bytes(self) -> Option<Vec<u8>> {
        value::bytes(self.tree, self.id)
    }

    /// The instant (`xs:dateTime`) that it holds; without a zone it is taken as UTC.
    #[must_use]
    pub fn instant(self) -> Option<DateTime<Utc>> {
        value::instant(&self.tree.all_text(self.id))
    }
}
