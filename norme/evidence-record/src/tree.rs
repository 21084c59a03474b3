//! Hash trees (RFC 4998 section 4.2): many groups of objects under one root, and what each keeps of the tree.

use firma_algoritmi::Digest;

use crate::{Error, GROUPS_MAX, HASHES_MAX, LISTS_MAX};

/// What leads from a group to the root (`SEQUENCE OF PartialHashtree`): first the hashes of the group, then at each level what
/// stands beside the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduced {
    lists: Vec<Vec<Vec<u8>>>,
}

impl Reduced {
    /// Of lists as they were kept.
    ///
    /// # Errors
    /// [`Error::BadHashes`] where there is no list or an empty one, [`Error::TooMany`].
    pub fn new(lists: Vec<Vec<Vec<u8>>>) -> Result<Self, Error> {
        if lists.is_empty() || lists.iter().any(Vec::is_empty) {
            return Err(Error::BadHashes);
        }
        if lists.len() > LISTS_MAX {
            return Err(Error::TooMany { what: "liste di impronte", limit: LISTS_MAX });
        }
        if lists.iter().any(|list| list.len() > HASHES_MAX) {
            return Err(Error::TooMany { what: "impronte", limit: HASHES_MAX });
        }
        Ok(Self { lists })
    }

    /// The lists, the group's first.
    #[must_use]
    pub fn lists(&self) -> &[Vec<Vec<u8>>] {
        &self.lists
    }

    /// The hashes of the group.
    #[must_use]
    pub fn group(&self) -> &[Vec<u8>] {
        self.lists.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// The root to which it leads (section 4.3, step 3).
    #[must_use]
    pub fn root(&self, digest: Digest) -> Vec<u8> {
        let mut below: Option<Vec<u8>> = None;
        for list in &self.lists {
            let all = list.iter().map(Vec::as_slice).chain(below.as_deref());
            below = Some(node(digest, all.collect()));
        }
        below.unwrap_or_default()
    }
}

/// The hash of a node: of what is under it, in binary ascending order; one alone stands for itself.
fn node(digest: Digest, mut under: Vec<&[u8]>) -> Vec<u8> {
    if let [only] = under.as_slice() {
        return only.to_vec();
    }
    under.sort_unstable();
    let mut hasher = digest.hasher();
    under.iter().for_each(|hash| hasher.update(hash));
    hasher.finish()
}

/// A whole tree, in the making of one stamp.
#[derive(Debug, Clone)]
pub struct Tree {
    groups: Vec<Vec<Vec<u8>>>,
    /// From the nodes of the groups up to the root alone.
    levels: Vec<Vec<Vec<u8>>>,
}

impl Tree {
    /// Over these groups, each the hashes of its objects (the same object twice counts once). A group is a leaf of a binary
    /// tree; one without another beside it goes up as it is.
    ///
    /// # Errors
    /// [`Error::BadHashes`] for no group, an empty one, or a hash of another length; [`Error::TooMany`].
    pub fn new(digest: Digest, groups: Vec<Vec<Vec<u8>>>) -> Result<Self, Error> {
        if groups.len() > GROUPS_MAX {
            return Err(Error::TooMany { what: "gruppi di documenti", limit: GROUPS_MAX });
        }
        if groups.iter().any(|group| group.len() > HASHES_MAX) {
            return Err(Error::TooMany { what: "impronte", limit: HASHES_MAX });
        }
        let fits = |group: &Vec<Vec<u8>>| !group.is_empty() && group.iter().all(|hash| hash.len() == digest.size());
        if groups.is_empty() || !groups.iter().all(fits) {
            return Err(Error::BadHashes);
        }
        let groups: Vec<Vec<Vec<u8>>> = groups.into_iter().map(in_order).collect();
        let leaves = groups.iter().map(|group| node(digest, group.iter().map(Vec::as_slice).collect())).collect();
        let mut levels: Vec<Vec<Vec<u8>>> = vec![leaves];
        while let Some(last) = levels.last().filter(|level| level.len() > 1) {
            let above = last.chunks(2).map(|pair| node(digest, pair.iter().map(Vec::as_slice).collect()));
            let above = above.collect();
            levels.push(above);
        }
        Ok(Self { groups, levels })
    }

    /// The hash that is to be stamped.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        self.levels.last().and_then(|level| level.first()).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a group keeps, by its place; `None` where the root is the one hash of the one group (section 4.2.2: the field is
    /// left out), and for a place beyond the last.
    #[must_use]
    pub fn reduced(&self, place: usize) -> Option<Reduced> {
        let group = self.groups.get(place)?;
        let mut lists = vec![group.clone()];
        let mut at = place;
        for level in &self.levels {
            lists.extend(level.get(at ^ 1).map(|beside| vec![beside.clone()]));
            at /= 2;
        }
        let alone = lists.len() == 1 && group.len() == 1;
        (!alone).then_some(Reduced { lists })
    }
}

/// The hashes in binary ascending order, each once.
fn in_order(mut group: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    group.sort_unstable();
    group.dedup();
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> Vec<u8> {
        Digest::Sha256.of(text.as_bytes())
    }

    fn pair(left: &[u8], right: &[u8]) -> Vec<u8> {
        let (low, high) = if left <= right { (left, right) } else { (right, left) };
        Digest::Sha256.of(&[low, high].concat())
    }

    /// The tree of section 4.2.1 of the standard: three groups, the second of two documents.
    #[test]
    fn the_tree_is_that_of_the_standard() {
        let groups = vec![vec![hash("1")], vec![hash("2b"), hash("2a")], vec![hash("3")]];
        let tree = Tree::new(Digest::Sha256, groups).unwrap();
        let second = pair(&hash("2a"), &hash("2b"));
        let both = pair(&hash("1"), &second);
        assert_eq!(tree.root(), pair(&both, &hash("3")));
        let first = tree.reduced(0).unwrap();
        assert_eq!(first.lists(), [vec![hash("1")], vec![second], vec![hash("3")]]);
        let third = tree.reduced(2).unwrap();
        assert_eq!(third.lists(), [vec![hash("3")], vec![both]]);
        assert_eq!(tree.reduced(3), None);
    }

    #[test]
    fn one_object_alone_is_stamped_as_it_is() {
        let tree = Tree::new(Digest::Sha256, vec![vec![hash("1"), hash("1")]]).unwrap();
        assert_eq!((tree.root(), tree.reduced(0)), (hash("1").as_slice(), None));
        let two = Tree::new(Digest::Sha256, vec![vec![hash("1"), hash("2")]]).unwrap();
        assert_eq!(two.reduced(0).unwrap().root(Digest::Sha256), two.root());
    }

    #[test]
    fn nothing_is_made_of_nothing_nor_of_another_algorithms_hashes() {
        for groups in [vec![], vec![vec![]], vec![vec![vec![1; 20]]], vec![vec![hash("1")], vec![Vec::new()]]] {
            assert_eq!(Tree::new(Digest::Sha256, groups).unwrap_err(), Error::BadHashes);
        }
        assert_eq!(Reduced::new(vec![vec![hash("1")], vec![]]).unwrap_err(), Error::BadHashes);
        assert!(matches!(Reduced::new(vec![vec![hash("1")]; 65]), Err(Error::TooMany { .. })));
    }
}
