//! What was pasted from a word processor or a page.

mod convert;
mod label;
mod soup;

pub(crate) use convert::target;

use crate::{Fault, Imported, NewId, rough::Maker};

/// Blocks from pasted HTML. What is known is kept (headings, paragraphs, lists, those of Word too, tables, quotations,
/// strong and emphasised words, links to the web), all else is words or nothing: no style, script, picture or address
/// that acts comes through.
///
/// # Errors
/// [`Fault::TooMuch`] where there is more than [`crate::bounds`] say.
pub fn paste<'a>(html: &str, new_id: &'a mut NewId<'a>) -> Result<Imported, Fault> {
    let soup = soup::read(html)?;
    let mut maker = Maker::new(new_id);
    convert::convert(&soup, &mut maker);
    Ok(maker.finish())
}
