//! What may be worded, as whoever has the template declares it.

use kernel::Instant;
use pdf::{About, Template};
use serde_json::{Value, json};

/// A paper with words that an ente may write for itself.
#[derive(Debug)]
pub struct Paper {
    /// The shipped template, which shows each part with `parte` of `/base.typ`.
    pub template: Template,
    /// What people call it.
    pub title: &'static str,
    /// What it is for, a sentence, with the article of law where there is one.
    pub purpose: &'static str,
    /// The texts that may be written, in the order of the page.
    pub parts: &'static [Part],
    /// Invented data of the template, all of it told, for an ente of this name: what a preview shows.
    pub sample: fn(&str) -> Result<Value, serde_json::Error>,
}

impl Paper {
    /// Its name: the template's.
    pub fn name(&'static self) -> &'static str {
        &self.template.name
    }

    /// What the sample says of itself.
    pub(crate) fn about(&self, author: &str, at: Instant) -> About {
        About { title: format!("{}: anteprima", self.title), author: author.to_owned(), at }
    }
}

/// A text of a paper: paragraphs with `*bold*` words and `{names}` of the paper's data.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// How template, form and API call it.
    pub code: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The text of the program.
    pub shipped: &'static str,
    /// The data that it may name.
    pub names: &'static [Name],
    /// Whether it may be left out.
    pub optional: bool,
    /// Most characters.
    pub chars: usize,
    /// Most lines, blank ones counted.
    pub lines: usize,
}

/// A datum that a text may name.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// As it is written between braces, and as the template gives it.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// The article of law that wants it on this paper, where one does: a text without it is refused.
    pub law: Option<&'static str>,
}

impl Name {
    /// One that the law wants.
    pub const fn wanted(name: &'static str, meaning: &'static str, law: &'static str) -> Self {
        Self { name, meaning, law: Some(law) }
    }

    /// One that may be left out.
    pub const fn free(name: &'static str, meaning: &'static str) -> Self {
        Self { name, meaning, law: None }
    }
}

/// The ente's letterhead and the foot of its sheets, which its letters, certificates and acts share.
pub static LETTERHEAD: Paper = Paper {
    template: Template::shipped("carta-intestata", include_str!("carta-intestata.typ")),
    title: "Carta intestata",
    purpose: "Le righe sotto il nome dell'ente e quelle a piè di pagina: ricevute, segnature, referte, indici, distinte, elenchi di scarto, \
              attestazioni, atti.",
    parts: &[
        Part {
            code: "intestazione",
            title: "Sotto il nome dell'ente",
            shipped: "",
            names: &[],
            optional: true,
            chars: 400,
            lines: 4,
        },
        // More would run out of the lower margin of a sheet that lies on its side.
        Part {
            code: "piede", title: "A piè di pagina", shipped: "", names: &[], optional: true, chars: 200, lines: 2
        },
    ],
    sample: |ente| Ok(json!({ "ente": ente })),
};
