//! What a file is, judged by its content; its name only settles doubts between kinds of plain text, and is
//! compared with the content so that a name that lies can be shown ([`Format::mismatch`]).
//!
//! Everything here looks at a bounded number of bytes, copies little, and never fails: what is not known is
//! [`FormatId::Unknown`], which is kept like anything else.

mod catalogue;
mod cms;
mod names;
mod plain;
mod signatures;
mod xml;
mod zipped;

use std::fmt;

pub use catalogue::{FormatId, Preview};
pub(crate) use plain::decode;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// The kind.
    pub id: FormatId,
    /// What more the content tells, in Italian: `versione 1.7`, `dichiara PDF/A-2b`, `contiene macro`.
    pub detail: Option<String>,
    /// True when the name's extension belongs to another format: to be shown to the clerk as a warning.
    pub mismatch: bool,
}

impl Format {
    /// The Italian name for the person at the screen, with the detail if there is one.
    pub fn label(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} ({detail})", self.id.label()),
            None => self.id.label().to_owned(),
        }
    }

    /// The media type (RFC 6838) to serve it with.
    pub fn media_type(&self) -> &'static str {
        self.id.media_type()
    }

    /// The usual extension, without the dot; empty when there is none.
    pub fn extension(&self) -> &'static str {
        self.id.extension()
    }

    /// How a page can show it.
    pub fn preview(&self) -> Preview {
        self.id.preview()
    }

    /// Whether a browser may open it in our origin: never what can carry script (HTML, SVG, XML).
    pub fn safe_inline(&self) -> bool {
        self.id.safe_inline()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

/// Recognises a file.
///
/// `head` is its beginning (64 KiB are enough; the whole file if shorter), `name` the name it came with,
/// which may be empty, `whole` all of it when it is in memory: that finds what stands at the end (the
/// directory of a ZIP, the PDF/A claim).
pub fn recognise(head: &[u8], name: &str, whole: Option<&[u8]>) -> Format {
    let head = head.get(..HEAD_LOOKED_AT).unwrap_or(head);
    let (id, detail) = signatures::binary(head, whole)
        .or_else(|| cms::recognise(head).map(|id| (id, None)))
        .or_else(|| signatures::pdf(head, whole))
        .or_else(|| xml::recognise(head).map(|id| (id, None)))
        .or_else(|| plain::recognise(head, name).map(|id| (id, None)))
        .unwrap_or((FormatId::Unknown, None));
    Format { id, detail, mismatch: names::lies(name, id) }
}

/// The most of the head that is looked at: 64 KiB.
const HEAD_LOOKED_AT: usize = crate::store::HEAD_BYTES;

/// Where `needle` first stands in `bytes`.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

#[cfg(test)]
mod tests;
