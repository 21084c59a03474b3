//! Annotations of the pages. Widgets belong to the form; the others may change only where the signer let them.

use std::collections::{HashMap, HashSet};

use super::step::{Role, Status, Step, at};
use crate::{
    ChangeKind, Error, form,
    object::{Dict, Object, Ref},
    read,
};

/// Levels from an annotation to the streams that draw it.
pub(super) const LOOKS_LEVELS: usize = 4;

/// Compares the lists of a page.
pub(super) fn list(step: &mut Step<'_, '_>, page: Ref, number: usize, was: &Dict, is: &Dict) -> Result<(), Error> {
    let (old, new) = (step.old.value(was, b"Annots")?.clone(), step.new.value(is, b"Annots")?.clone());
    if let Some(held) = is.get(b"Annots").as_ref() {
        step.allow(held.number, page.number, b"Annots");
    }
    let (old, new) = (old.as_array().unwrap_or_default(), new.as_array().unwrap_or_default());
    let numbers =
        |list: &[Object]| -> Vec<u32> { list.iter().filter_map(Object::as_ref).map(|to| to.number).collect() };
    let (before, after) = (numbers(old), numbers(new));
    let (was_there, is_there): (HashSet<u32>, HashSet<u32>) =
        (before.iter().copied().collect(), after.iter().copied().collect());
    let direct =
        |list: &[Object]| -> Vec<Object> { list.iter().filter(|one| one.as_ref().is_none()).cloned().collect() };
    if direct(old) != direct(new) {
        let text = format!("è cambiata un'annotazione della pagina {}", number + 1);
        step.tell(ChangeKind::Annotation, Some(page), Some(number), text);
        for one in direct(new) {
            step.adopt(&one, page.number, b"Annots", &HashSet::new())?;
        }
    }
    let kept = |list: &[u32], other: &HashSet<u32>| -> Vec<u32> {
        list.iter().filter(|one| other.contains(one)).copied().collect()
    };
    if kept(&before, &is_there) != kept(&after, &was_there) {
        let text = format!("è cambiato l'ordine in cui si sovrappongono le annotazioni della pagina {}", number + 1);
        step.tell(ChangeKind::Content, Some(page), Some(number), text);
    }
    for gone in before.iter().filter(|one| !is_there.contains(one)) {
        removed(step, *gone, number)?;
    }
    for one in after.iter().filter(|one| !was_there.contains(one)) {
        added(step, *one, number)?;
    }
    Ok(())
}

fn subtype(object: &Object) -> String {
    let name = object.as_dict().and_then(|dict| dict.name(b"Subtype")).unwrap_or_default();
    name.iter().filter(|byte| byte.is_ascii_alphanumeric()).take(30).map(|byte| char::from(*byte)).collect()
}

fn removed(step: &mut Step<'_, '_>, number: u32, page: usize) -> Result<(), Error> {
    let object = step.old.get(at(number))?;
    let kind = subtype(&object);
    let (what, kind) = match kind.as_str() {
        "Widget" => ("un campo".to_owned(), ChangeKind::Content),
        other => (format!("un'annotazione ({other})"), ChangeKind::Annotation),
    };
    let text =
        format!("dopo la firma è stato tolto {what} dalla pagina {}", page + 1).replace("tolto un'", "tolta un'");
    step.tell(kind, Some(at(number)), Some(page), text);
    step.explain(number, Role::Field);
    Ok(())
}

fn added(step: &mut Step<'_, '_>, number: u32, page: usize) -> Result<(), Error> {
    let object = step.new.get(at(number))?;
    if subtype(&object) == "Widget" {
        // The form tells of those that it knows, and this of the others.
        step.widgets(number, page);
        return Ok(());
    }
    if step.status(number) != Some(Status::New) {
        let text = format!("dopo la firma la pagina {} mostra un'annotazione che prima era nascosta", page + 1);
        step.tell(ChangeKind::Content, Some(at(number)), Some(page), text);
        return Ok(());
    }
    step.explain(number, Role::Field);
    step.adopt(&object, number, b"Annots", &HashSet::new())?;
    let text = format!("dopo la firma è stata aggiunta un'annotazione ({}) alla pagina {}", subtype(&object), page + 1);
    step.tell(ChangeKind::Annotation, Some(at(number)), Some(page), text);
    Ok(())
}

/// Annotations, widgets aside, that changed in their place.
pub(super) fn modified(step: &mut Step<'_, '_>) -> Result<(), Error> {
    let mut suspects = Vec::new();
    for (number, status) in &step.changed {
        if *status == Status::Modified && !step.roles.contains_key(number) {
            suspects.push(*number);
        }
    }
    if suspects.is_empty() {
        return Ok(());
    }
    let pages = form::pages(&step.new)?;
    let mut shown: HashMap<u32, usize> = HashMap::new();
    for (page, of) in pages.pages.iter().enumerate() {
        for annotation in read::annotations(&step.new, *of)? {
            shown.insert(annotation.number, page);
        }
    }
    for number in suspects {
        let Some(page) = shown.get(&number).copied() else { continue };
        let (was, is) = (step.old.get(at(number))?, step.new.get(at(number))?);
        if subtype(&was) == "Widget" || subtype(&is) == "Widget" || is.as_dict().is_none() {
            continue;
        }
        let looks = was.as_dict().map_or(&Object::Null, |was| was.get(b"AP"));
        let may = step.below(looks, LOOKS_LEVELS)?;
        step.explain(number, Role::Field);
        step.adopt(&is, number, b"Annots", &may)?;
        let text = format!("dopo la firma è cambiata un'annotazione ({}) della pagina {}", subtype(&is), page + 1);
        step.tell(ChangeKind::Annotation, Some(at(number)), Some(page), text);
    }
    Ok(())
}
