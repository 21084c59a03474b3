//! Office documents (OOXML, OpenDocument) and archives: ZIP files with XML inside.
//!
//! What an entry says about its own size is not believed: bytes are counted as they are unpacked, per entry
//! and for the whole walk.

use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;

use crate::format::FormatId;

use super::walk::Walk;
use super::xml_text::{Piece, pieces};

/// Most bytes unpacked from one entry.
const ENTRY_BYTES: u64 = 96_000_000;
/// Entries looked at in one archive.
const ENTRIES: usize = 5_000;
/// An entry that shrinks more than this, and is not small, was made to harm.
const RATIO: u64 = 1_000;

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn open<'a>(walk: &mut Walk, bytes: &'a [u8]) -> Option<Archive<'a>> {
    match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => Some(archive),
        Err(_) => {
            walk.note("Il file è danneggiato o protetto: il suo contenuto non è stato letto.");
            None
        }
    }
}

/// The names of the entries that `wanted` accepts, sorted so that `slide2` comes before `slide10`.
pub(super) fn entries(archive: &Archive<'_>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.into_owned())
        .filter(|name| wanted(name))
        .take(ENTRIES)
        .collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

/// Lets `read` have an entry's bytes, bounded; `None` when there is no such entry or it may not be opened.
pub(super) fn with_entry<T>(
    walk: &mut Walk,
    archive: &mut Archive<'_>,
    name: &str,
    read: impl FnOnce(&mut Walk, &mut dyn Read) -> T,
) -> Option<T> {
    let entry = match archive.by_name(name) {
        Ok(entry) => entry,
        Err(zip::result::ZipError::FileNotFound) => return None,
        Err(_) => {
            walk.note("Una parte del file è protetta o danneggiata e non è stata letta.");
            return None;
        }
    };
    if entry.size() > 1_000_000 && entry.size() / RATIO > entry.compressed_size() {
        walk.note("Il file contiene dati compressi in modo anomalo: non sono stati aperti.");
        return None;
    }
    let granted = walk.grant(ENTRY_BYTES);
    if granted == 0 {
        walk.note("Il contenuto compresso è troppo grande: ne è stata letta solo una parte.");
        return None;
    }
    let mut bounded = entry.take(granted);
    let result = read(walk, &mut bounded);
    let left = bounded.limit();
    if left == 0 {
        walk.note("Il contenuto compresso è troppo grande: ne è stata letta solo una parte.");
    }
    walk.give_back(left);
    Some(result)
}

pub(super) fn read(walk: &mut Walk, bytes: &[u8], id: FormatId) {
    let Some(mut archive) = open(walk, bytes) else { return };
    let (names, style) = match id {
        FormatId::Docx => (entries(&archive, is_word_part), &WORD),
        FormatId::Pptx => (entries(&archive, is_slide), &SLIDES),
        _ => (vec!["content.xml".to_owned(), "styles.xml".to_owned()], &OPEN_DOCUMENT),
    };
    if id == FormatId::Pptx {
        let slides = names.iter().filter(|name| name.starts_with("ppt/slides/")).count();
        walk.about(u32::try_from(slides).ok(), None);
    }
    let metadata = if style.name == "odf" { "meta.xml" } else { "docProps/core.xml" };
    let title = with_entry(walk, &mut archive, metadata, |_, source| title(source)).flatten();
    walk.about(None, title);
    for name in names {
        with_entry(walk, &mut archive, &name, |walk, source| text(walk, source, style));
        if walk.is_full() {
            return;
        }
    }
}

fn is_word_part(name: &str) -> bool {
    name.strip_prefix("word/").and_then(|part| part.strip_suffix(".xml")).is_some_and(|part| {
        ["document", "footnotes", "endnotes", "comments"].contains(&part)
            || part.starts_with("header")
            || part.starts_with("footer")
    })
}

fn is_slide(name: &str) -> bool {
    name.ends_with(".xml") && (name.starts_with("ppt/slides/slide") || name.starts_with("ppt/notesSlides/notesSlide"))
}

/// Where the words are in a kind of document, by local names.
struct Style {
    name: &'static str,
    /// Text counts inside these.
    inside: &'static [&'static [u8]],
    /// These end a line.
    lines: &'static [&'static [u8]],
    /// These part columns.
    tabs: &'static [&'static [u8]],
    /// These are a blank.
    blanks: &'static [&'static [u8]],
}

const WORD: Style = Style { name: "word", inside: &[b"t"], lines: &[b"p", b"br"], tabs: &[b"tab", b"tc"], blanks: &[] };
const SLIDES: Style = Style { name: "slides", inside: &[b"t"], lines: &[b"p", b"br"], tabs: &[b"tc"], blanks: &[] };
const OPEN_DOCUMENT: Style = Style {
    name: "odf",
    inside: &[b"p", b"h"],
    lines: &[b"p", b"h", b"line-break", b"table-row"],
    tabs: &[b"tab", b"table-cell"],
    blanks: &[b"s"],
};

fn text(walk: &mut Walk, source: &mut dyn Read, style: &Style) {
    let mut inside = 0usize;
    walk.end_line();
    pieces(BufReader::new(source), |piece| {
        match piece {
            Piece::Start(tag) => {
                inside += usize::from(style.inside.contains(&tag.local_name().as_ref()));
            }
            Piece::Text(text) if inside > 0 => walk.push(text),
            Piece::Text(_) => {}
            Piece::End(name) => {
                if style.inside.contains(&name) {
                    inside = inside.saturating_sub(1);
                }
                if style.lines.contains(&name) {
                    walk.end_line();
                } else if style.tabs.contains(&name) {
                    walk.push("\t");
                } else if style.blanks.contains(&name) {
                    walk.push(" ");
                }
            }
        }
        !walk.is_full()
    });
    walk.end_line();
}

fn title(source: &mut dyn Read) -> Option<String> {
    let (mut inside, mut title) = (false, String::new());
    pieces(BufReader::new(source.take(1_000_000)), |piece| {
        match piece {
            Piece::Start(tag) => inside = tag.local_name().as_ref() == b"title",
            Piece::Text(text) if inside => title.extend(text.chars().take(300)),
            Piece::Text(_) => {}
            Piece::End(name) => return name != b"title",
        }
        title.len() < 300
    });
    let title = title.trim().to_owned();
    (!title.is_empty()).then_some(title)
}

/// An archive of documents: their names, and what each says.
pub(super) fn read_archive(walk: &mut Walk, bytes: &[u8]) {
    let Some(mut archive) = open(walk, bytes) else { return };
    for name in entries(&archive, |name| !name.ends_with('/')) {
        if walk.is_full() {
            return;
        }
        let file = name.rsplit('/').next().unwrap_or(&name).to_owned();
        walk.labelled("File", Some(&name));
        let unpacked = with_entry(walk, &mut archive, &name, |_, source| {
            let mut inside = Vec::new();
            source.read_to_end(&mut inside).ok().map(|_| inside)
        });
        match unpacked {
            Some(Some(inside)) => walk.inner(&inside, &file),
            Some(None) => walk.note("Una parte dell'archivio è danneggiata e non è stata letta."),
            None => {}
        }
    }
}
