//! Which names a content stream speaks of: of a page's resources only these are copied.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::object::{Dict, Name, Stream};

/// Deepest nesting of forms that use the page's own resources.
const DEEPEST: usize = 8;

pub(super) type Names = HashSet<Vec<u8>>;

/// Adds every name of a content stream. Text that looks like a name is taken for one: a font too many does no harm.
pub(super) fn names(content: &[u8], found: &mut Names) {
    let mut rest = content;
    while let Some(place) = memchr::memchr(b'/', rest) {
        rest = rest.get(place + 1..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| regular(**byte)).count();
        let (name, after) = rest.split_at(length);
        found.insert(plain(name));
        rest = after;
    }
}

/// The names of a page, with those of the forms that it draws and that have no resources of their own.
pub(super) fn of_page(content: &[u8], x_objects: &Dict<'_>) -> Names {
    let mut found = Names::new();
    names(content, &mut found);
    for _ in 0..DEEPEST {
        let before = found.len();
        let drawn: Vec<Stream<'_>> = found.iter().filter_map(|name| x_objects.get::<Stream<'_>>(name)).collect();
        for form in drawn.iter().filter(|stream| is_form(stream) && !stream.dict().contains_key(b"Resources")) {
            names(&form.decoded().unwrap_or_default(), &mut found);
        }
        if found.len() == before {
            break;
        }
    }
    found
}

fn is_form(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|kind| kind.as_ref() == b"Form")
}

fn regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

/// A name without its escapes (ISO 32000-1, 7.3.5).
fn plain(name: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(name.len()), 0);
    while let Some(byte) = name.get(at) {
        let code = name.get(at + 1..at + 3).filter(|_| *byte == b'#');
        let code = code.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_a_name_ends_and_are_read_without_escapes() {
        let mut found = Names::new();
        names(b"/F1 12 Tf/Im#201 Do[/a]<</MCID 0>>/", &mut found);
        for name in [&b"F1"[..], b"Im 1", b"a", b"MCID"] {
            assert!(found.contains(name), "{name:?}");
        }
        assert_eq!(found.len(), 5, "and the empty one");
    }
}
