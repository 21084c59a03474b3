//! From a document to the facts about all its signatures.

use crate::c14n::{NodeSet, canonicalize};
use crate::facts::Signature;
use crate::reference;
use crate::transform::Context;
use crate::tree::{NodeId, ROOT, Tree};
use crate::uri::Ids;
use crate::{Budget, DSIG, Error, External, Limits, Name, Problem, Stamp, signature, stamp};

/// A document, read, with its signatures.
#[derive(Debug)]
pub struct Reading<'e> {
    /// The signatures in document order; one that stands in another comes after it.
    pub signatures: Vec<Signature>,
    /// The name of the root element.
    pub root: Name,
    tree: Tree,
    ids: Ids,
    files: &'e [External<'e>],
    limits: Limits,
    /// Work left for questions after reading.
    budget: Budget,
}

/// Reads a document and all signatures in it. A document without any is read too: there are no signatures then.
///
/// `files` are those beside it, for detached signatures.
///
/// # Errors
/// [`Error`] says which bound was passed, or where the XML is damaged.
pub fn read<'e>(bytes: &[u8], files: &'e [External<'e>], limits: Limits) -> Result<Reading<'e>, Error> {
    let tree = Tree::read(bytes, limits)?;
    let ids = Ids::of(&tree);
    let nodes: Vec<NodeId> = tree.within(ROOT).filter(|at| tree.is(*at, DSIG, "Signature")).collect();
    if nodes.len() > limits.signatures {
        return Err(Error::TooManySignatures { limit: limits.signatures });
    }
    let budget = Budget::new(limits.work);
    let context = Context { tree: &tree, ids: &ids, limits, budget: &budget, signatures: nodes.len() };
    let mut signatures: Vec<Signature> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let found = signature::read(context, files, node, &signatures);
        signatures.push(found);
    }
    let root = tree.root();
    let root = Name { namespace: tree.namespace(root).to_owned(), local: tree.local(root).to_owned() };
    Ok(Reading { signatures, root, tree, ids, files, limits, budget: Budget::new(limits.work) })
}

impl Reading<'_> {
    /// The bytes that a time stamp of a signature must be on: their digest is the imprint of its tokens.
    ///
    /// All such questions to one reading share one bound of work ([`Limits::work`]).
    ///
    /// # Errors
    /// [`Problem`] if what it covers cannot be followed.
    pub fn stamped(&self, signature: &Signature, stamp: &Stamp) -> Result<Vec<u8>, Problem> {
        stamp::covered(self.context(), self.files, signature, stamp)
    }

    /// The bytes that a reference of a signature leads to: those that are digested.
    ///
    /// # Errors
    /// [`Problem`] if they cannot be reached.
    pub fn referenced(&self, signature: &Signature, reference: &crate::Reference) -> Result<Vec<u8>, Problem> {
        let default = crate::c14n::Method::DEFAULT;
        reference::octets(self.context(), self.files, signature.node, reference.node, &default)
    }

    /// The document without its signatures, in canonical form (C14N 1.0): what people read when the signatures are
    /// put aside.
    ///
    /// # Errors
    /// [`Problem::TooMuchWork`].
    pub fn without_signatures(&self) -> Result<Vec<u8>, Problem> {
        self.canonical(NodeSet { no_signatures: true, ..NodeSet::of(ROOT) })
    }

    /// The document in canonical form (C14N 1.0) without the signatures at these places of [`signatures`](Self::signatures): what it was
    /// before they were added, if nothing else was done to it.
    ///
    /// # Errors
    /// [`Problem::TooMuchWork`].
    pub fn without(&self, places: &[usize]) -> Result<Vec<u8>, Problem> {
        let signatures = places.iter().filter_map(|place| self.signatures.get(*place));
        self.canonical(NodeSet { hidden: signatures.map(|signature| signature.node).collect(), ..NodeSet::of(ROOT) })
    }

    fn canonical(&self, set: NodeSet) -> Result<Vec<u8>, Problem> {
        let method = crate::c14n::Method { comments: true, ..crate::c14n::Method::DEFAULT };
        canonicalize(&self.tree, &NodeSet { comments: true, ..set }, &method, &self.budget)
    }

    /// Identifiers that several elements have, with how many; at most a hundred.
    #[must_use]
    pub fn repeated_ids(&self) -> &[(String, usize)] {
        self.ids.repeated()
    }

    fn context(&self) -> Context<'_> {
        let signatures = self.signatures.len();
        Context { tree: &self.tree, ids: &self.ids, limits: self.limits, budget: &self.budget, signatures }
    }

    /// The root element: what is read from here is what the signatures were checked on.
    #[must_use]
    pub fn document(&self) -> crate::Element<'_> {
        crate::Element { tree: &self.tree, id: self.tree.root() }
    }
}
