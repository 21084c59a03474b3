//! How an object is reached from the catalog: to say in words what it is.

use std::collections::{HashMap, VecDeque};

use super::step::{Status, at};
use crate::{
    Error,
    file::View,
    form::{self, Pages},
    object::{Object, Ref},
};

/// The keys from an object down to a reference in it.
type Keys = Vec<Vec<u8>>;

/// For each object that is reached, from where and under which keys.
pub(super) struct Paths {
    from: HashMap<u32, (u32, Keys)>,
    root: u32,
    pages: Pages,
}

impl Paths {
    /// Walks everything once, the nearest first.
    pub fn new(view: &View<'_, '_>) -> Result<Self, Error> {
        let pages = form::pages(view)?;
        let root = view.root().map_or(0, |root| root.number);
        let mut from: HashMap<u32, (u32, Keys)> = HashMap::from([(root, (root, Vec::new()))]);
        // Pages first: what is also shown on a page is told as that page's.
        let mut waiting: VecDeque<u32> = pages.pages.iter().map(|page| page.number).collect();
        for page in &pages.pages {
            from.entry(page.number).or_insert((root, vec![b"Pages".to_vec()]));
        }
        waiting.push_back(root);
        if let Some(info) = view.trailer().and_then(|trailer| trailer.get(b"Info").as_ref()) {
            from.entry(info.number).or_insert((root, vec![b"Info".to_vec()]));
            waiting.push_back(info.number);
        }
        while let Some(parent) = waiting.pop_front() {
            let object = view.get(at(parent))?;
            references(&object, &mut Vec::new(), &mut |keys, to| {
                from.entry(to.number).or_insert_with(|| {
                    waiting.push_back(to.number);
                    (parent, keys.iter().map(|key| key.to_vec()).collect())
                });
            });
        }
        Ok(Self { from, root, pages })
    }

    pub fn reaches(&self, number: u32) -> bool {
        self.from.contains_key(&number)
    }

    /// The keys from the page or the catalog down to an object, and the page.
    fn way(&self, number: u32) -> (Option<usize>, Vec<&[u8]>) {
        let (mut keys, mut at) = (Vec::new(), number);
        for _ in 0..200 {
            if let Some(page) = self.pages.number.get(&at) {
                keys.reverse();
                return (Some(*page), keys);
            }
            match self.from.get(&at) {
                Some((parent, own)) if at != self.root => {
                    keys.extend(own.iter().rev().map(Vec::as_slice));
                    at = *parent;
                }
                _ => break,
            }
        }
        keys.reverse();
        (None, keys)
    }

    /// What it is, in words.
    pub fn describe(&self, view: &View<'_, '_>, number: u32, status: Status) -> Result<(Option<usize>, String), Error> {
        let (page, keys) = self.way(number);
        let on = page.map(|page| format!(" della pagina {}", page + 1)).unwrap_or_default();
        let has = |key: &[u8]| keys.contains(&key);
        let what = if has(b"Annots") && has(b"AP") {
            format!("l'aspetto di un'annotazione o di un campo{on}")
        } else if has(b"Annots") {
            format!("un'annotazione o un campo{on}")
        } else if has(b"Font") {
            format!("un carattere{on}")
        } else if has(b"XObject") {
            format!("un'immagine o un disegno{on}")
        } else if has(b"OCProperties") || has(b"OCGs") {
            "i livelli che si mostrano o si nascondono".to_owned()
        } else if has(b"Contents") {
            format!("il contenuto{on}")
        } else if page.is_some() {
            format!("una parte{on} ({})", super::names::joined(&keys))
        } else if view.get(at(number))?.as_dict().is_some_and(|dict| dict.has(b"ByteRange")) {
            "i dati di una firma".to_owned()
        } else {
            super::names::of_catalog(keys.first().copied().unwrap_or_default())
        };
        let done = match status {
            Status::New => "è comparso qualcosa che riguarda",
            Status::Modified => "è cambiato qualcosa che riguarda",
            Status::Freed => "è sparito qualcosa che riguarda",
        };
        Ok((page, format!("dopo la firma {done} {what} (oggetto {number})")))
    }
}

/// Every reference in an object, with all its keys. As deep as an object can be read, no deeper.
fn references<'o>(object: &'o Object, keys: &mut Vec<&'o [u8]>, found: &mut impl FnMut(&[&[u8]], Ref)) {
    match object {
        Object::Ref(to) => found(keys, *to),
        Object::Array(items) => items.iter().for_each(|item| references(item, keys, found)),
        Object::Dict(dict) | Object::Stream(dict, _) => {
            for (key, value) in &dict.entries {
                keys.push(key);
                references(value, keys, found);
                keys.pop();
            }
        }
        _ => {}
    }
}
