//! The open data of the index of public administrations (*Indice dei domicili digitali delle pubbliche amministrazioni e dei
//! gestori di pubblici servizi*, IPA; art. 6-ter D.Lgs. 82/2005): bodies, their homogeneous organisational areas (AOO) and
//! units (UO), read out of the CSV files that AgID publishes.
//!
//! # The files
//! One line of heads, then one line a thing. The columns are found by their heads, whatever their order and whatever others stand
//! between; capital letters and marks make no difference. Comma, semicolon and tab are taken as separator, whichever the line of
//! heads has most of; fields may stand in quotes, also after a blank. Bytes that are not UTF-8 are read as Latin-1. The older heads
//! (`cod_amm`, `des_amm`, `mail1` …) are known too.
//!
//! # Which address
//! A line bears up to five addresses, each with its type. The first of type `Pec` is taken. In a file that has no column of types
//! the first address is taken: there is nothing else to go by.
//!
//! What is absent on purpose: the names of the people in charge, telephone numbers, links. They are no use for writing to a body,
//! and are personal data.

mod csv;
mod line;

use std::io::BufRead;

use chrono::NaiveDate;

pub use line::Heads;

/// What a file speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Bodies.
    Ente,
    /// Homogeneous organisational areas: the protocol offices of bodies.
    Aoo,
    /// Organisational units.
    Uo,
}

/// A body, an area or a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The code of the body in the index, in small letters: `c_h501`.
    pub ipa: String,
    /// The code of the area or unit; none for a body.
    pub code: Option<String>,
    /// The name of the body.
    pub name: String,
    /// The name of the area or unit; none for a body.
    pub part: Option<String>,
    /// The tax code of the body.
    pub tax_code: Option<String>,
    /// The certified address, in small letters.
    pub pec: Option<String>,
    /// Street, postcode and place of the body.
    pub place: Option<String>,
    /// The short name of the body.
    pub short: Option<String>,
    /// When the line was last updated.
    pub updated: Option<NaiveDate>,
}

/// Why a file is not read. The text is Italian, for whoever loads it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The heads are not those of such a file.
    #[error("nella prima riga mancano le colonne {missing}: non sembra il file {wanted} dell'Indice PA")]
    Heads {
        /// What is missing.
        missing: String,
        /// Which file was expected.
        wanted: &'static str,
    },
    /// A line that is too long, or a quote that never closes.
    #[error("alla riga {line} {what}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The file ends before its heads.
    #[error("il file è vuoto")]
    Empty,
    /// The bytes do not come.
    #[error("il file non si legge: {0}")]
    Io(#[from] std::io::Error),
}

/// The entries of a file, one after the other; lines without code or name are passed over and counted.
#[derive(Debug)]
pub struct Reader<R> {
    rows: csv::Rows<R>,
    heads: Heads,
    passed_over: u64,
}

impl<R: BufRead> Reader<R> {
    /// Reads the heads.
    ///
    /// # Errors
    /// When the file is empty or another.
    pub fn new(source: R, level: Level) -> Result<Self, Error> {
        let mut rows = csv::Rows::new(source);
        let first = rows.heads()?.ok_or(Error::Empty)?;
        let heads = Heads::find(level, &first)?;
        Ok(Self { rows, heads, passed_over: 0 })
    }

    /// Lines that say neither code nor name.
    pub const fn passed_over(&self) -> u64 {
        self.passed_over
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let cells = match self.rows.next_row() {
                Ok(Some(cells)) => cells,
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            };
            match self.heads.entry(&cells) {
                Some(entry) => return Some(Ok(entry)),
                None => self.passed_over += u64::from(cells.iter().any(|cell| !cell.is_empty())),
            }
        }
    }
}
