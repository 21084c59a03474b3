//! The end of a PDF, on which an update is built: where its last cross-reference section lies and what its trailer says.

use hayro_interpret::hayro_syntax::object::{Array, Dict, FromBytes, ObjRef, String as PdfString};

/// The largest object number of ISO 32000-1, Annex C.
const LARGEST_NUMBER: u32 = 8_388_607;

/// How the file lists its objects; an update does it the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Stream,
}

pub(crate) struct Base {
    /// Length of the original.
    pub length: usize,
    /// Whether its last byte ends a line.
    pub ends_line: bool,
    /// Where its last cross-reference section begins.
    pub previous: usize,
    pub kind: Kind,
    /// The first object number that is free.
    pub size: u32,
    pub root: ObjRef,
    pub info: Option<ObjRef>,
    /// The first half of the identifier, which never changes.
    pub id: Option<Vec<u8>>,
    pub encrypted: bool,
}

/// Reads it; nothing where the file's end does not say where its objects are, so that no update could follow.
pub(crate) fn read(bytes: &[u8]) -> Option<Base> {
    if !bytes.starts_with(b"%PDF-") {
        return None;
    }
    let mark = memchr::memmem::rfind(bytes, b"startxref")?;
    let previous = number(bytes.get(mark + 9..)?)?;
    let section = bytes.get(previous..)?;
    let blank = section.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let section = section.get(blank..)?;
    let kind = if section.starts_with(b"xref") { Kind::Table } else { Kind::Stream };
    let trailer = match kind {
        Kind::Table => memchr::memmem::find(section, b"trailer")?,
        // Number, generation and the word stand before the dictionary, and nothing else.
        Kind::Stream => memchr::memmem::find(section.get(..64).unwrap_or(section), b"obj")?,
    };
    let dict = section.get(trailer..)?;
    let dict: Dict<'_> = Dict::from_bytes(dict.get(memchr::memmem::find(dict, b"<<")?..)?)?;
    let size = dict.get::<u32>(b"Size".as_slice()).filter(|size| (1..LARGEST_NUMBER - 1_000).contains(size))?;
    let id = dict.get::<Array<'_>>(b"ID".as_slice()).and_then(|id| id.iter::<PdfString<'_>>().next());
    Some(Base {
        length: bytes.len(),
        ends_line: bytes.ends_with(b"\n") || bytes.ends_with(b"\r"),
        previous,
        kind,
        size,
        root: dict.get_ref(b"Root".as_slice())?,
        info: dict.get_ref(b"Info".as_slice()),
        id: id.map(|id| id.as_bytes().iter().copied().take(256).collect()),
        encrypted: dict.contains_key(b"Encrypt"),
    })
}

fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().copied().skip_while(u8::is_ascii_whitespace).take(12);
    let digits: Vec<u8> = digits.take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}
