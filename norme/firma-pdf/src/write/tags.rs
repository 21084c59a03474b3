//! The field's place in the structure tree of a tagged document (ISO 32000-2 §14.7, PDF/UA-1 §7.18).

use super::{string, update::Update};
use crate::{
    Error,
    object::{Dict, Object, Ref},
};

/// The root of the structure tree. `None` where the document is not tagged.
pub(super) fn tree(update: &Update<'_, '_>) -> Result<Option<Ref>, Error> {
    let root = update.view.root().ok_or(Error::CannotAdd("manca il catalogo"))?;
    let Some(tree) = update.dict(root)?.get(b"StructTreeRoot").as_ref() else { return Ok(None) };
    let whole = update.view.get(tree)?.as_dict().is_some_and(|dict| dict.has(b"ParentTree"));
    Ok(whole.then_some(tree))
}

/// Adds a `Form` element for the widget to the tree; gives its `/StructParent`.
pub(super) fn tag(update: &mut Update<'_, '_>, tree: Ref, widget: Ref, page: Ref, text: &str) -> Result<i64, Error> {
    let key = next_key(update, tree)?;
    let parent = parent(update, tree)?;
    let mut object = Dict::default();
    object.set(b"Type", Object::Name(b"OBJR".to_vec()));
    object.set(b"Obj", Object::Ref(widget));
    object.set(b"Pg", Object::Ref(page));
    let mut element = Dict::default();
    element.set(b"Type", Object::Name(b"StructElem".to_vec()));
    element.set(b"S", Object::Name(b"Form".to_vec()));
    element.set(b"P", Object::Ref(parent));
    element.set(b"Pg", Object::Ref(page));
    element.set(b"K", Object::Dict(object));
    element.set(b"Alt", string(text));
    let element = update.add(Object::Dict(element));
    update.edit(parent, |update, parent| kid(update, parent, element))?;
    let entry = vec![Object::Int(key), Object::Ref(element)];
    update.edit(tree, |update, tree| {
        tree.set(b"ParentTreeNextKey", Object::Int(key.saturating_add(1)));
        match tree.get(b"ParentTree").clone() {
            Object::Ref(numbers) => update.edit(numbers, |update, numbers| number(update, numbers, key, entry)),
            Object::Dict(mut numbers) => {
                number(update, &mut numbers, key, entry)?;
                tree.set(b"ParentTree", Object::Dict(numbers));
                Ok(())
            }
            _ => Err(Error::CannotAdd("la sua struttura non è come dovrebbe")),
        }
    })?;
    Ok(key)
}

/// The element that everything is in, where there is one; else the tree's root.
fn parent(update: &Update<'_, '_>, tree: Ref) -> Result<Ref, Error> {
    let dict = update.dict(tree)?;
    let kids = update.view.value(&dict, b"K")?;
    let first = match (dict.get(b"K"), &*kids) {
        (_, Object::Array(items)) => items.first().filter(|_| items.len() == 1).and_then(Object::as_ref),
        (Object::Ref(only), _) => Some(*only),
        _ => None,
    };
    let Some(first) = first else { return Ok(tree) };
    let object = update.view.get(first)?;
    Ok(if object.as_dict().is_some_and(|dict| dict.name(b"S") == Some(b"Document")) { first } else { tree })
}

/// Adds a kid where there may be none, one or many.
fn kid(update: &mut Update<'_, '_>, parent: &mut Dict, element: Ref) -> Result<(), Error> {
    let held = parent.get(b"K").clone();
    let is_array = update.view.resolve(&held)?.as_array().is_some();
    if is_array {
        return update.push(parent, b"K", vec![Object::Ref(element)]);
    }
    let kids = if held.is_null() { vec![Object::Ref(element)] } else { vec![held, Object::Ref(element)] };
    parent.set(b"K", Object::Array(kids));
    Ok(())
}

/// Adds to a number tree an entry greater than all.
fn number(update: &mut Update<'_, '_>, root: &mut Dict, key: i64, entry: Vec<Object>) -> Result<(), Error> {
    if !root.has(b"Kids") {
        return update.push(root, b"Nums", entry);
    }
    let mut leaf = Dict::default();
    leaf.set(b"Limits", Object::Array(vec![Object::Int(key), Object::Int(key)]));
    leaf.set(b"Nums", Object::Array(entry));
    let leaf = update.add(Object::Dict(leaf));
    update.push(root, b"Kids", vec![Object::Ref(leaf)])
}

/// The first free key of the parent tree.
fn next_key(update: &Update<'_, '_>, tree: Ref) -> Result<i64, Error> {
    let tree = update.dict(tree)?;
    let mut next = tree.get(b"ParentTreeNextKey").as_int().unwrap_or_default().max(0);
    let mut waiting = vec![(tree.get(b"ParentTree").clone(), 0)];
    let mut looked = 0;
    while let Some((node, level)) = waiting.pop() {
        looked += 1;
        if looked > 100_000 || level > 16 {
            return Err(Error::CannotAdd("la sua struttura non è come dovrebbe"));
        }
        let node = update.view.resolve(&node)?;
        let Some(node) = node.as_dict() else { continue };
        let numbers = update.view.value(node, b"Nums")?;
        let keys = numbers.as_array().unwrap_or_default().iter().step_by(2).filter_map(Object::as_int);
        next = keys.map(|key| key.saturating_add(1)).fold(next, i64::max);
        let kids = update.view.value(node, b"Kids")?;
        waiting.extend(kids.as_array().unwrap_or_default().iter().map(|kid| (kid.clone(), level + 1)));
    }
    Ok(next)
}
