//! The policy of formats: whether a file may be formed, and kept for ever, as it is (AgID guidelines 2021, annex 2
//! "Formati di file e riversamento", and 3.6 of the guidelines: each body chooses its formats and reviews the choice
//! once a year).
//!
//! # What [`assess`] promises
//! An answer for every file, also of a format that nobody knows, with **a sentence for the clerk who has it in hand**
//! when it comes in: what is wrong, why it matters in years, what to do now. What is signed is never said to be
//! convertible without the warning that a conversion has no signature any more (art. 23-bis CAD: it is a copy, to be
//! attested).
//!
//! # The table
//! [`TABELLA`] is **this program's own policy**, made from what annex 2 says of each format; it has a date
//! ([`VERSIONE`]), and [`Giudizio`] carries it, so that a warning given today can be understood when the table has
//! changed. The annex is not in the folder of standards: the sections named in the table come from its index, and the
//! judgements are to be confirmed by the body's "responsabile della conservazione", who answers for them. Where the
//! annex leaves a choice the stricter one is taken.
//!
//! # What is absent
//! The recognition of a format (the caller tells it), conversion, validation of a format against its standard.

mod giudizio;
mod tabella;

pub use giudizio::{Avviso, Domanda, Giudizio, assess};
pub use tabella::{Conservazione, Formato, Produzione, Rischio, TABELLA, VERSIONE, by_extension, by_media_type};
