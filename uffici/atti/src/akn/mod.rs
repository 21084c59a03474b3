//! An adopted act as Akoma Ntoso 3.0, the form in which texts of law are exchanged: all of it for who may read the act;
//! while it is posted, for everybody, what is posted and nothing else. Law: CAD (d.lgs. 82/2005), art. 50 and 68 (open
//! formats). What counts stays the signed document, which the file names by its fingerprint.

mod carica;
mod corpo;
mod porta;
mod rotte;
mod scheda;

use std::collections::HashMap;

use akoma_ntoso::{Allegato, Pubblicazione};
use ente::EnteInfo;
use kernel::{Date, Uuid};
use prose::Prose;

use crate::{
    error::Error,
    tables::{firma, relazione, stato},
};

pub use carica::intero;
pub use porta::Testi;
pub(crate) use rotte::routes;

/// All that is told of an act: already without what the reader may not read.
pub(crate) struct Fonte<'a> {
    pub ente: &'a EnteInfo,
    /// The day on which the file is made.
    pub oggi: Date,
    pub stato: &'a stato::Model,
    /// The subject and the text, as they may be read.
    pub oggetto: &'a str,
    pub testo: &'a Prose,
    /// Who reads.
    pub lettore: Lettore,
    /// Signatures that count for the text that stands.
    pub firme: Vec<&'a firma::Model>,
    pub allegati: Vec<Allegato>,
    pub pubblicazione: Option<Pubblicazione>,
    /// Since when it has effect.
    pub esecutiva: Option<Date>,
    pub relazioni: &'a [relazione::Model],
    /// Adopted acts that the reader may know of, among those to which text and relations refer.
    pub altri: &'a HashMap<Uuid, stato::Model>,
    /// Name and fingerprint of the document that counts.
    pub documento: Option<(&'a str, String)>,
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lettore {
    /// Who may read the whole act.
    Ufficio,
    /// Everybody: opinions and what was remarked stay out. `true` where they read less than was signed.
    Tutti {
        /// Whether something is left out of the text.
        omissis: bool,
    },
}

/// The act as XML.
///
/// # Errors
/// An act that is not adopted; what the standard refuses, in a sentence.
pub(crate) fn xml(fonte: Fonte<'_>) -> Result<String, Error> {
    let made = scheda::atto(fonte)?.xml();
    made.map_err(|why| Error::no(format!("Il testo in formato Akoma Ntoso non si può fare: {why}.")))
}
