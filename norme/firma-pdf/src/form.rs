//! The form's fields and the pages, walked without recursion and with an end.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    Anomaly, Error,
    file::View,
    object::{Object, Ref},
    text,
};

/// Most fields and widgets that are looked at.
pub const FIELDS_MAX: usize = 20_000;
/// Most pages that are looked at.
pub const PAGES_MAX: usize = 50_000;
/// Most levels of the trees of fields and of pages.
const LEVELS_MAX: usize = 32;

/// A terminal field, what it inherits included.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Full name, with its parents' (§12.7.4.2).
    pub name: String,
    pub at: Ref,
    pub object: Rc<Object>,
    /// `/FT`.
    pub kind: Vec<u8>,
    /// Its widgets; itself where they are one.
    pub widgets: Vec<Ref>,
}

impl Field {
    pub fn is_signature(&self) -> bool {
        self.kind == b"Sig"
    }

    /// `/V` as written.
    pub fn value(&self) -> &Object {
        self.object.as_dict().map_or(&crate::object::NULL, |dict| dict.get(b"V"))
    }
}

struct Waiting {
    at: Ref,
    name: String,
    kind: Vec<u8>,
    level: usize,
}

/// All terminal fields, in the order of the form.
pub(crate) fn fields(view: &View<'_, '_>) -> Result<Vec<Field>, Error> {
    Ok(tree(view)?.fields)
}

/// The whole form.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub fields: Vec<Field>,
    /// For the number of a terminal field or of its widget, the place in `fields`.
    pub terminal: HashMap<u32, usize>,
    /// Fields that only have others below.
    pub nodes: HashSet<u32>,
}

impl Tree {
    pub fn field(&self, number: u32) -> Option<&Field> {
        self.terminal.get(&number).and_then(|at| self.fields.get(*at))
    }

    pub fn has(&self, number: u32) -> bool {
        self.terminal.contains_key(&number) || self.nodes.contains(&number)
    }
}

/// All fields, those that only group others too.
pub(crate) fn tree(view: &View<'_, '_>) -> Result<Tree, Error> {
    let Some(catalog) = view.catalog() else { return Ok(Tree::default()) };
    let Some(catalog) = catalog.as_dict() else { return Ok(Tree::default()) };
    let form = view.value(catalog, b"AcroForm")?;
    let Some(form) = form.as_dict() else { return Ok(Tree::default()) };
    let roots = view.value(form, b"Fields")?;
    let roots = roots.as_array().unwrap_or_default().iter().rev().filter_map(Object::as_ref);
    let mut waiting: Vec<Waiting> =
        roots.map(|at| Waiting { at, name: String::new(), kind: Vec::new(), level: 0 }).collect();
    let (mut tree, mut seen) = (Tree::default(), HashSet::new());
    while let Some(next) = waiting.pop() {
        if tree.fields.len() >= FIELDS_MAX || waiting.len() > FIELDS_MAX || next.level > LEVELS_MAX {
            view.pdf.note(Anomaly::TooMany { what: "i campi del modulo" });
            break;
        }
        if !seen.insert(next.at.number) {
            continue;
        }
        let number = next.at.number;
        match step(view, next, &mut waiting)? {
            Some(field) => {
                let place = tree.fields.len();
                tree.terminal.insert(number, place);
                tree.terminal.extend(field.widgets.iter().map(|widget| (widget.number, place)));
                tree.fields.push(field);
            }
            None => {
                tree.nodes.insert(number);
            }
        }
    }
    Ok(tree)
}

fn step(view: &View<'_, '_>, next: Waiting, waiting: &mut Vec<Waiting>) -> Result<Option<Field>, Error> {
    let object = view.get(next.at)?;
    let Some(dict) = object.as_dict() else { return Ok(None) };
    let own = view.value(dict, b"T")?.as_str().map(|name| text::text(&name.bytes));
    let name = match own {
        Some(own) if next.name.is_empty() => own,
        Some(own) => format!("{}.{own}", next.name).chars().take(2_000).collect(),
        None => next.name,
    };
    let kind = view.value(dict, b"FT")?.as_name().map_or(next.kind, <[u8]>::to_vec);
    let kids = view.value(dict, b"Kids")?;
    let kids: Vec<Ref> = kids.as_array().unwrap_or_default().iter().filter_map(Object::as_ref).collect();
    let mut named = Vec::new();
    for kid in &kids {
        if view.get(*kid)?.as_dict().is_some_and(|kid| kid.has(b"T")) {
            named.push(*kid);
        }
    }
    if named.is_empty() {
        let widgets = if kids.is_empty() { vec![next.at] } else { kids };
        return Ok(Some(Field { name, at: next.at, kind, widgets, object: Rc::clone(&object) }));
    }
    let below = |at: &Ref| Waiting { at: *at, name: name.clone(), kind: kind.clone(), level: next.level + 1 };
    waiting.extend(named.iter().rev().map(below));
    Ok(None)
}

/// The nodes of the page tree that are not pages, and the pages in order.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub nodes: Vec<Ref>,
    pub pages: Vec<Ref>,
    pub number: HashMap<u32, usize>,
}

/// All pages in order.
pub(crate) fn pages(view: &View<'_, '_>) -> Result<Pages, Error> {
    let mut found = Pages::default();
    let Some(catalog) = view.catalog() else { return Ok(found) };
    let root = catalog.as_dict().and_then(|catalog| catalog.get(b"Pages").as_ref());
    let mut waiting: Vec<(Ref, usize)> = root.map(|root| (root, 0)).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some((at, level)) = waiting.pop() {
        if found.pages.len() >= PAGES_MAX || waiting.len() > PAGES_MAX || level > LEVELS_MAX {
            view.pdf.note(Anomaly::TooMany { what: "le pagine" });
            break;
        }
        if !seen.insert(at.number) {
            continue;
        }
        let object = view.get(at)?;
        let Some(dict) = object.as_dict() else { continue };
        let kids = view.value(dict, b"Kids")?;
        match kids.as_array() {
            Some(kids) => {
                found.nodes.push(at);
                waiting.extend(kids.iter().rev().filter_map(Object::as_ref).map(|kid| (kid, level + 1)));
            }
            None => {
                found.number.insert(at.number, found.pages.len());
                found.pages.push(at);
            }
        }
    }
    Ok(found)
}
