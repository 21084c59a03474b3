//! The office's background work, one job a file.

pub mod estrai_testo;
pub mod leggi_caselle;
pub mod prendi_scansioni;
pub mod registro_giornaliero;
pub mod spedisci;
