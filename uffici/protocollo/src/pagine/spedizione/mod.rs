//! The pages of what is sent: the form, what stands on the page of the entry, the list, the preview of the "segnatura".

mod altro_modo;
mod di_nuovo;
mod elenco;
mod modulo;
mod segnatura;
mod spedisci;
mod vista;

pub(super) use altro_modo::consegna;
pub(super) use di_nuovo::{invia as di_nuovo, pagina as da_rifare};
pub(crate) use elenco::Spedizioni;
pub(super) use elenco::pagina as elenco;
pub(super) use segnatura::scarica as segnatura;
pub(crate) use spedisci::Spedisci;
pub(super) use spedisci::{invia, pagina};
pub(super) use vista::{Vista, vista, voci};
