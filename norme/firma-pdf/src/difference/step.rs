//! One saving against the one before it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use super::{
    FOUND_MAX, annotations, catalog,
    index::{Edge, Index, references},
    path::Paths,
};
use crate::{
    Anomaly, ChangeKind, Error,
    file::{Pdf, View},
    object::{Object, Ref},
};

/// Most object streams of one saving whose number was given to something else and that are looked into.
const CONTAINERS_MAX: usize = 100;

/// How an object changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    New,
    Modified,
    Freed,
}

/// The part that an explained object has in the document: the keys under which it may be referred to from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Catalog, page: a reference to it shows nothing of what may change in it.
    Anchor,
    /// Fields and annotations.
    Field,
    /// Signature dictionaries.
    Value,
    /// The structure tree.
    Structure,
    /// Arrays of fields.
    List,
    /// Only the references that a rule has seen.
    Seen,
}

impl Role {
    fn accepts(self, key: &[u8]) -> bool {
        match self {
            Self::Anchor => true,
            Self::Field => {
                matches!(key, b"Fields" | b"Kids" | b"Parent" | b"Annots" | b"Obj" | b"CO" | b"Popup" | b"IRT" | b"T")
            }
            Self::Value => matches!(key, b"V" | b"DocMDP" | b"UR3"),
            Self::Structure => {
                matches!(key, b"K" | b"P" | b"Nums" | b"Kids" | b"ParentTree" | b"StructTreeRoot" | b"Names" | b"Ref")
            }
            Self::List => matches!(key, b"Fields" | b"Kids"),
            Self::Seen => false,
        }
    }
}

/// A change before anybody judged it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub kind: ChangeKind,
    /// A person should look even where it is permitted.
    pub review: bool,
    pub object: Option<Ref>,
    pub page: Option<usize>,
    pub text: String,
}

impl Found {
    /// How bad it may be for some signature: the least is the worst.
    fn order(&self) -> u8 {
        match self.kind {
            ChangeKind::Content | ChangeKind::Unknown => 0,
            ChangeKind::Annotation => 1,
            ChangeKind::FormFilling { .. } => 2,
            ChangeKind::Signature => 3,
            _ if self.review => 4,
            ChangeKind::Evidence | ChangeKind::TimeStamp | ChangeKind::Metadata | ChangeKind::Unused => 5,
        }
    }
}

/// The comparison of a saving.
pub(super) struct Step<'p, 'a> {
    pub pdf: &'p Pdf<'a>,
    pub old: View<'p, 'a>,
    pub new: View<'p, 'a>,
    pub changed: BTreeMap<u32, Status>,
    pub roles: HashMap<u32, Role>,
    allowed: HashSet<(u32, Edge)>,
    pub found: Vec<Found>,
    /// Widgets that a page shows and did not, with the page: the form explains them.
    pub widgets: Vec<(u32, usize)>,
}

/// Compares a revision with the one before it.
pub(super) fn step(pdf: &Pdf<'_>, index: &Index, revision: usize) -> Result<Vec<Found>, Error> {
    let (old, new) = (pdf.at(revision - 1), pdf.at(revision));
    let mut step = Step {
        pdf,
        old,
        new,
        changed: BTreeMap::new(),
        roles: HashMap::new(),
        allowed: HashSet::new(),
        found: Vec::new(),
        widgets: Vec::new(),
    };
    step.compare(revision)?;
    catalog::trailer(&mut step)?;
    annotations::modified(&mut step)?;
    step.unexplained(index)?;
    Ok(step.worst_first())
}

impl Step<'_, '_> {
    /// What was found: if that is more than is told, the worst of it, and that there is more. What is not told is not taken as harmless.
    fn worst_first(mut self) -> Vec<Found> {
        if self.found.len() > FOUND_MAX {
            self.found.sort_by_key(Found::order);
            self.found.truncate(FOUND_MAX);
            self.tell(ChangeKind::Unknown, None, None, "ci sono altre modifiche, non elencate".to_owned());
        }
        self.found
    }

    /// Finds the objects whose value differs.
    fn compare(&mut self, revision: usize) -> Result<(), Error> {
        let mut named = self.pdf.saved.get(revision).map(|saved| saved.named.clone()).unwrap_or_default();
        let mut containers = Vec::new();
        for number in &named {
            let before = self.old.get(at(*number))?;
            if matches!(&*before, Object::Stream(dict, _) if dict.name(b"Type") == Some(b"ObjStm")) {
                containers.push(*number);
            }
        }
        if containers.len() > CONTAINERS_MAX {
            let text = "sono stati sostituiti troppi contenitori di altri oggetti: non si è guardato dentro tutti";
            self.tell(ChangeKind::Unknown, None, None, text.to_owned());
        }
        for number in containers.into_iter().take(CONTAINERS_MAX) {
            let members = self.pdf.members(number, revision);
            if !members.is_empty() {
                self.pdf.note(Anomaly::ContainerReplaced { revision, number });
                named.extend(members);
            }
        }
        for number in named {
            let (before, after) = (self.old.get(at(number))?, self.new.get(at(number))?);
            if Rc::ptr_eq(&before, &after) || self.equal(&before, &after)? {
                continue;
            }
            let status = match (before.is_null(), after.is_null()) {
                (true, _) => Status::New,
                (_, true) => Status::Freed,
                _ => Status::Modified,
            };
            self.changed.insert(number, status);
        }
        Ok(())
    }

    fn equal(&self, before: &Object, after: &Object) -> Result<bool, Error> {
        let (Object::Stream(a, from), Object::Stream(b, to)) = (before, after) else { return Ok(before == after) };
        self.pdf.budget.spend(16)?;
        Ok(a == b && self.old.raw(a, *from)? == self.new.raw(b, *to)?)
    }

    pub fn status(&self, number: u32) -> Option<Status> {
        self.changed.get(&number).copied()
    }

    /// Gives an object its part.
    pub fn explain(&mut self, number: u32, role: Role) {
        if self.changed.contains_key(&number) {
            self.roles.entry(number).or_insert(role);
        }
    }

    /// Lets an object be referred to from there.
    pub fn allow(&mut self, child: u32, parent: u32, key: &[u8]) {
        self.explain(child, Role::Seen);
        self.allowed.insert((child, Edge { parent, key: key.to_vec() }));
    }

    /// Explains what hangs from a value of an explained object: all that is new, and of what was there only `may`. Gives whether there
    /// was anything.
    pub fn adopt(&mut self, value: &Object, parent: u32, key: &[u8], may: &HashSet<u32>) -> Result<bool, Error> {
        let mut waiting = Vec::new();
        references(value, key, &mut |key, to| waiting.push((parent, key.to_vec(), to.number)));
        let (mut any, mut walked) = (false, HashSet::new());
        while let Some((parent, key, child)) = waiting.pop() {
            self.pdf.budget.spend(1)?;
            let walk = match self.status(child) {
                Some(Status::New) => true,
                // What did not change itself may hold what did.
                Some(Status::Modified | Status::Freed) | None => may.contains(&child),
            };
            if !walk {
                continue;
            }
            if self.changed.contains_key(&child) {
                any = true;
                self.allow(child, parent, &key);
            }
            if walked.insert(child) {
                let object = self.new.get(at(child))?;
                references(&object, b"", &mut |key, to| waiting.push((child, key.to_vec(), to.number)));
            }
        }
        Ok(any)
    }

    /// Numbers of what hangs from a value in the old revision, so many levels deep.
    pub fn below(&self, value: &Object, levels: usize) -> Result<HashSet<u32>, Error> {
        let mut below = HashSet::new();
        let mut waiting = Vec::new();
        references(value, b"", &mut |_, to| waiting.push((to.number, levels)));
        while let Some((number, levels)) = waiting.pop() {
            self.pdf.budget.spend(1)?;
            if below.insert(number) && levels > 1 {
                references(&*self.old.get(at(number))?, b"", &mut |_, to| waiting.push((to.number, levels - 1)));
            }
        }
        Ok(below)
    }

    pub fn tell(&mut self, kind: ChangeKind, object: Option<Ref>, page: Option<usize>, text: String) {
        self.found.push(Found { kind, review: false, object, page, text });
    }

    /// A widget that a page shows and did not.
    pub fn widgets(&mut self, number: u32, page: usize) {
        self.widgets.push((number, page));
    }

    pub fn doubt(&mut self, kind: ChangeKind, object: Option<Ref>, page: Option<usize>, text: String) {
        self.found.push(Found { kind, review: true, object, page, text });
    }

    /// What no rule explained, and what is explained but also shown elsewhere.
    fn unexplained(&mut self, index: &Index) -> Result<(), Error> {
        let mut suspects = Vec::new();
        for (number, status) in &self.changed {
            let role = self.roles.get(number).copied();
            let edges = index.to(self.pdf, *number, self.new.revision);
            let outside: Vec<&Edge> = edges.filter(|edge| !self.accepted(index, *number, role, edge)).collect();
            if role.is_none() || !outside.is_empty() {
                suspects.push((
                    *number,
                    *status,
                    role,
                    outside.into_iter().map(|edge| edge.parent).collect::<Vec<_>>(),
                ));
            }
        }
        if suspects.is_empty() {
            return Ok(());
        }
        let paths = Paths::new(&self.new)?;
        for (number, status, role, parents) in suspects {
            // A reference from what nothing shows shows nothing.
            let reached = match role {
                Some(_) => parents.iter().any(|parent| paths.reaches(*parent)),
                None => paths.reaches(number),
            };
            let object = Some(at(number));
            if reached {
                let (page, text) = paths.describe(&self.new, number, status)?;
                self.tell(ChangeKind::Content, object, page, text);
            } else if role.is_none() && status == Status::Modified {
                let text = format!("l'oggetto {number}, che nessuna pagina mostra, è stato sostituito");
                self.doubt(ChangeKind::Unused, object, None, text);
            } else if role.is_none() && status == Status::New && !self.internal(number)? {
                let text = format!("è stato aggiunto l'oggetto {number}, che nessuna pagina mostra");
                self.tell(ChangeKind::Unused, object, None, text);
            }
        }
        Ok(())
    }

    /// Whether a reference is one that the rules know.
    fn accepted(&self, index: &Index, number: u32, role: Option<Role>, edge: &Edge) -> bool {
        let accepts = |key: &[u8]| role.is_some_and(|role| role.accepts(key));
        if accepts(&edge.key) || self.allowed.contains(&(number, edge.clone())) {
            return true;
        }
        // An array by itself: what counts is where it is referred to.
        let mut holders = index.to(self.pdf, edge.parent, self.new.revision).peekable();
        edge.key.is_empty() && holders.peek().is_some() && holders.all(|holder| accepts(&holder.key))
    }

    /// Streams of the file's own structure.
    fn internal(&self, number: u32) -> Result<bool, Error> {
        let object = self.new.get(at(number))?;
        let kind = if let Object::Stream(dict, _) = &*object { dict.name(b"Type") } else { None };
        Ok(matches!(kind, Some(b"XRef" | b"ObjStm")))
    }
}

/// The reference of a number: which generation does not matter to the reader.
pub(super) fn at(number: u32) -> Ref {
    Ref { number, generation: 0 }
}
