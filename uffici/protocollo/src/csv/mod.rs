//! CSV as Italian spreadsheets write and expect it (RFC 4180), with the guard of `web` against cells that they would run. Pure.

mod leggi;
mod scrivi;

pub(crate) use leggi::{Guasto, Riga, leggi};
pub(crate) use scrivi::{linea, senza_riparo};
