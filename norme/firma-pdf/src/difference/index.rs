//! Who refers to the objects that change: read once for all savings.

use std::collections::{HashMap, HashSet};

use crate::{
    Error,
    file::Pdf,
    object::{Object, Ref},
    xref::Entry,
};

/// A reference to an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Edge {
    /// Number of the object that refers.
    pub parent: u32,
    /// The innermost key under which it does; empty where the object is an array.
    pub key: Vec<u8>,
}

/// All references to the objects that any later saving names, and to the arrays that hold such references, with where the referring object is written.
pub(super) struct Index {
    edges: HashMap<u32, Vec<(Entry, Edge)>>,
}

impl Index {
    /// Reads every version of every object once.
    pub fn new(pdf: &Pdf<'_>, first: usize) -> Result<Self, Error> {
        let later = pdf.saved.get(first + 1..).unwrap_or_default();
        let wanted: HashSet<u32> = later.iter().flat_map(|saved| &saved.named).copied().collect();
        let mut edges: HashMap<u32, Vec<(Entry, Edge)>> = HashMap::new();
        if wanted.is_empty() {
            return Ok(Self { edges });
        }
        let versions = || pdf.versions().filter(|(of, at, entry)| *at > first || pdf.entry(*of, first) == *entry);
        let mut arrays = HashSet::new();
        for (number, revision, _) in versions() {
            let object = pdf.at(revision).get(Ref { number, generation: 0 })?;
            if object.as_array().is_some() {
                references(&object, b"", &mut |_, to| {
                    if wanted.contains(&to.number) {
                        arrays.insert(number);
                    }
                });
            }
        }
        for (parent, revision, entry) in versions() {
            let object = pdf.at(revision).get(Ref { number: parent, generation: 0 })?;
            references(&object, b"", &mut |key, to| {
                if wanted.contains(&to.number) || arrays.contains(&to.number) {
                    let edge = Edge { parent, key: key.to_vec() };
                    edges.entry(to.number).or_default().push((entry, edge));
                }
            });
        }
        Ok(Self { edges })
    }

    /// The references to an object that hold in a revision.
    pub fn to<'i>(&'i self, pdf: &'i Pdf<'_>, child: u32, revision: usize) -> impl Iterator<Item = &'i Edge> {
        let all = self.edges.get(&child).map(Vec::as_slice).unwrap_or_default().iter();
        all.filter(move |(entry, edge)| pdf.entry(edge.parent, revision) == *entry).map(|(_, edge)| edge)
    }
}

/// Every reference in an object, with its innermost key. As deep as an object can be read, no deeper.
pub(super) fn references(object: &Object, key: &[u8], found: &mut impl FnMut(&[u8], Ref)) {
    match object {
        Object::Ref(to) => found(key, *to),
        Object::Array(items) => items.iter().for_each(|item| references(item, key, found)),
        Object::Dict(dict) | Object::Stream(dict, _) => {
            dict.entries.iter().for_each(|(key, value)| references(value, key, found));
        }
        _ => {}
    }
}
