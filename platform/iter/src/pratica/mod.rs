//! A running file: what happened to it, and where it therefore is.
//!
//! What is kept is the list of its [`Fatto`]s; a [`Pratica`] is their fold, and is made of them alone: reading an old
//! file needs neither the definition nor the vocabulary of its time.

mod astensione;
mod compi;
mod fatto;
mod piega;
mod possibili;
mod sposta;
mod stesura;
mod tempo;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Instant, Uuid};
use serde::{Deserialize, Serialize};

pub use compi::{Avvio, Richiesta};
pub use fatto::{Cosa, Fatto, Firmatario};
pub use piega::Guasto;
pub use possibili::{Attesa, PassoPossibile};
pub use sposta::Spostamento;
pub use tempo::{Avviso, Corso, Quale, Scadenza, Sospensione};

use crate::Impronta;

/// No file has more facts: a file that goes round more often than this is a mistake.
pub const MAX_FATTI: u32 = 10_000;

/// How often a step was taken, and by whom last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiuto {
    /// How many times.
    pub volte: u32,
    /// Who took it last; nobody, for an automatic step.
    pub ultimo: Option<Uuid>,
    /// When.
    pub quando: Instant,
}

/// A running file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pratica {
    definizione: Impronta,
    autore: Uuid,
    ufficio: String,
    prossimo: u32,
    ultimo: Instant,
    presente: BTreeMap<String, Instant>,
    compiuti: BTreeMap<String, Compiuto>,
    termini: BTreeMap<String, Corso>,
    sospesi: BTreeMap<String, BTreeMap<String, u32>>,
    astenuti: BTreeMap<Uuid, String>,
    chiavi: BTreeMap<String, String>,
    conclusa: Option<Instant>,
}

impl Pratica {
    /// The version of the definition that it follows.
    pub const fn definizione(&self) -> &Impronta {
        &self.definizione
    }

    /// Who began it.
    pub const fn autore(&self) -> Uuid {
        self.autore
    }

    /// The unit that proposed it, by its code.
    pub fn ufficio(&self) -> &str {
        &self.ufficio
    }

    /// The number that its next fact will have; facts are numbered from 0, without a hole.
    pub const fn prossimo(&self) -> u32 {
        self.prossimo
    }

    /// When the last thing happened.
    pub const fn ultimo(&self) -> Instant {
        self.ultimo
    }

    /// Where it is, and since when in each place.
    pub const fn presente(&self) -> &BTreeMap<String, Instant> {
        &self.presente
    }

    /// The steps taken.
    pub const fn compiuti(&self) -> &BTreeMap<String, Compiuto> {
        &self.compiuti
    }

    /// The terms that ever ran, by code.
    pub const fn termini(&self) -> &BTreeMap<String, Corso> {
        &self.termini
    }

    /// Who keeps out of it, with the reason they gave.
    pub const fn astenuti(&self) -> &BTreeMap<Uuid, String> {
        &self.astenuti
    }

    /// When it ended.
    pub const fn conclusa(&self) -> Option<Instant> {
        self.conclusa
    }

    /// The states in which it is.
    pub fn stati(&self) -> BTreeSet<&str> {
        self.presente.keys().map(String::as_str).collect()
    }

    /// Terms that run, by code.
    pub fn in_corso(&self) -> impl Iterator<Item = (&str, &Corso)> {
        self.termini.iter().filter(|(_, corso)| corso.chiuso.is_none()).map(|(codice, corso)| (codice.as_str(), corso))
    }
}
