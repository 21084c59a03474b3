//! What stands beside a document and counts for its signatures: known by its name.

use documents::{document, format::FormatId};
use signing::verify::facts::Existence;
use validation::is_time_stamp;

/// What stands beside a document, as far as it counts for its signatures.
#[derive(Debug, Default)]
pub struct Accanto<'a> {
    /// The document that it signs, where it is a signature alone (`.p7s`).
    pub firmato: Option<&'a document::Model>,
    /// Time stamps upon it, each in a file of its own.
    pub marche: Vec<&'a document::Model>,
    /// What proves since when it exists.
    pub esistenza: Vec<Existence>,
}

impl<'a> Accanto<'a> {
    /// Of a document among others that came with it; what proves since when it exists is for the caller to say.
    #[must_use]
    pub fn tra(document: &document::Model, others: &[&'a document::Model]) -> Self {
        Self {
            firmato: accanto(document, others.iter().copied()),
            marche: marche(document, others),
            esistenza: Vec::new(),
        }
    }
}

/// The document that a signature alone signs: the one among the others with its name without the end (`atto.pdf.p7s`, `atto.pdf`).
fn accanto<'a>(
    document: &document::Model,
    mut others: impl Iterator<Item = &'a document::Model>,
) -> Option<&'a document::Model> {
    if document.format().id != FormatId::P7s {
        return None;
    }
    let (stem, _) = document.name.rsplit_once('.')?;
    others.find(|other| other.name == stem)
}

/// The signature alone upon a document, where one of the others is that.
#[must_use]
pub fn firma_di<'a>(document: &document::Model, others: &[&'a document::Model]) -> Option<&'a document::Model> {
    let upon_it = |other: &&&document::Model| {
        accanto(other, others.iter().copied()).is_some_and(|signed| signed.id == document.id)
    };
    others.iter().find(upon_it).copied()
}

/// The time stamps upon a document: those of the others that are called as it is.
fn marche<'a>(document: &document::Model, others: &[&'a document::Model]) -> Vec<&'a document::Model> {
    let of_it = |other: &&&document::Model| marcato_da(other, others).is_some_and(|stamped| stamped.id == document.id);
    others.iter().filter(of_it).copied().collect()
}

/// The document upon which a time stamp in a file of its own stands, by its name: `atto.pdf.tsr` upon `atto.pdf`; where there is none of
/// that name `atto.tsr` too, if only one is called `atto`. Whether it truly stands upon that one its fingerprint tells.
#[must_use]
pub fn marcato_da<'a>(stamp: &document::Model, others: &[&'a document::Model]) -> Option<&'a document::Model> {
    if !is_time_stamp(stamp) {
        return None;
    }
    let (stem, _) = stamp.name.rsplit_once('.')?;
    if let Some(exact) = others.iter().copied().find(|other| other.name == stem) {
        return Some(exact);
    }
    let same = |other: &&document::Model| {
        !is_time_stamp(other) && other.name.rsplit_once('.').is_some_and(|(of_other, _)| of_other == stem)
    };
    let mut found = others.iter().copied().filter(same);
    found.next().filter(|_| found.next().is_none())
}
