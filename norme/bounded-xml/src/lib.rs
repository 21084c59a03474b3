//! XML from outside, read into a small tree within declared bounds.
//!
//! The papers a municipality receives as XML (`daticert.xml` of a certified mail, FatturaPA, SdI
//! notifications, `segnatura.xml`) come from hundreds of programs and from whoever wants to send one.
//! This crate is the single place where those bytes become elements:
//!
//! * **bounded**: size, depth, number of elements and of attributes are checked while reading
//!   ([`Limits`]); the tree never costs more than a small multiple of the input;
//! * **closed**: no entity is ever expanded, except the five of XML itself and character references;
//!   no external subset is fetched; a DTD with declarations of its own is refused (XML 1.0 section 4.4
//!   makes expansion the reader's duty only for validating readers);
//! * **any encoding**: byte order mark, then the XML declaration, then UTF-8 (XML 1.0 appendix F). Text
//!   that is not valid in the UTF-8 it declares is read as windows-1252, the usual truth in Italy, and
//!   [`Document::repaired`] says so, because whoever registers the paper must know.
//!
//! Namespaces are resolved but never required: many real invoices get them wrong. Readers compare local
//! names and look at [`Element::namespace`] where it matters.
//!
//! What is absent: validation against a schema, writing, comments and processing instructions.

mod decode;
mod parse;
mod tree;

pub use parse::read;
pub use tree::{Attribute, Document, Element, Piece};

/// How much of an outside document we are ready to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest input, in bytes as received.
    pub bytes: usize,
    /// Deepest nesting of elements.
    pub depth: usize,
    /// Most elements in the whole document.
    pub elements: usize,
    /// Most attributes on one element.
    pub attributes: usize,
}

impl Default for Limits {
    /// Generous for a message of a few pages: 16 MiB, depth 64, 500,000 elements, 64 attributes.
    fn default() -> Self {
        Limits { bytes: 16 << 20, depth: 64, elements: 500_000, attributes: 64 }
    }
}

/// Why a document was not read. The text is Italian, for the person who received the paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no bytes, or only blanks.
    #[error("il file è vuoto")]
    Empty,
    /// The first visible character is not `<`.
    #[error("il file non è un XML: dovrebbe cominciare con «<»")]
    NotXml,
    /// The input is larger than [`Limits::bytes`].
    #[error("il file XML è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// Elements are nested deeper than [`Limits::depth`].
    #[error("alla riga {line} gli elementi sono annidati oltre {limit} livelli")]
    TooDeep {
        /// Line of the element that goes too deep, from 1.
        line: usize,
        /// Depth allowed.
        limit: usize,
    },
    /// There are more elements than [`Limits::elements`].
    #[error("il file XML contiene più di {limit} elementi")]
    TooManyElements {
        /// Number allowed.
        limit: usize,
    },
    /// An element has more attributes than [`Limits::attributes`].
    #[error("alla riga {line} un elemento ha più di {limit} attributi")]
    TooManyAttributes {
        /// Line of the element, from 1.
        line: usize,
        /// Number allowed.
        limit: usize,
    },
    /// The declaration names an encoding that nobody knows.
    #[error("il file dichiara la codifica «{0}», che non è riconosciuta")]
    UnknownEncoding(String),
    /// The document defines entities or elements of its own (`<!DOCTYPE x [ … ]>`).
    #[error("il file contiene definizioni interne (DTD con dichiarazioni): non vengono lette per sicurezza")]
    InternalDtd,
    /// The text refers to an entity that XML itself does not define.
    #[error("alla riga {line} il file richiama «&{name};», che non viene interpretata per sicurezza")]
    Entity {
        /// Line of the reference, from 1.
        line: usize,
        /// Name of the entity.
        name: String,
    },
    /// The XML is not well formed.
    #[error("il file XML è danneggiato alla riga {line}: {detail}")]
    Malformed {
        /// Line where reading stopped, from 1.
        line: usize,
        /// What the reader found, technical.
        detail: String,
    },
}
