//! How large a page is and which way up it is shown: what whoever places a mark on it must know.

use crate::{
    Error,
    file::{Pdf, View},
    form,
    object::{Dict, Object, Ref},
};

/// Most nodes above a page that are looked at for what it inherits.
const LEVELS_MAX: usize = 32;
/// A4, for a page that does not say how large it is.
const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];

/// A page as people see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Its place, from 0.
    pub number: usize,
    /// Left, bottom, right, top of what is shown, in points of its default user space: the crop box within the media box.
    pub area: [f64; 4],
    /// By how many degrees it is turned clockwise when it is shown: 0, 90, 180 or 270.
    pub turned: u16,
}

/// A page of a document, as its last revision has it: `which` from 0, `None` for the last one.
///
/// # Errors
/// As [`crate::read`]; [`Error::CannotAdd`] where there is no such page.
pub fn page(bytes: &[u8], which: Option<usize>) -> Result<Page, Error> {
    let pdf = Pdf::open(bytes)?;
    let view = pdf.now();
    let pages = form::pages(&view)?.pages;
    let number = which.or(pages.len().checked_sub(1));
    let found = number.and_then(|number| Some((number, *pages.get(number)?)));
    let (number, at) = found.ok_or(Error::CannotAdd("la pagina della firma non c'è"))?;
    let media = inherited(&view, at, b"MediaBox", corners)?.unwrap_or(A4);
    let crop = inherited(&view, at, b"CropBox", corners)?;
    let turned = inherited(&view, at, b"Rotate", |_, value| Ok(value.as_int()))?.unwrap_or_default();
    let turned = u16::try_from(turned.rem_euclid(360)).ok().filter(|turned| turned % 90 == 0).unwrap_or_default();
    Ok(Page { number, area: crop.and_then(|crop| within(crop, media)).unwrap_or(media), turned })
}

/// A point that no page box reaches, as a rectangle without area: where a field lies that is not seen. What lies outside of the crop
/// box needs no place in the structure tree (ISO 14289-1 §7.18.1), and without area no appearance (ISO 19005-2 §6.3.3).
pub(crate) fn outside(view: &View<'_, '_>, at: Ref) -> Result<[f64; 4], Error> {
    let [mut left, mut bottom, ..] = inherited(view, at, b"MediaBox", corners)?.unwrap_or(A4);
    if let Some(crop) = inherited(view, at, b"CropBox", corners)? {
        (left, bottom) = (left.min(crop[0]), bottom.min(crop[1]));
    }
    let (x, y) = (left.floor() - 1.0, bottom.floor() - 1.0);
    Ok([x, y, x, y])
}

/// What a page says, or a node above it (ISO 32000-2 §7.7.3.4).
fn inherited<T>(
    view: &View<'_, '_>,
    page: Ref,
    key: &[u8],
    read: impl Fn(&View<'_, '_>, &Object) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let mut at = Some(page);
    for _ in 0..LEVELS_MAX {
        let Some(here) = at else { break };
        let object = view.get(here)?;
        let Some(dict) = object.as_dict() else { break };
        let value = view.value(dict, key)?;
        if let Some(found) = read(view, &value)? {
            return Ok(Some(found));
        }
        at = parent(dict);
    }
    Ok(None)
}

fn parent(dict: &Dict) -> Option<Ref> {
    dict.get(b"Parent").as_ref()
}

/// A rectangle with an area, its corners in order.
fn corners(view: &View<'_, '_>, value: &Object) -> Result<Option<[f64; 4]>, Error> {
    let Some(items) = value.as_array().filter(|items| items.len() == 4) else { return Ok(None) };
    let mut numbers = [0.0; 4];
    for (number, item) in numbers.iter_mut().zip(items) {
        let Some(read) = view.resolve(item)?.as_number().filter(|read: &f64| read.is_finite()) else {
            return Ok(None);
        };
        *number = read;
    }
    let [a, b, c, d] = numbers;
    Ok(has_area([a.min(c), b.min(d), a.max(c), b.max(d)]))
}

fn within(inner: [f64; 4], outer: [f64; 4]) -> Option<[f64; 4]> {
    let ([a, b, c, d], [left, bottom, right, top]) = (inner, outer);
    has_area([a.max(left), b.max(bottom), c.min(right), d.min(top)])
}

fn has_area(rectangle: [f64; 4]) -> Option<[f64; 4]> {
    let [left, bottom, right, top] = rectangle;
    (right > left && top > bottom).then_some(rectangle)
}
