//! The trailer and the catalog.

use std::collections::HashSet;

use super::{
    evidence, form, names, pages,
    step::{Role, Step},
    structure,
};
use crate::{
    ChangeKind, Error,
    object::{Dict, Object, Ref},
};

/// Compares what everything hangs from.
pub(super) fn trailer(step: &mut Step<'_, '_>) -> Result<(), Error> {
    let (old, new) = (step.old.root(), step.new.root());
    if old.map(|root| root.number) != new.map(|root| root.number) {
        // Its entries are compared all the same.
        let text = "dopo la firma il documento è stato messo sotto un altro catalogo".to_owned();
        step.doubt(ChangeKind::Metadata, new, None, text);
    }
    let info = |step: &Step<'_, '_>| step.new.trailer().and_then(|trailer| trailer.get(b"Info").as_ref());
    if let Some(info) = info(step).filter(|info| step.status(info.number).is_some()) {
        // The trailer itself refers to it: whoever else does is another matter.
        step.explain(info.number, Role::Seen);
        let object = step.new.get(info)?;
        step.adopt(&object, info.number, b"Info", &HashSet::new())?;
        step.tell(
            ChangeKind::Metadata,
            Some(info),
            None,
            "sono cambiati i dati descrittivi del documento (Info)".to_owned(),
        );
    }
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    let (before, after) = (step.old.get(old)?, step.new.get(new)?);
    let (Some(before), Some(after)) = (before.as_dict(), after.as_dict()) else { return Ok(()) };
    step.explain(new.number, Role::Anchor);
    catalog(step, new, before, after)
}

fn catalog(step: &mut Step<'_, '_>, root: Ref, before: &Dict, after: &Dict) -> Result<(), Error> {
    let keys: HashSet<&Vec<u8>> = before.entries.keys().chain(after.entries.keys()).collect();
    let mut keys: Vec<&Vec<u8>> = keys.into_iter().collect();
    keys.sort();
    if after.repeated.len() > before.repeated.len() {
        step.tell(ChangeKind::Content, Some(root), None, "il catalogo del documento ripete una voce".to_owned());
    }
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        match key.as_slice() {
            b"AcroForm" | b"Pages" | b"DSS" | b"StructTreeRoot" => {}
            b"Version" => version(step, root, old, new),
            b"Metadata" => metadata(step, root, old, new)?,
            b"Extensions" => extensions(step, root, old, new)?,
            b"MarkInfo" if old.is_null() => {}
            _ if old == new => {}
            b"Perms" => step.tell(
                ChangeKind::Content,
                Some(root),
                None,
                "dopo la firma sono cambiati i permessi del documento: può certificarlo solo la prima firma".to_owned(),
            ),
            key => {
                let text = format!("dopo la firma è cambiata una cosa che riguarda {}", names::of_catalog(key));
                step.tell(ChangeKind::Content, Some(root), None, text);
            }
        }
    }
    pages::pages(step, before, after)?;
    evidence::store(step, root, before, after)?;
    form::form(step, root, before, after)?;
    structure::structure(step, before, after)?;
    form::lists(step)
}

/// The version of the format: upwards.
fn version(step: &mut Step<'_, '_>, root: Ref, old: &Object, new: &Object) {
    let number = |object: &Object| object.as_name().map(<[u8]>::to_vec);
    if number(old) == number(new) && old == new {
        return;
    }
    if number(new) >= number(old) && new.as_name().is_some_and(|name| name.len() == 3) {
        let text = "il documento dichiara una versione più nuova del formato PDF".to_owned();
        step.tell(ChangeKind::Metadata, Some(root), None, text);
    } else {
        let text = "il documento dichiara una versione più vecchia del formato PDF".to_owned();
        step.tell(ChangeKind::Content, Some(root), None, text);
    }
}

fn metadata(step: &mut Step<'_, '_>, root: Ref, old: &Object, new: &Object) -> Result<(), Error> {
    let touched = new.as_ref().filter(|to| step.status(to.number).is_some());
    if old == new && touched.is_none() {
        return Ok(());
    }
    if let Some(to) = touched {
        let object = step.new.get(to)?;
        if matches!(&*object, Object::Stream(dict, _) if dict.name(b"Type") == Some(b"Metadata")) {
            step.allow(to.number, root.number, b"Metadata");
            step.adopt(&object, to.number, b"Metadata", &HashSet::new())?;
        }
    }
    let text = "sono cambiati i dati descrittivi del documento (XMP)".to_owned();
    step.tell(ChangeKind::Metadata, new.as_ref(), None, text);
    Ok(())
}

/// Extensions of the format (§7.12): only added.
fn extensions(step: &mut Step<'_, '_>, root: Ref, old: &Object, new: &Object) -> Result<(), Error> {
    let (before, after) = (step.old.resolve(old)?, step.new.resolve(new)?);
    if *before == *after {
        return Ok(());
    }
    let nothing = Dict::default();
    let (before, after) = (before.as_dict().unwrap_or(&nothing), after.as_dict().unwrap_or(&nothing));
    if before.entries.iter().all(|(key, value)| key == b"Type" || after.has(key) || value.is_null()) {
        let may = step.below(old, 2)?;
        step.adopt(new, root.number, b"Extensions", &may)?;
        let text = "sono state dichiarate estensioni del formato PDF".to_owned();
        step.tell(ChangeKind::Evidence, Some(root), None, text);
    } else {
        let text = "sono state tolte estensioni dichiarate del formato PDF".to_owned();
        step.tell(ChangeKind::Content, Some(root), None, text);
    }
    Ok(())
}
