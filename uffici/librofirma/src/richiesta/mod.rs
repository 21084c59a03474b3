//! Requests for signatures: put up, read, refused, taken back.

pub mod apri;
pub mod chiudi;
pub mod di_ufficio;
pub mod elenca;
pub mod leggi;
pub mod metti;
pub mod scegli;
pub mod storia;
