use std::borrow::Cow;

use kernel::Instant;
use serde_json::Value;

/// What a document looks like, as a Typst text. It reads `json("/dati.json")` (the data given to [`render`](fn@crate::render))
/// and `json("/documento.json")` (title, author and `segni_sostituiti`: how many characters our fonts cannot draw and
/// stand as `�`), may `import "/base.typ"` (the look that all documents share), and sees nothing else but
/// the files given with it ([`Attached`]) and `/parole.json` ([`Template::words`]).
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name in messages: the file's, without ending.
    pub name: Cow<'static, str>,
    /// The Typst text.
    pub text: Cow<'static, str>,
    /// What kind of PDF it becomes.
    pub form: Form,
    /// What stands in `/parole.json`: words that are no part of the template and no data of the document, as the crate `wording` writes them.
    /// Null where nobody wrote any: then `/base.typ` finds none.
    pub words: Value,
}

impl Template {
    /// A template that the program ships, for a whole document.
    pub const fn shipped(name: &'static str, text: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), text: Cow::Borrowed(text), form: Form::Archivable, words: Value::Null }
    }

    /// A template that the program ships, for a piece to be put into another PDF.
    pub const fn piece(name: &'static str, text: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), text: Cow::Borrowed(text), form: Form::Piece, words: Value::Null }
    }
}

/// A file that a template may read besides its data.
#[derive(Clone, Debug)]
pub struct Attached {
    /// The path by which the template names it, from `/`; its ending tells what it is (`/immagine.png`).
    pub path: &'static str,
    /// What is in it. A picture is opened whole in memory: whoever takes one from outside has looked at its size.
    pub bytes: Vec<u8>,
}

/// What kind of PDF comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PDF/A-2a and PDF/UA-1 together.
    Archivable,
    /// Plain PDF 1.7 without tags: not a document by itself.
    Piece,
}

/// What the PDF says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// The title, which readers show in the window and screen readers say first.
    pub title: String,
    /// Who makes it: the ente.
    pub author: String,
    /// When it was made.
    pub at: Instant,
}
