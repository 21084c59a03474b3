//! The pages: their order, and everything of them but annotations.

use std::collections::HashSet;

use super::{
    annotations, names,
    step::{Role, Step, at},
};
use crate::{
    ChangeKind, Error,
    form::{self, Pages},
    object::{Dict, Object, Ref},
};

/// Most pages told one by one.
const TOLD_MAX: usize = 20;

/// How many references deep two values are compared.
const SAME_LEVELS: usize = 6;

/// Compares the page trees.
pub(super) fn pages(step: &mut Step<'_, '_>, before: &Dict, after: &Dict) -> Result<(), Error> {
    if before.get(b"Pages") != after.get(b"Pages") {
        let text = "dopo la firma è stato sostituito l'albero delle pagine".to_owned();
        step.tell(ChangeKind::Content, after.get(b"Pages").as_ref(), None, text);
    }
    let (old, new) = (form::pages(&step.old)?, form::pages(&step.new)?);
    order(step, &old, &new);
    let nodes: Vec<u32> = new.nodes.iter().map(|node| node.number).filter(|n| step.status(*n).is_some()).collect();
    for node in nodes {
        let (was, is) = (step.old.get(at(node))?, step.new.get(at(node))?);
        let (Some(was), Some(is)) = (was.as_dict(), is.as_dict()) else { continue };
        step.explain(node, Role::Anchor);
        for key in differing(was, is) {
            match key.as_slice() {
                // Pages that came or went are told by themselves.
                b"Kids" | b"Count" | b"Parent" if old.pages != new.pages => {}
                b"Kids" | b"Parent" => {
                    let text = "l'albero delle pagine è stato disposto in altro modo, con le stesse pagine".to_owned();
                    step.doubt(ChangeKind::Content, Some(at(node)), None, text);
                }
                b"Resources" | b"MediaBox" | b"CropBox" | b"Rotate" | b"Count" => {
                    let text = format!("dopo la firma è cambiata per più pagine la voce {}", names::joined(&[&key]));
                    step.tell(ChangeKind::Content, Some(at(node)), None, text);
                }
                // Nothing else is inherited or shown (§7.7.3.4); iText writes its own name here.
                _ => {
                    let text = "è cambiata una nota di servizio dell'albero delle pagine".to_owned();
                    step.tell(ChangeKind::Metadata, Some(at(node)), None, text);
                }
            }
        }
    }
    let touched: HashSet<u32> = step.changed.keys().copied().collect();
    for (number, page) in new.pages.iter().enumerate() {
        if !old.number.contains_key(&page.number) {
            continue;
        }
        let list = step.new.get(*page)?.as_dict().and_then(|dict| dict.get(b"Annots").as_ref());
        if touched.contains(&page.number) || list.is_some_and(|list| touched.contains(&list.number)) {
            self::page(step, *page, number)?;
        }
    }
    Ok(())
}

fn order(step: &mut Step<'_, '_>, old: &Pages, new: &Pages) {
    if old.pages == new.pages {
        return;
    }
    let mut told = 0;
    for (number, page) in new.pages.iter().enumerate().filter(|(_, page)| !old.number.contains_key(&page.number)) {
        step.explain(page.number, Role::Anchor);
        if told < TOLD_MAX {
            let text = format!("dopo la firma è stata aggiunta la pagina {}", number + 1);
            step.tell(ChangeKind::Content, Some(*page), Some(number), text);
        }
        told += 1;
    }
    for (number, page) in old.pages.iter().enumerate().filter(|(_, page)| !new.number.contains_key(&page.number)) {
        if told < TOLD_MAX {
            let text = format!("dopo la firma è stata tolta la pagina che era la {}", number + 1);
            step.tell(ChangeKind::Content, Some(*page), None, text);
        }
        told += 1;
    }
    if told == 0 {
        let text = "dopo la firma è cambiato l'ordine delle pagine".to_owned();
        step.tell(ChangeKind::Content, None, None, text);
    }
}

/// Keys whose values differ as written.
pub(super) fn differing(was: &Dict, is: &Dict) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = was.entries.keys().chain(is.entries.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys.retain(|key| was.get(key) != is.get(key));
    keys
}

fn page(step: &mut Step<'_, '_>, page: Ref, number: usize) -> Result<(), Error> {
    let (was, is) = (step.old.get(page)?, step.new.get(page)?);
    let (Some(was), Some(is)) = (was.as_dict(), is.as_dict()) else { return Ok(()) };
    step.explain(page.number, Role::Anchor);
    if is.repeated.len() > was.repeated.len() {
        let text = format!("la pagina {} ripete una voce: programmi diversi la mostrerebbero diversa", number + 1);
        step.tell(ChangeKind::Content, Some(page), Some(number), text);
    }
    for key in differing(was, is) {
        match (key.as_slice(), is.get(&key)) {
            (b"Annots", _) => {}
            (b"Tabs", Object::Name(order)) if matches!(order.as_slice(), b"S" | b"R" | b"C") => {}
            // When it was last changed: shows nothing.
            (b"LastModified", Object::Str(_)) => {}
            // Written anew with the same in it, as iText does.
            (key, value) if same(step, was.get(key), value, SAME_LEVELS)? => {
                step.adopt(value, page.number, key, &HashSet::new())?;
            }
            (key, value) => {
                // Told here: what hangs from it need not be told again.
                step.adopt(value, page.number, key, &HashSet::new())?;
                let text = format!("dopo la firma è cambiato qualcosa che riguarda {}", names::of_page(key, number));
                step.tell(ChangeKind::Content, Some(page), Some(number), text);
            }
        }
    }
    annotations::list(step, page, number, was, is)
}

/// Whether two values show the same: equal, or equal behind references to objects of other numbers. An object of the same number is
/// taken as the same here: if it changed, that is found by itself.
fn same(step: &Step<'_, '_>, old: &Object, new: &Object, levels: usize) -> Result<bool, Error> {
    step.pdf.budget.spend(1)?;
    match (old, new) {
        (Object::Ref(a), Object::Ref(b)) if a.number == b.number => Ok(true),
        (Object::Ref(_), Object::Ref(_)) => {
            let (was, is) = (step.old.resolve(old)?, step.new.resolve(new)?);
            match (levels.checked_sub(1), &*was, &*is) {
                (Some(levels), Object::Stream(a, from), Object::Stream(b, to)) => {
                    let (was, is) = (step.old.raw(a, *from)?, step.new.raw(b, *to)?);
                    step.pdf.budget.spend(was.len() / 64)?;
                    Ok(was == is && same_dict(step, a, b, levels)?)
                }
                (Some(levels), was, is) => same(step, was, is, levels),
                (None, ..) => Ok(false),
            }
        }
        (Object::Array(a), Object::Array(b)) if a.len() == b.len() => {
            for (a, b) in a.iter().zip(b) {
                if !same(step, a, b, levels)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Object::Dict(a), Object::Dict(b)) => same_dict(step, a, b, levels),
        _ => Ok(old == new),
    }
}

fn same_dict(step: &Step<'_, '_>, a: &Dict, b: &Dict, levels: usize) -> Result<bool, Error> {
    if a.entries.len() != b.entries.len() {
        return Ok(false);
    }
    for ((key, a), (other, b)) in a.entries.iter().zip(&b.entries) {
        if key != other || !same(step, a, b, levels)? {
            return Ok(false);
        }
    }
    Ok(true)
}
