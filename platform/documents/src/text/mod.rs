//! The words inside a document, for search, for the preview and for the proposals shown to the clerk.
//!
//! [`extract`] is pure and bounded: whatever the bytes, it ends with some text and notes in Italian about
//! what could not be read; it never fails. Bounds on time and memory that no parser can promise about itself
//! (a PDF made to be slow) are kept by [`extract_guarded`], which runs it in a child process.

mod child;
mod html;
mod invoice;
mod mail;
mod ocr;
mod office;
mod pdf;
mod pdf_layout;
pub mod propose;
mod rtf;
mod signed;
mod spreadsheet;
mod walk;
mod xml_text;

use serde::{Deserialize, Serialize};

use crate::format::Format;

pub use crate::guard::Guard;
pub(crate) use child::{SUBCOMMAND, in_child};
pub use child::{extract_guarded, extract_guarded_stream};
pub use ocr::{OcrLimits, OcrTools, ocr};

/// How much is read of one document, everything inside it included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most text kept, in bytes of UTF-8.
    pub text: usize,
    /// Largest document looked into, in bytes.
    pub input: usize,
    /// Deepest nesting of documents in documents (a mail in a signed file in an archive …).
    pub depth: usize,
    /// Most documents looked into.
    pub parts: usize,
    /// Most bytes unpacked from archives, all together.
    pub unpacked: u64,
    /// Most pages of one PDF.
    pub pages: usize,
}

impl Default for Limits {
    /// 2 MB of text; 200 MB of input; depth 6; 300 parts; 256 MB unpacked; 3,000 pages.
    fn default() -> Self {
        Self { text: 2_000_000, input: 200_000_000, depth: 6, parts: 300, unpacked: 256_000_000, pages: 3_000 }
    }
}

/// What was read of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The text, without control characters other than tabs and line ends.
    pub text: String,
    /// True when there was more text than the limit lets through.
    pub truncated: bool,
    /// Number of pages, for formats that have them.
    pub pages: Option<u32>,
    /// The title that the document's own metadata give it, if any. Often nonsense: only a hint.
    pub title: Option<String>,
    /// True when the document is a picture of text, so that only [`ocr()`] can read it.
    pub needs_ocr: bool,
    /// What could not be read and why, in Italian, each once.
    pub notes: Vec<String>,
}

impl Extracted {
    /// Nothing but a note.
    pub fn only_note(note: impl Into<String>) -> Self {
        Self { notes: vec![note.into()], ..Self::default() }
    }

    /// Adds a note unless it is there already.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) && self.notes.len() < 100 {
            self.notes.push(note);
        }
    }
}

/// Reads the text of a document, and of the documents inside it, within [`Limits::default`].
pub fn extract(bytes: &[u8], format: &Format) -> Extracted {
    extract_within(bytes, format, Limits::default())
}

/// [`extract`] with limits of one's own.
pub fn extract_within(bytes: &[u8], format: &Format, limits: Limits) -> Extracted {
    let mut walk = walk::Walk::new(limits);
    walk.top(bytes, format.id);
    walk.finish()
}

#[cfg(test)]
mod tests;
