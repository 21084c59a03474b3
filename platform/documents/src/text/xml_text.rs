//! XML read as a stream of events, never as a tree: what is kept does not grow with the document.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::format;

use super::walk::Walk;

/// What a document's XML says, piece by piece.
pub(super) enum Piece<'a> {
    /// `<name …>`; with [`attribute`] to ask for more.
    Start(&'a BytesStart<'a>),
    /// `</name>` or the end of an empty element, by local name.
    End(&'a [u8]),
    /// Text between them, references resolved.
    Text(&'a str),
}

/// Goes through the pieces of `source` until it ends, is damaged, or `each` answers false. True when it was
/// read to its end or stopped by `each`.
pub(super) fn pieces(source: impl BufRead, mut each: impl FnMut(Piece<'_>) -> bool) -> bool {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    // Names are not compared: the stack of open names would grow with the nesting.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let go_on = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return true,
            Err(_) => return false,
            Ok(Event::Start(tag)) => each(Piece::Start(&tag)),
            Ok(Event::End(tag)) => each(Piece::End(tag.local_name().as_ref())),
            Ok(Event::Text(text)) => each(Piece::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::CData(text)) => each(Piece::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::GeneralRef(reference)) => {
                resolve(&reference).is_none_or(|c| each(Piece::Text(c.encode_utf8(&mut [0; 4]))))
            }
            Ok(_) => true,
        };
        if !go_on {
            return true;
        }
    }
}

/// Character references and the five entities of XML itself (XML 1.0, 4.6). No others are ever expanded.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    Some(match &**reference {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"apos" => '\'',
        b"quot" => '"',
        _ => return None,
    })
}

/// An attribute's value by local name. Duplicates are not looked for: on thousands of attributes that takes
/// quadratic time.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes
        .with_checks(false)
        .take(64)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
}

/// Any XML: the text of its elements, one per line, labelled with the element's name when it stands alone.
pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let cap = walk.limits().text.saturating_mul(16);
    let Some((text, _)) = format::decode(bytes.get(..cap).unwrap_or(bytes)) else {
        return walk.note("Il file XML è danneggiato: il suo testo non è stato letto.");
    };
    let (mut name, mut content) = (String::new(), String::new());
    let whole = pieces(text.as_bytes(), |piece| {
        match piece {
            Piece::Start(tag) => {
                flush(walk, "", &mut content);
                name = String::from_utf8_lossy(tag.local_name().as_ref()).chars().take(80).collect();
            }
            Piece::Text(text) => content.push_str(text),
            Piece::End(_) => {
                flush(walk, &name, &mut content);
                name.clear();
            }
        }
        !walk.is_full()
    });
    flush(walk, "", &mut content);
    if !whole {
        walk.note("Il file XML è danneggiato: il suo testo è stato letto solo in parte.");
    }
}

fn flush(walk: &mut Walk, name: &str, content: &mut String) {
    let text = content.trim();
    if !text.is_empty() && !looks_like_base64(text) {
        if name.is_empty() { walk.line(text) } else { walk.labelled(name, Some(text)) }
    }
    content.clear();
}

/// Long runs without blanks are embedded files and signatures, no words.
pub(super) fn looks_like_base64(text: &str) -> bool {
    text.len() > 200
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'\r' | b'\n' | b' ' | b'\t'))
        && text.split_ascii_whitespace().all(|run| run.len() > 40 || run.ends_with('='))
}
