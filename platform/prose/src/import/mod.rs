//! Documents of word processors.

mod docx;
mod docx_look;
mod odt;
mod odt_look;
mod parts;

use crate::{
    Imported, NewId,
    rough::{Left, Maker},
};

/// Why a document was not read. `Display` is for the person who brought it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotRead {
    /// Another file.
    #[error(
        "il file non è un documento DOCX o ODT. Se viene da un altro programma salvalo come DOCX o ODT; se è protetto da una \
         password, toglila"
    )]
    Other,
    /// More bytes than [`crate::bounds`] say, packed or unpacked.
    #[error("il documento è troppo grande: il massimo è {} MB. Togli le immagini o dividilo", limit >> 20)]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// What it says cannot be read.
    #[error("il documento è danneggiato o protetto da una password ({0})")]
    Damaged(String),
}

/// Blocks from a DOCX (ISO/IEC 29500) or an ODT (ISO/IEC 26300): headings, paragraphs, lists with the numbers that they
/// show, tables, strong and emphasised words, links; footnotes at the end. Revisions are taken as accepted.
///
/// # Errors
/// Another file, a damaged one, one that is too large.
pub fn import<'a>(bytes: &[u8], new_id: &'a mut NewId<'a>) -> Result<Imported, NotRead> {
    let mut parts = parts::Parts::open(bytes)?;
    let mut maker = Maker::new(new_id);
    if let Some(document) = parts.xml("word/document.xml")? {
        docx::read(&document.root, &mut parts, &mut maker)?;
    } else if let Some(document) = parts.xml("content.xml")? {
        odt::read(&document.root, &mut parts, &mut maker)?;
    } else {
        return Err(NotRead::Other);
    }
    Ok(maker.finish())
}

/// Notes that stand at the foot of pages, or at the end.
#[derive(Debug, Default)]
struct Notes(Vec<crate::Line>);

impl Notes {
    /// They follow what was read, each with the number that stands in the text.
    fn push(self, maker: &mut Maker<'_>) {
        if !self.0.is_empty() {
            maker.left(Left::Notes);
        }
        for (at, line) in self.0.into_iter().enumerate() {
            let mut made = crate::rough::LineMaker::default();
            made.words(&format!("({}) ", at + 1), &crate::rough::Look::default());
            made.again(&line);
            let text = made.finish();
            maker.push(crate::Content::Paragraph(crate::Paragraph { inside: 0, text }));
        }
    }
}
