//! The signature's field and its widget.

use super::{NewSignature, string, tags, update::Update};
use crate::{
    Error, Locked,
    form::{self, Field, Pages},
    object::{Dict, Object, Ref},
    page,
};

/// Print and Locked: PDF/A wants the first, and the second keeps people from moving the mark.
const FLAGS: i64 = 4 + 128;

/// Gives the signature to its field, new or waiting for it.
pub(super) fn add(update: &mut Update<'_, '_>, value: Ref, what: &NewSignature) -> Result<(), Error> {
    let fields = form::fields(&update.view)?;
    match fields.iter().find(|field| field.name == what.field) {
        Some(field) if field.is_signature() && field.value().is_null() => fill(update, field, value, what)?,
        Some(_) => return Err(Error::CannotAdd("un campo con quel nome c'è già")),
        None => create(update, value, what)?,
    }
    let root = update.view.root().ok_or(Error::CannotAdd("manca il catalogo"))?;
    let form = update.dict(root)?.get(b"AcroForm").clone();
    let flags = |form: &mut Dict| {
        // SignaturesExist and AppendOnly (§12.7.3). What an earlier signature wrote there is covered by it.
        let flags = form.get(b"SigFlags").as_int().unwrap_or_default();
        if flags & 1 == 0 {
            form.set(b"SigFlags", Object::Int(flags | 3));
        }
    };
    match form {
        Object::Ref(at) => update.edit(at, |_, form| {
            flags(form);
            Ok(())
        }),
        Object::Dict(mut form) => {
            flags(&mut form);
            update.edit(root, |_, catalog| {
                catalog.set(b"AcroForm", Object::Dict(form));
                Ok(())
            })
        }
        _ => Err(Error::CannotAdd("il suo modulo non è come dovrebbe")),
    }
}

fn fill(update: &mut Update<'_, '_>, field: &Field, value: Ref, what: &NewSignature) -> Result<(), Error> {
    let widget = *field.widgets.first().ok_or(Error::CannotAdd("il campo della firma non ha posto"))?;
    let rectangle = crate::read::rectangle(&update.view, &update.dict(widget)?)?;
    let drawn = match (&what.appearance, rectangle) {
        (Some(appearance), Some([a, b, c, d])) if a != c && b != d => {
            Some(appearance.object(update, [(c - a).abs(), (d - b).abs()], what.turned)?)
        }
        _ => None,
    };
    if let Some(drawn) = drawn {
        update.edit(widget, |_, widget| {
            widget.set(b"AP", drawn);
            Ok(())
        })?;
    }
    update.edit(field.at, |_, field| {
        field.set(b"V", Object::Ref(value));
        Ok(())
    })
}

fn create(update: &mut Update<'_, '_>, value: Ref, what: &NewSignature) -> Result<(), Error> {
    if what.field.is_empty() || what.field.contains('.') {
        return Err(Error::CannotAdd("il nome del campo della firma è vuoto o contiene un punto"));
    }
    let pages = form::pages(&update.view)?;
    let asked = *pages.pages.get(what.page).ok_or(Error::CannotAdd("la pagina della firma non c'è"))?;
    let tree = tags::tree(update)?;
    let page = if tree.is_some() && what.rectangle.is_none() { ordered(update, &pages, asked)? } else { asked };
    let at = update.reserve();
    let mut field = Dict::default();
    for (key, name) in [(&b"Type"[..], &b"Annot"[..]), (b"Subtype", b"Widget"), (b"FT", b"Sig")] {
        field.set(key, Object::Name(name.to_vec()));
    }
    field.set(b"T", string(&what.field));
    field.set(b"TU", string(&what.description));
    field.set(b"Contents", string(&what.description));
    field.set(b"F", Object::Int(FLAGS));
    field.set(b"P", Object::Ref(page));
    field.set(b"V", Object::Ref(value));
    let corners = what.rectangle.map_or_else(|| page::outside(&update.view, page), Ok)?;
    field.set(b"Rect", Object::Array(corners.iter().map(|corner| Object::Real(*corner)).collect()));
    if let Some([left, bottom, right, top]) = what.rectangle {
        if !(right > left && top > bottom) {
            return Err(Error::CannotAdd("il rettangolo della firma non ha area"));
        }
        let appearance = what.appearance.as_ref();
        let appearance = appearance.ok_or(Error::CannotAdd("una firma che si vede ha bisogno del suo aspetto"))?;
        let drawn = appearance.object(update, [right - left, top - bottom], what.turned)?;
        field.set(b"AP", drawn);
    }
    if let Some(locked) = &what.locked {
        let mut dict = lock(locked);
        dict.set(b"Type", Object::Name(b"SigFieldLock".to_vec()));
        let locked = update.add(Object::Dict(dict));
        field.set(b"Lock", Object::Ref(locked));
    }
    // What is not seen lies outside of its page and is not read aloud: the tree, which earlier signatures cover, stays as it is.
    if let Some(tree) = tree.filter(|_| what.rectangle.is_some()) {
        let key = tags::tag(update, tree, at, page, &what.description)?;
        field.set(b"StructParent", Object::Int(key));
    }
    update.put(at, super::Body::Object(Object::Dict(field)));
    update.edit(page, |update, page| {
        if tree.is_some() {
            // PDF/UA-1 §7.18.3: the order of the structure.
            page.set(b"Tabs", Object::Name(b"S".to_vec()));
        }
        update.push(page, b"Annots", vec![Object::Ref(at)])
    })?;
    enter(update, at)
}

/// A page whose annotations are read in the order of the structure already: the one that is asked for, or one of an earlier signature, so
/// that nothing but its list of annotations changes. Else the one that is asked for.
fn ordered(update: &Update<'_, '_>, pages: &Pages, asked: Ref) -> Result<Ref, Error> {
    let widgets = form::fields(&update.view)?.into_iter().filter(Field::is_signature).flat_map(|field| field.widgets);
    let mut candidates = vec![asked];
    for widget in widgets {
        candidates.extend(update.view.get(widget)?.as_dict().and_then(|widget| widget.get(b"P").as_ref()));
    }
    for page in candidates {
        let is_page = pages.number.contains_key(&page.number);
        if is_page && update.view.get(page)?.as_dict().is_some_and(|page| page.name(b"Tabs") == Some(b"S")) {
            return Ok(page);
        }
    }
    Ok(asked)
}

/// Enters the field in the form, which may have to be made.
fn enter(update: &mut Update<'_, '_>, at: Ref) -> Result<(), Error> {
    let root = update.view.root().ok_or(Error::CannotAdd("manca il catalogo"))?;
    let form = update.dict(root)?.get(b"AcroForm").clone();
    match form {
        Object::Ref(form) => update.edit(form, |update, form| update.push(form, b"Fields", vec![Object::Ref(at)])),
        Object::Dict(mut form) => {
            update.push(&mut form, b"Fields", vec![Object::Ref(at)])?;
            update.edit(root, |_, catalog| {
                catalog.set(b"AcroForm", Object::Dict(form));
                Ok(())
            })
        }
        _ => {
            let mut form = Dict::default();
            form.set(b"Fields", Object::Array(vec![Object::Ref(at)]));
            let form = update.add(Object::Dict(form));
            update.edit(root, |_, catalog| {
                catalog.set(b"AcroForm", Object::Ref(form));
                Ok(())
            })
        }
    }
}

/// `/Action` and `/Fields`.
pub(super) fn lock(locked: &Locked) -> Dict {
    let mut dict = Dict::default();
    let (action, names): (&[u8], &[String]) = match locked {
        Locked::All => (b"All", &[]),
        Locked::Include(names) => (b"Include", names),
        Locked::Exclude(names) => (b"Exclude", names),
    };
    dict.set(b"Action", Object::Name(action.to_vec()));
    if !names.is_empty() {
        dict.set(b"Fields", Object::Array(names.iter().map(|name| string(name)).collect()));
    }
    dict
}
