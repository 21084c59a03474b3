//! Fields: signed, filled in, added, removed.

use std::collections::HashSet;

use super::{
    annotations::LOOKS_LEVELS,
    names,
    pages::differing,
    step::{Role, Status, Step, at},
};
use crate::{
    ChangeKind, Error,
    form::{self, Field, Tree},
    object::{Dict, Object},
    read,
};

/// Read-only: what a signature that locks fields may set on them.
const READ_ONLY: i64 = 1;

/// Compares the fields.
pub(super) fn fields(step: &mut Step<'_, '_>) -> Result<(), Error> {
    let (old, new) = (form::tree(&step.old)?, form::tree(&step.new)?);
    for field in old.fields.iter().filter(|field| !new.has(field.at.number)) {
        let text = format!("dopo la firma è stato tolto dal modulo il campo «{}»", field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
        step.explain(field.at.number, Role::Field);
    }
    for field in new.fields.iter().filter(|field| !old.has(field.at.number)) {
        added(step, field)?;
    }
    for field in new.fields.iter().filter(|field| old.has(field.at.number)) {
        common(step, &old, field)?;
    }
    for number in &new.nodes {
        node(step, &old, *number)?;
    }
    unknown_widgets(step, &new);
    Ok(())
}

/// Widgets that pages show and the form does not know, or that were in the form and on no page.
fn unknown_widgets(step: &mut Step<'_, '_>, new: &Tree) {
    for (number, page) in std::mem::take(&mut step.widgets) {
        let known = step.roles.get(&number) == Some(&Role::Field) && new.terminal.contains_key(&number);
        if !known {
            let text = format!("dopo la firma la pagina {} mostra un campo che prima non mostrava", page + 1);
            step.tell(ChangeKind::Content, Some(at(number)), Some(page), text);
            step.explain(number, Role::Field);
        }
    }
}

/// A field that was not there: only one for signing may come.
fn added(step: &mut Step<'_, '_>, field: &Field) -> Result<(), Error> {
    let parts: Vec<u32> = field.widgets.iter().map(|widget| widget.number).chain([field.at.number]).collect();
    let all_new = parts.iter().all(|part| step.status(*part) == Some(Status::New));
    if !field.is_signature() || !all_new {
        let text = format!("dopo la firma è stato aggiunto al modulo il campo «{}»", field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
        return Ok(());
    }
    for part in &parts {
        step.explain(*part, Role::Field);
        let object = step.new.get(at(*part))?;
        step.adopt(&object, *part, b"Fields", &HashSet::new())?;
    }
    signed(step, field, true)
}

/// Tells of a signature that was made in this saving, or of a field made for one.
fn signed(step: &mut Step<'_, '_>, field: &Field, new_field: bool) -> Result<(), Error> {
    let pages = form::pages(&step.new)?;
    let mark = read::mark(&step.new, field, &pages)?.filter(crate::Mark::visible);
    let page = mark.and_then(|mark| mark.page);
    let where_ = page.map(|page| format!(", con il suo segno sulla pagina {}", page + 1)).unwrap_or_default();
    let value = step.new.resolve(field.value())?.clone();
    if let (Some(dict), Some(at)) = (value.as_dict(), field.value().as_ref()) {
        step.explain(at.number, Role::Value);
        actions(step, field, dict)?;
    }
    actions_of_parts(step, field)?;
    let stamp = value.as_dict().is_some_and(|value| {
        value.name(b"Type") == Some(b"DocTimeStamp") || value.name(b"SubFilter") == Some(b"ETSI.RFC3161")
    });
    let (kind, text) = match (value.is_null(), stamp && mark.is_none()) {
        (true, _) => {
            (ChangeKind::Signature, format!("è stato aggiunto il campo per una firma «{}»{where_}", field.name))
        }
        (_, true) => (ChangeKind::TimeStamp, "è stata aggiunta una marca temporale del documento".to_owned()),
        _ if new_field => (ChangeKind::Signature, format!("è stata aggiunta la firma «{}»{where_}", field.name)),
        _ => (ChangeKind::Signature, format!("è stata messa la firma nel campo «{}»{where_}", field.name)),
    };
    let covers = match (mark, page.and_then(|page| pages.pages.get(page))) {
        (Some(mark), Some(page)) => covers(step, *page, mark.rectangle)?,
        _ => false,
    };
    if covers {
        let text = format!("{text}: il segno copre più di metà della pagina e può nascondere ciò che è firmato");
        step.doubt(kind, Some(field.at), page, text);
    } else {
        step.tell(kind, Some(field.at), page, text);
    }
    Ok(())
}

/// Whether a rectangle covers more than half of a page.
fn covers(step: &Step<'_, '_>, page: crate::Ref, [left, bottom, right, top]: [f64; 4]) -> Result<bool, Error> {
    let mut at = page;
    for _ in 0..32 {
        let object = step.new.get(at)?;
        let Some(dict) = object.as_dict() else { break };
        let corners = step.new.value(dict, b"MediaBox")?;
        let numbers: Vec<f64> = corners.as_array().unwrap_or_default().iter().filter_map(Object::as_number).collect();
        if let &[a, b, c, d] = numbers.as_slice() {
            return Ok((right - left) * (top - bottom) > (c - a).abs() * (d - b).abs() / 2.0);
        }
        let Some(parent) = dict.get(b"Parent").as_ref() else { break };
        at = parent;
    }
    Ok(false)
}

/// A new field that does something when it is touched.
fn actions(step: &mut Step<'_, '_>, field: &Field, dict: &Dict) -> Result<(), Error> {
    if dict.has(b"A") || dict.has(b"AA") {
        let text = format!("il campo «{}», aggiunto dopo la firma, esegue un'azione quando lo si tocca", field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
    }
    Ok(())
}

fn actions_of_parts(step: &mut Step<'_, '_>, field: &Field) -> Result<(), Error> {
    let parts: HashSet<u32> = field.widgets.iter().map(|widget| widget.number).chain([field.at.number]).collect();
    for part in parts {
        let object = step.new.get(at(part))?;
        let was = step.old.get(at(part))?;
        let before = was.as_dict().is_some_and(|dict| dict.has(b"A") || dict.has(b"AA"));
        if let Some(dict) = object.as_dict().filter(|_| !before) {
            actions(step, field, dict)?;
        }
    }
    Ok(())
}

/// A field that was there.
fn common(step: &mut Step<'_, '_>, old: &Tree, field: &Field) -> Result<(), Error> {
    let parts: Vec<u32> = if field.widgets == [field.at] {
        vec![field.at.number]
    } else {
        field.widgets.iter().map(|widget| widget.number).chain([field.at.number]).collect()
    };
    let Some(before) = old.field(field.at.number) else {
        let text = format!("dopo la firma il campo «{}» ha cambiato forma", field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
        return Ok(());
    };
    if before.name != field.name || before.kind != field.kind || before.widgets != field.widgets {
        let text = format!("dopo la firma il campo «{}» è diventato un altro («{}»)", before.name, field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
    }
    let value = |step: &Step<'_, '_>, of: &Field, new: bool| -> Result<bool, Error> {
        let view = if new { &step.new } else { &step.old };
        Ok(view.resolve(of.value())?.is_null())
    };
    let (was_empty, is_empty) = (value(step, before, false)?, value(step, field, true)?);
    let signing = field.is_signature() && was_empty && !is_empty;
    let revalued =
        before.value() != field.value() || field.value().as_ref().is_some_and(|to| step.status(to.number).is_some());
    let mut any = false;
    for part in &parts {
        any |= self::part(step, field, *part, signing, revalued)?;
    }
    if signing {
        let holder = field.at.number;
        step.adopt(field.value(), holder, b"V", &HashSet::new())?;
        return signed(step, field, false);
    }
    if field.is_signature() && !was_empty && revalued {
        let done = if is_empty { "tolta dal" } else { "sostituita nel" };
        let text = format!("una firma è stata {done} campo «{}»", field.name);
        step.tell(ChangeKind::Content, Some(field.at), None, text);
    } else if any && !field.is_signature() {
        let kind = ChangeKind::FormFilling { field: field.name.clone() };
        step.tell(kind, Some(field.at), None, format!("dopo la firma è stato compilato il campo «{}»", field.name));
    }
    Ok(())
}

/// One object of a field; gives whether it was filled in.
fn part(step: &mut Step<'_, '_>, field: &Field, number: u32, signing: bool, revalued: bool) -> Result<bool, Error> {
    let (was, is) = (step.old.get(at(number))?, step.new.get(at(number))?);
    let (Some(was), Some(is)) = (was.as_dict(), is.as_dict()) else { return Ok(false) };
    let filling = !field.is_signature() && revalued;
    let keys = if step.status(number).is_some() { differing(was, is) } else { Vec::new() };
    let mut filled = false;
    for key in &keys {
        let fine = match key.as_slice() {
            // Told by the caller, who knows whether it was empty.
            b"V" => true,
            b"AP" | b"AS" => signing || filling,
            b"M" | b"MK" | b"F" | b"DA" => signing,
            b"RV" | b"I" => filling,
            b"Ff" => {
                let bits = |dict: &Dict| dict.get(b"Ff").as_int().unwrap_or_default();
                bits(was) | READ_ONLY == bits(is)
            }
            _ => false,
        };
        filled |= matches!(key.as_slice(), b"V" | b"AS" | b"RV" | b"I");
        if !fine {
            let text = format!("dopo la firma è cambiato il campo «{}» ({})", field.name, names::joined(&[key]));
            step.tell(ChangeKind::Content, Some(at(number)), None, text);
            step.adopt(is.get(key), number, key, &HashSet::new())?;
        }
    }
    step.explain(number, Role::Field);
    if signing || filling {
        let may = step.below(was.get(b"AP"), LOOKS_LEVELS)?;
        step.adopt(is.get(b"AP"), number, b"AP", &may)?;
        for key in [&b"V"[..], b"MK", b"RV", b"I"] {
            if keys.iter().any(|changed| changed == key) && !field.is_signature() || key == b"MK" && signing {
                let may: HashSet<u32> = is.get(key).as_ref().map(|to| to.number).into_iter().collect();
                step.adopt(is.get(key), number, key, &may)?;
            }
        }
    }
    Ok(filled)
}

/// A field that only has others below.
fn node(step: &mut Step<'_, '_>, old: &Tree, number: u32) -> Result<(), Error> {
    let Some(status) = step.status(number) else { return Ok(()) };
    let (was, is) = (step.old.get(at(number))?, step.new.get(at(number))?);
    step.explain(number, Role::Field);
    let (Some(was), Some(is)) = (was.as_dict(), is.as_dict()) else {
        if status == Status::New {
            return Ok(());
        }
        step.tell(
            ChangeKind::Content,
            Some(at(number)),
            None,
            "dopo la firma è cambiato un gruppo di campi".to_owned(),
        );
        return Ok(());
    };
    let known = old.nodes.contains(&number);
    for key in differing(was, is) {
        if key != b"Kids" || !known {
            let text = format!("dopo la firma è cambiato un gruppo di campi ({})", names::joined(&[&key]));
            step.tell(ChangeKind::Content, Some(at(number)), None, text);
        }
    }
    Ok(())
}
