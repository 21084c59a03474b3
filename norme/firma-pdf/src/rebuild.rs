//! Finds the objects of a file whose index is unusable, as every viewer does. What is found has no history: nothing can be said of
//! what changed after a signature.

use std::collections::BTreeMap;

use crate::{
    Error,
    budget::Budget,
    file::{ENTRIES_MAX, View},
    lex::{DEPTH_MAX, Lexer, NUMBER_MAX},
    object::{Dict, Object, Ref},
    xref::Entry,
};

/// What was found.
pub(crate) struct Found {
    pub entries: BTreeMap<u32, Entry>,
    pub trailer: Dict,
    /// Object streams, in the order of the file.
    pub streams: Vec<u32>,
    /// Objects that look like a catalog.
    pub dictionaries: Vec<Ref>,
}

/// Looks for `12 0 obj`; of two with the same number the last counts.
pub(crate) fn rebuild(bytes: &[u8], budget: &Budget) -> Result<Found, Error> {
    let mut found =
        Found { entries: BTreeMap::new(), trailer: Dict::default(), streams: Vec::new(), dictionaries: Vec::new() };
    budget.spend(bytes.len() / 64)?;
    for at in memchr::memmem::find_iter(bytes, b" obj") {
        let Some((is, offset)) = header_before(bytes, at) else { continue };
        if found.entries.len() >= ENTRIES_MAX {
            return Err(Error::TooMuchWork);
        }
        budget.spend(1)?;
        found.entries.insert(is.number, Entry::At { offset, generation: is.generation });
        let head = bytes.get(at..bytes.len().min(at + 400)).unwrap_or_default();
        if memchr::memmem::find(head, b"/ObjStm").is_some() {
            found.streams.push(is.number);
        }
        if memchr::memmem::find(head, b"/Catalog").is_some() {
            found.dictionaries.push(is);
        }
        if memchr::memmem::find(head, b"/XRef").is_some()
            && let Ok(Object::Dict(trailer) | Object::Stream(trailer, _)) =
                Lexer::new(bytes, at + 4, budget, true).indirect()
            && trailer.has(b"Root")
        {
            found.trailer = trailer;
        }
    }
    // The newest object stream first: what it holds hides what older ones held.
    found.streams.reverse();
    found.streams.truncate(10_000);
    for at in memchr::memmem::find_iter(bytes, b"trailer").take(1_000) {
        if let Ok(Object::Dict(trailer)) = Lexer::new(bytes, at + 7, budget, true).object(DEPTH_MAX)
            && (trailer.has(b"Root") || trailer.has(b"Encrypt"))
        {
            found.trailer = trailer;
        }
    }
    if found.entries.is_empty() { Err(Error::Damaged("non contiene oggetti")) } else { Ok(found) }
}

/// `12 0` before ` obj`.
fn header_before(bytes: &[u8], at: usize) -> Option<(Ref, usize)> {
    let head = bytes.get(at.saturating_sub(24)..at)?;
    let text = |from: usize, to: usize| std::str::from_utf8(head.get(from..to)?).ok();
    let digits = |end: usize| head.get(..end).map(|head| head.iter().rev().take_while(|b| b.is_ascii_digit()).count());
    let second = head.len() - digits(head.len())?;
    let blanks = head.get(..second)?.iter().rev().take_while(|byte| crate::lex::blank(**byte)).count();
    let end = second.checked_sub(blanks).filter(|_| blanks > 0)?;
    let first = end - digits(end)?;
    let number = text(first, end)?.parse().ok().filter(|number| *number <= NUMBER_MAX)?;
    let generation = text(second, head.len())?.parse().ok()?;
    Some((Ref { number, generation }, at - (head.len() - first)))
}

/// The last object that is a catalog.
pub(crate) fn catalog(view: &View<'_, '_>, candidates: &[Ref]) -> Result<Ref, Error> {
    for to in candidates.iter().rev().take(1_000) {
        let object = view.get(*to)?;
        if object.as_dict().is_some_and(|dict| dict.name(b"Type") == Some(b"Catalog") && dict.has(b"Pages")) {
            return Ok(*to);
        }
    }
    Err(Error::Damaged("manca il catalogo del documento"))
}
