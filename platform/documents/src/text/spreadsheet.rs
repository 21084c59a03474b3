//! Excel workbooks: rows of cells parted by tabs, with the shared texts put where they are used.

use std::io::{BufReader, Read};

use super::office::{Archive, entries, open, with_entry};
use super::walk::Walk;
use super::xml_text::{Piece, attribute, pieces};

/// Shared texts kept, in bytes: what goes beyond is not shown in the cells.
const SHARED_BYTES: usize = 8_000_000;
/// Shared texts kept, in number.
const SHARED_TEXTS: usize = 500_000;

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let Some(mut archive) = open(walk, bytes) else { return };
    let shared = shared_texts(walk, &mut archive);
    let sheets = entries(&archive, |name| name.starts_with("xl/worksheets/sheet") && name.ends_with(".xml"));
    walk.about(u32::try_from(sheets.len()).ok(), None);
    for name in sheets {
        with_entry(walk, &mut archive, &name, |walk, source| sheet(walk, source, &shared));
        if walk.is_full() {
            return;
        }
    }
}

/// `xl/sharedStrings.xml` (ECMA-376 part 1, 18.4): each `si` is one text, maybe in several `t`.
fn shared_texts(walk: &mut Walk, archive: &mut Archive<'_>) -> Vec<String> {
    let (mut texts, mut current, mut inside, mut size) = (Vec::new(), String::new(), false, 0);
    with_entry(walk, archive, "xl/sharedStrings.xml", |_, source| {
        pieces(BufReader::new(source), |piece| {
            match piece {
                Piece::Start(tag) => inside = tag.local_name().as_ref() == b"t",
                Piece::Text(text) if inside => {
                    size += text.len();
                    current.push_str(text);
                }
                Piece::Text(_) => {}
                Piece::End(b"si") => texts.push(std::mem::take(&mut current)),
                Piece::End(_) => inside = false,
            }
            size < SHARED_BYTES && texts.len() < SHARED_TEXTS
        })
    });
    texts
}

fn sheet(walk: &mut Walk, source: &mut dyn Read, shared: &[String]) {
    let (mut is_shared, mut inside, mut value) = (false, false, String::new());
    pieces(BufReader::new(source), |piece| {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                b"c" => is_shared = attribute(tag, b"t").as_deref() == Some("s"),
                b"v" | b"t" => inside = true,
                _ => {}
            },
            Piece::Text(text) if inside && value.len() < 100_000 => value.push_str(text),
            Piece::Text(_) => {}
            Piece::End(b"v" | b"t") => inside = false,
            Piece::End(b"c") => {
                let text = std::mem::take(&mut value);
                let found = text.trim().parse::<usize>().ok().and_then(|at| shared.get(at));
                let text = if is_shared { found.map_or("", String::as_str) } else { &text };
                if !text.is_empty() {
                    walk.push(text);
                    walk.push("\t");
                }
            }
            Piece::End(b"row") => walk.end_line(),
            Piece::End(_) => {}
        }
        !walk.is_full()
    });
    walk.end_line();
}
