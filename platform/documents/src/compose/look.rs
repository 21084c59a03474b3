//! What an original is besides its pages: whether it holds what no paper can show, and whether its fields show what they hold.

use hayro_interpret::hayro_syntax::{
    Pdf,
    object::{Array, Dict, MaybeRef, Name, Object, String as PdfString},
    page::Page,
};

use super::{Look, Uncopied};

/// Most notes and fields of one page.
const MOST_NOTES: usize = 2_000;
/// Not shown, or not in view (ISO 32000-1, 12.5.3).
const UNSEEN: u32 = 2 | 32;

/// Deepest nesting of fields.
const DEEPEST: usize = 16;
/// Notes that hold a file, a sound or a film (ISO 32000-1, 12.5.6).
const NO_PAPER: [&[u8]; 7] = [b"FileAttachment", b"Sound", b"Movie", b"Screen", b"RichMedia", b"3D", b"Projection"];

/// Looks at it.
pub(super) fn look(pdf: &Pdf) -> Result<Look, Uncopied> {
    let pages = u32::try_from(pdf.pages().len()).map_err(|_| Uncopied::TooLarge)?;
    if pages == 0 {
        return Err(Uncopied::Broken);
    }
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let more = attached(&catalog) || pdf.pages().iter().any(|page| notes(page).any(|note| is(&note, &NO_PAPER)));
    Ok(Look { pages, more, picture: false, inside: None })
}

/// Whether files are attached to the document itself.
fn attached(catalog: &Dict<'_>) -> bool {
    let some = |array: Option<Array<'_>>| array.is_some_and(|array| array.raw_iter().next().is_some());
    let named = catalog
        .get::<Dict<'_>>(b"Names".as_slice())
        .and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles".as_slice()));
    let named = named.is_some_and(|tree| {
        some(tree.get::<Array<'_>>(b"Names".as_slice())) || some(tree.get::<Array<'_>>(b"Kids".as_slice()))
    });
    named || catalog.contains_key(b"Collection") || some(catalog.get::<Array<'_>>(b"AF".as_slice()))
}

/// Whether a field of this page is filled in and has no appearance of its own, so that each reader draws it as it likes and a copy would
/// show it empty, or as it was before.
pub(super) fn unfilled(pdf: &Pdf, page: &Page<'_>) -> bool {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let form = catalog.get::<Dict<'_>>(b"AcroForm".as_slice()).unwrap_or_default();
    let anew = form.get::<bool>(b"NeedAppearances".as_slice()).unwrap_or(false);
    // A form that only its own program draws (XFA): its page is a request to open it there.
    let elsewhere = form.contains_key(b"XFA") && catalog.get::<bool>(b"NeedsRendering".as_slice()).unwrap_or(false);
    let undrawn = |note: &Dict<'_>| {
        is(note, &[b"Widget"]) && in_view(note) && (anew || !note.contains_key(b"AP")) && has_text(note)
    };
    elsewhere || notes(page).any(|note| undrawn(&note))
}

/// Whether a field, or the one that it is a part of, holds a text.
fn has_text(note: &Dict<'_>) -> bool {
    let mut field = Some(note.clone());
    for _ in 0..DEEPEST {
        let Some(now) = field else { return false };
        match now.get::<Object<'_>>(b"V".as_slice()) {
            Some(Object::String(text)) => return !text.as_bytes().is_empty(),
            Some(Object::Array(several)) => return several.iter::<PdfString<'_>>().next().is_some(),
            Some(_) => return false,
            None => field = now.get::<Dict<'_>>(b"Parent".as_slice()),
        }
    }
    false
}

/// What stands upon a page: notes, fields, signatures. One that is not there any more keeps none of the others away.
pub(super) fn notes<'a>(page: &Page<'a>) -> impl Iterator<Item = Dict<'a>> + use<'a> {
    let (all, xref) = (page.raw().get::<Array<'_>>(b"Annots".as_slice()).unwrap_or_default(), page.xref());
    all.raw_iter().take(MOST_NOTES).filter_map(move |item| match item {
        MaybeRef::Ref(to) => xref.get::<Dict<'_>>(to.into()),
        MaybeRef::NotRef(found) => found.into_dict(),
    })
}

/// Whether it is in view.
pub(super) fn in_view(note: &Dict<'_>) -> bool {
    note.get::<u32>(b"F".as_slice()).unwrap_or(0) & UNSEEN == 0
}

fn is(note: &Dict<'_>, kinds: &[&[u8]]) -> bool {
    note.get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|kind| kinds.contains(&kind.as_ref()))
}
