//! The structure tree of a tagged document: a new field has a place in it (PDF/UA-1 §7.18), nothing else may change.

use std::collections::{HashMap, HashSet};

use super::{
    pages::differing,
    step::{Role, Status, Step, at},
};
use crate::{
    ChangeKind, Error,
    object::{Dict, Object},
};

/// Compares the trees.
pub(super) fn structure(step: &mut Step<'_, '_>, before: &Dict, after: &Dict) -> Result<(), Error> {
    let (old, new) = (before.get(b"StructTreeRoot"), after.get(b"StructTreeRoot"));
    if old != new {
        let text = "dopo la firma è cambiata la struttura letta dagli ausili".to_owned();
        step.tell(ChangeKind::Content, new.as_ref(), None, text);
    }
    let Some(root) = new.as_ref() else { return Ok(()) };
    let candidates: Vec<(u32, Status)> = step.changed.iter().map(|(number, status)| (*number, *status)).collect();
    for (number, status) in candidates {
        if step.roles.contains_key(&number) {
            continue;
        }
        let (was, is) = (step.old.get(at(number))?, step.new.get(at(number))?);
        let fine = match (was.as_dict(), is.as_dict()) {
            (Some(was), Some(is)) if number == root.number => tree_root(step, was, is)?,
            (Some(was), Some(is)) if is_element(was) => element(step, was, is)?,
            (Some(was), Some(is)) if is_number_node(was) => numbers(step, was, is)?,
            (None, Some(is)) if status == Status::New && is_element(is) => new_element(step, is)?,
            (None, Some(is)) if status == Status::New && is_number_node(is) => numbers(step, &Dict::default(), is)?,
            _ => match (was.as_array(), is.as_array()) {
                (Some(was), Some(is)) => grown(step, was, is)?,
                _ => continue,
            },
        };
        if fine {
            step.explain(number, Role::Structure);
        }
    }
    Ok(())
}

fn is_element(dict: &Dict) -> bool {
    dict.name(b"Type") == Some(b"StructElem") || (dict.has(b"S") && dict.has(b"P") && !dict.has(b"Subtype"))
}

fn is_number_node(dict: &Dict) -> bool {
    (dict.has(b"Nums") || dict.has(b"Kids"))
        && dict.entries.keys().all(|key| matches!(key.as_slice(), b"Nums" | b"Kids" | b"Limits"))
}

fn tree_root(step: &Step<'_, '_>, was: &Dict, is: &Dict) -> Result<bool, Error> {
    for key in differing(was, is) {
        let fine = match key.as_slice() {
            b"K" => kids(step, was, is)?,
            b"ParentTree" => {
                let (old, new) = (step.old.value(was, b"ParentTree")?, step.new.value(is, b"ParentTree")?);
                match (old.as_dict(), new.as_dict()) {
                    (Some(old), Some(new)) => numbers(step, old, new)?,
                    _ => false,
                }
            }
            b"ParentTreeNextKey" => is.get(&key).as_int() >= was.get(&key).as_int(),
            _ => false,
        };
        if !fine {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An element may only get further elements below it.
fn element(step: &Step<'_, '_>, was: &Dict, is: &Dict) -> Result<bool, Error> {
    Ok(differing(was, is).iter().all(|key| key == b"K") && kids(step, was, is)?)
}

fn list(object: &Object) -> &[Object] {
    match object {
        Object::Array(items) => items,
        Object::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// Whether the kids are those that were, in their order, and new elements for fields.
fn kids(step: &Step<'_, '_>, was: &Dict, is: &Dict) -> Result<bool, Error> {
    let (old, new) = (step.old.value(was, b"K")?, step.new.value(is, b"K")?);
    // One kid by itself stays a reference when others join it.
    let old = if old.as_array().is_some() { list(&old) } else { list(was.get(b"K")) };
    let new = if new.as_array().is_some() { list(&new) } else { list(is.get(b"K")) };
    grown(step, old, new)
}

fn grown(step: &Step<'_, '_>, old: &[Object], new: &[Object]) -> Result<bool, Error> {
    let mut old = old.iter().peekable();
    for one in new {
        if old.peek().is_some_and(|next| *next == one) {
            old.next();
        } else if !is_new_element(step, one)? {
            return Ok(false);
        }
    }
    Ok(old.peek().is_none())
}

fn is_new_element(step: &Step<'_, '_>, object: &Object) -> Result<bool, Error> {
    let Some(to) = object.as_ref().filter(|to| step.status(to.number) == Some(Status::New)) else { return Ok(false) };
    let object = step.new.get(to)?;
    object.as_dict().map_or(Ok(false), |dict| new_element(step, dict))
}

/// A new element holds only references to fields that came now: no text of its own that would be read aloud in place of the page's.
fn new_element(step: &Step<'_, '_>, dict: &Dict) -> Result<bool, Error> {
    if dict.has(b"ActualText") || dict.has(b"E") {
        return Ok(false);
    }
    let held = step.new.value(dict, b"K")?;
    let kids = if held.as_array().is_some() { list(&held) } else { list(dict.get(b"K")) };
    step.pdf.budget.spend(kids.len())?;
    for kid in kids {
        let kid = step.new.resolve(kid)?;
        let Some(kid) = kid.as_dict() else { return Ok(false) };
        let field = kid.get(b"Obj").as_ref().is_some_and(|to| step.roles.get(&to.number) == Some(&Role::Field));
        if kid.name(b"Type") != Some(b"OBJR") || !field {
            return Ok(false);
        }
    }
    Ok(!kids.is_empty())
}

/// A node of the parent tree: what it said it says still, and what is new leads to new elements.
fn numbers(step: &Step<'_, '_>, was: &Dict, is: &Dict) -> Result<bool, Error> {
    let (old, new) = (step.old.value(was, b"Nums")?.clone(), step.new.value(is, b"Nums")?.clone());
    let pairs = |list: &Object| -> HashMap<i64, Object> {
        let items = list.as_array().unwrap_or_default().chunks_exact(2);
        items.filter_map(|pair| Some((pair.first()?.as_int()?, pair.get(1)?.clone()))).collect()
    };
    let (old, mut new) = (pairs(&old), pairs(&new));
    step.pdf.budget.spend(old.len() + new.len())?;
    for (key, value) in old {
        if new.remove(&key) != Some(value) {
            return Ok(false);
        }
    }
    for value in new.values() {
        let value = if step.new.resolve(value)?.as_array().is_some() {
            step.new.resolve(value)?.clone()
        } else {
            value.clone()
        };
        for one in list(&value) {
            if !is_new_element(step, one)? {
                return Ok(false);
            }
        }
    }
    let (old, new) = (step.old.value(was, b"Kids")?, step.new.value(is, b"Kids")?);
    let numbers = |list: &Object| -> Vec<u32> {
        list.as_array().unwrap_or_default().iter().filter_map(Object::as_ref).map(|to| to.number).collect()
    };
    let (old, new) = (numbers(&old), numbers(&new));
    let there: HashSet<u32> = old.iter().copied().collect();
    let kept: Vec<u32> = new.iter().copied().filter(|one| there.contains(one)).collect();
    let added = new.iter().filter(|one| !there.contains(one));
    Ok(kept == old && added.into_iter().all(|one| step.status(*one) == Some(Status::New)))
}
