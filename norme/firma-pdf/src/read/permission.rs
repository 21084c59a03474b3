//! What a signature lets be changed after it (ISO 32000-2 §12.8.2.2, §12.8.2.4).

use super::Seen;
use crate::{Error, Locked, Permission, file::View, form, object::Dict, text};

/// The stricter of two, where there are two.
pub(super) trait Stricter {
    fn min_some(self, other: Self) -> Self;
}

impl Stricter for Option<Permission> {
    fn min_some(self, other: Self) -> Self {
        match (self, other) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

pub(super) fn permission_of(number: Option<i64>) -> Option<Permission> {
    match number? {
        1 => Some(Permission::Nothing),
        3 => Some(Permission::Annotations),
        // The default is 2, and what the standard does not know must not open more.
        2 => Some(Permission::FormFilling),
        _ => Some(Permission::Nothing),
    }
}

/// DocMDP and FieldMDP of the `/Reference` of a signature.
pub(super) fn references(view: &View<'_, '_>, dict: &Dict) -> Result<(Option<Permission>, Vec<Locked>), Error> {
    let (mut permission, mut locked) = (None, Vec::new());
    let list = view.value(dict, b"Reference")?;
    for item in list.as_array().unwrap_or_default().iter().take(20) {
        let item = view.resolve(item)?;
        let Some(item) = item.as_dict() else { continue };
        let params = view.value(item, b"TransformParams")?;
        let nothing = Dict::default();
        let params = params.as_dict().unwrap_or(&nothing);
        match view.value(item, b"TransformMethod")?.as_name() {
            Some(b"DocMDP") => {
                let number = view.value(params, b"P")?.as_int().unwrap_or(2);
                permission = permission.min_some(permission_of(Some(number)));
            }
            Some(b"FieldMDP") => locked.extend(lock(view, params)?),
            _ => {}
        }
    }
    Ok((permission, locked))
}

/// `/Action` and `/Fields`, of a FieldMDP or of a `/Lock`.
pub(super) fn lock(view: &View<'_, '_>, dict: &Dict) -> Result<Option<Locked>, Error> {
    let fields = view.value(dict, b"Fields")?;
    let mut names = Vec::new();
    for name in fields.as_array().unwrap_or_default().iter().take(form::FIELDS_MAX) {
        names.extend(view.resolve(name)?.as_str().map(|name| text::text(&name.bytes)));
    }
    Ok(match view.value(dict, b"Action")?.as_name() {
        Some(b"All") => Some(Locked::All),
        Some(b"Include") => Some(Locked::Include(names)),
        Some(b"Exclude") => Some(Locked::Exclude(names)),
        _ => None,
    })
}

/// Whether the catalog's `/Perms` names it, or its own `/Reference` has a DocMDP.
pub(super) fn certifies(view: &View<'_, '_>, one: &Seen, dict: &Dict) -> Result<bool, Error> {
    let Some(catalog) = view.catalog() else { return Ok(false) };
    let Some(catalog) = catalog.as_dict() else { return Ok(false) };
    let perms = view.value(catalog, b"Perms")?;
    let named = perms.as_dict().and_then(|perms| perms.get(b"DocMDP").as_ref());
    Ok((named.is_some() && named == one.at) || references(view, dict)?.0.is_some())
}
