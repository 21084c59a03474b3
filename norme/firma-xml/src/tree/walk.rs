//! Walking the tree and asking about it.

use super::{AttributeView, Kind, NONE, NodeId, ROOT, Tree, View};

/// Deepest path that is written out.
const PATH_MAX: usize = 64;
/// Most siblings that are counted for one path.
const SIBLINGS_MAX: usize = 2_000;

impl Tree {
    pub(crate) fn view(&self, id: NodeId) -> View<'_> {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Element(_)) => View::Element,
            Some(Kind::Text(piece)) => View::Text(self.str(*piece)),
            Some(Kind::Comment(piece)) => View::Comment(self.str(*piece)),
            Some(Kind::Instruction { target, data }) => {
                View::Instruction { target: self.str(*target), data: self.str(*data) }
            }
            Some(Kind::Document) | None => View::Document,
        }
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.parent).filter(|parent| *parent != NONE).map(NodeId)
    }

    /// The first node after this one and all that is in it, in document order.
    pub(crate) fn after(&self, id: NodeId) -> NodeId {
        NodeId(self.node(id).map_or(NONE, |node| node.after))
    }

    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.node(id).map_or(NONE, |node| node.first);
        std::iter::successors(Some(first), |at| self.node(NodeId(*at)).map(|node| node.next))
            .take_while(|at| *at != NONE)
            .map(NodeId)
    }

    /// The child elements.
    pub(crate) fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| self.is_element(*child))
    }

    pub(crate) fn is_element(&self, id: NodeId) -> bool {
        self.element(id).is_some()
    }

    /// The root element.
    pub(crate) fn root(&self) -> NodeId {
        self.elements(ROOT).next().unwrap_or(ROOT)
    }

    /// All elements within a node (itself among them), in document order.
    pub(crate) fn within(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0..self.after(id).0).map(NodeId).filter(|node| self.is_element(*node))
    }

    /// Whether a node is the other one or lies in it.
    pub(crate) fn is_within(&self, inner: NodeId, outer: NodeId) -> bool {
        outer <= inner && inner < self.after(outer)
    }

    pub(crate) fn local(&self, id: NodeId) -> &str {
        self.element(id).map(|element| self.str(element.local)).unwrap_or_default()
    }

    pub(crate) fn prefix(&self, id: NodeId) -> &str {
        self.element(id).map(|element| self.str(element.prefix)).unwrap_or_default()
    }

    /// The namespace of an element; empty if it has none.
    pub(crate) fn namespace(&self, id: NodeId) -> &str {
        self.element(id).map(|element| self.uri(element.uri)).unwrap_or_default()
    }

    pub(crate) fn is(&self, id: NodeId, namespace: &str, local: &str) -> bool {
        self.local(id) == local && self.namespace(id) == namespace
    }

    /// The first child of that name.
    pub(crate) fn child(&self, id: NodeId, namespace: &str, local: &str) -> Option<NodeId> {
        self.elements(id).find(|child| self.is(*child, namespace, local))
    }

    /// The first child of that local name, of whichever namespace.
    pub(crate) fn child_local(&self, id: NodeId, local: &str) -> Option<NodeId> {
        self.elements(id).find(|child| self.local(*child) == local)
    }

    pub(crate) fn attributes(&self, id: NodeId) -> impl Iterator<Item = AttributeView<'_>> + '_ {
        let (from, to) = self.element(id).map_or((0, 0), |element| element.attributes);
        self.attributes.get(from as usize..to as usize).unwrap_or_default().iter().map(|attribute| AttributeView {
            prefix: self.str(attribute.prefix),
            local: self.str(attribute.local),
            uri: self.uri(attribute.uri),
            value: self.str(attribute.value),
        })
    }

    /// The attribute of that name without a namespace.
    pub(crate) fn attribute(&self, id: NodeId, local: &str) -> Option<&str> {
        self.attributes(id).find(|a| a.local == local && a.uri.is_empty()).map(|a| a.value)
    }

    /// The namespace declarations that stand on an element itself: prefix and namespace.
    pub(crate) fn declarations(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> + '_ {
        let (from, to) = self.element(id).map_or((0, 0), |element| element.declarations);
        let own = self.declarations.get(from as usize..to as usize).unwrap_or_default();
        own.iter().map(|declaration| (self.str(declaration.prefix), self.uri(declaration.uri)))
    }

    /// The namespace that a prefix stands for at an element; `None` if it is not declared.
    pub(crate) fn lookup(&self, id: NodeId, prefix: &str) -> Option<&str> {
        self.ancestors(id).find_map(|at| self.declarations(at).find(|(known, _)| *known == prefix)).map(|(_, uri)| uri)
    }

    /// A node and all that it lies in, up to the document.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// All text within a node, in document order.
    pub(crate) fn all_text(&self, id: NodeId) -> String {
        let mut all = String::new();
        for node in (id.0..self.after(id).0).map(NodeId) {
            if let View::Text(text) = self.view(node) {
                all.push_str(text);
            }
        }
        all
    }

    /// The text of an element without surrounding blanks; `None` if nothing remains.
    pub(crate) fn trimmed(&self, id: NodeId) -> Option<String> {
        let text = self.all_text(id);
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Where the content of an element ends in [`Tree::text`], and whether its tag is an empty one (`<a/>`).
    pub(crate) fn content_end(&self, id: NodeId) -> Option<(usize, bool)> {
        let element = self.element(id)?;
        let at = element.content_end as usize;
        Some((at, self.text.get(at..).is_some_and(|rest| rest.starts_with("/>"))))
    }

    /// The way from the root to an element, for a person: `/a/b[2]/c`.
    pub(crate) fn path(&self, id: NodeId) -> String {
        let mut steps: Vec<NodeId> = self.ancestors(id).filter(|at| self.is_element(*at)).take(PATH_MAX).collect();
        steps.reverse();
        let mut path = String::new();
        let mut left = SIBLINGS_MAX;
        for step in steps {
            path.push('/');
            path.extend(self.local(step).chars().take(80));
            if let Some(place) = self.place(step, &mut left) {
                path.push_str(&format!("[{place}]"));
            }
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }

    /// Which of the siblings of the same name it is, from 1; `None` if it is the first or only one, or there are too
    /// many.
    fn place(&self, id: NodeId, left: &mut usize) -> Option<usize> {
        let mut before = 0;
        for sibling in self.elements(self.parent(id)?).take_while(|at| *at != id) {
            *left = left.checked_sub(1)?;
            before +=
                usize::from(self.local(sibling) == self.local(id) && self.namespace(sibling) == self.namespace(id));
        }
        (before > 0).then_some(before + 1)
    }
}
