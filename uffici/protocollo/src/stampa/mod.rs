//! The register of a period on paper, for an inspector or a court: every entry with what art. 53 DPR 445/2000 asks, annulled ones
//! legible with reason, author and day (art. 54), emergency numbers (art. 63), the fingerprint of each document, and the signed head of
//! the journal's tree, against which all of it can be checked without this program.
//!
//! It holds all entries, confidential ones too: whoever asks for it holds [`GIORNALIERO`](crate::GIORNALIERO), as for the registers of
//! the day (art. 61: the head of the service). [`RISERVATI`](crate::RISERVATI) would not do: it is of single units, and a register with
//! holes proves nothing. Who asked for which entries is of record; the files are kept a week, and made again when asked for again.
//!
//! Long periods are cut in volumes, one made at a time by a job of its own, so that no other work waits long for its turn.

mod carta;
mod chiedi;
mod elenca;
mod fai;
mod raccogli;
pub mod tabella;

pub use chiedi::{Periodo, chiedi};
pub use elenca::{Stampa, Stato, Volume, elenca, leggi, volume};
pub use fai::{Esito, PER_VOLUME, fai, fallita, scadute};

use kernel::Id;

/// Of ids that point at a print.
pub type StampaId = Id<tabella::Entity>;

/// The number of the index among the volumes.
pub const INDICE: i64 = 0;
