//! The office's background work, one job a file.

pub mod estrai_testo;
pub mod impara;
pub mod leggi_caselle;
pub mod leggi_scansione;
pub mod nuovo_titolario;
pub mod prendi_scansioni;
pub mod registro_giornaliero;
pub mod riscontra;
pub mod spedisci;
pub mod stampa_registro;
