//! The form itself; its fields are in [`super::fields`].

use std::collections::HashSet;

use super::{
    fields, names,
    pages::differing,
    step::{Role, Step, at},
};
use crate::{
    ChangeKind, Error,
    object::{Dict, Object, Ref},
};

/// Compares the forms.
pub(super) fn form(step: &mut Step<'_, '_>, root: Ref, before: &Dict, after: &Dict) -> Result<(), Error> {
    let (old, new) = (before.get(b"AcroForm"), after.get(b"AcroForm"));
    let (was, is) = (step.old.resolve(old)?.clone(), step.new.resolve(new)?.clone());
    let nothing = Dict::default();
    if is.is_null() && !was.is_null() {
        step.tell(
            ChangeKind::Content,
            Some(root),
            None,
            "dopo la firma è stato tolto il modulo con le firme".to_owned(),
        );
        return Ok(());
    }
    let (was, is) = (was.as_dict().unwrap_or(&nothing), is.as_dict().unwrap_or(&nothing));
    let owner = new.as_ref().unwrap_or(root);
    if let Some(to) = new.as_ref() {
        step.allow(to.number, root.number, b"AcroForm");
    }
    for key in differing(was, is) {
        entry(step, owner, &key, was.get(&key), is.get(&key))?;
    }
    resources(step, owner, was, is)?;
    fields::fields(step)
}

fn entry(step: &mut Step<'_, '_>, owner: Ref, key: &[u8], old: &Object, new: &Object) -> Result<(), Error> {
    let bits = |object: &Object| object.as_int().unwrap_or_default();
    let fine = match key {
        // The fields are compared one by one.
        b"Fields" | b"DR" => true,
        b"SigFlags" => bits(old) & !bits(new) == 0,
        b"NeedAppearances" => *new != Object::Bool(true),
        b"DA" | b"Q" => old.is_null(),
        b"Type" => true,
        _ => false,
    };
    if fine {
        return Ok(());
    }
    step.adopt(new, owner.number, key, &HashSet::new())?;
    let text = match key {
        b"NeedAppearances" => "il modulo chiede ai programmi di ridisegnare i suoi campi".to_owned(),
        b"XFA" => "dopo la firma è cambiato il modulo XFA".to_owned(),
        key => format!("dopo la firma è cambiata una voce del modulo ({})", names::joined(&[key])),
    };
    step.tell(ChangeKind::Content, Some(owner), None, text);
    Ok(())
}

/// Default resources: only added.
fn resources(step: &mut Step<'_, '_>, owner: Ref, was: &Dict, is: &Dict) -> Result<(), Error> {
    let (old, new) = (step.old.value(was, b"DR")?.clone(), step.new.value(is, b"DR")?.clone());
    let nothing = Dict::default();
    let (old, new) = (old.as_dict().unwrap_or(&nothing), new.as_dict().unwrap_or(&nothing));
    let place = is.get(b"DR").as_ref();
    if let Some(place) = place {
        step.allow(place.number, owner.number, b"DR");
    }
    let holder = place.unwrap_or(owner);
    let keys: Vec<Vec<u8>> = old.entries.keys().chain(new.entries.keys()).cloned().collect();
    for key in keys.into_iter().collect::<HashSet<_>>() {
        let (before, after) = (step.old.value(old, &key)?.clone(), step.new.value(new, &key)?.clone());
        // Only fonts are looked up here, by name, to write values (§12.7.4.3); PDFBox replaces its own drawings at each signature.
        let kept = key != b"Font"
            || match (before.as_dict(), after.as_dict()) {
                (Some(before), Some(after)) => before.entries.iter().all(|(name, value)| after.get(name) == value),
                (None, _) => before.is_null() || before == after,
                (Some(_), None) => false,
            };
        if !kept {
            let text = "dopo la firma sono cambiati i caratteri o i disegni del modulo".to_owned();
            step.tell(ChangeKind::Content, Some(holder), None, text);
            continue;
        }
        if before != after {
            let may: HashSet<u32> = new.get(&key).as_ref().map(|to| to.number).into_iter().collect();
            step.adopt(new.get(&key), holder.number, &key, &may)?;
            if let Some(inner) = new.get(&key).as_ref() {
                step.adopt(&after, inner.number, &key, &HashSet::new())?;
            }
        }
    }
    Ok(())
}

/// Arrays of fields that are objects of their own: `Fields` and `Kids` are the only keys under which they may be referred to, and what
/// their members are is compared by itself.
pub(super) fn lists(step: &mut Step<'_, '_>) -> Result<(), Error> {
    let arrays: Vec<u32> = step.changed.keys().copied().collect();
    for number in arrays {
        let object = step.new.get(at(number))?;
        let Some(items) = object.as_array() else { continue };
        if !step.roles.contains_key(&number) && !items.is_empty() && items.iter().all(|item| item.as_ref().is_some()) {
            step.explain(number, Role::List);
        }
    }
    Ok(())
}
