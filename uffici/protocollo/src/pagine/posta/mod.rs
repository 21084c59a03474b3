//! The pages of the mail that comes in: the list, one message, and what may be done with it.

mod decidi;
mod elenco;
mod messaggio;
mod ricevute;
mod riscontri;
mod scelte;

pub(super) use decidi::{decidi, leggi_adesso, registra};
pub(crate) use elenco::Arrivi;
pub(super) use elenco::pagina as elenco;
pub(crate) use messaggio::Messaggio;
pub(super) use messaggio::{allegato, originale, pagina as messaggio, separatore, verifica_firma};
pub(super) use ricevute::voci as ricevute;
pub(super) use riscontri::{Mandato, TEMPLATE as RISCONTRI, fatti_di, nota, routes as riscontri_routes};

use crate::posta::MessaggioId;

/// Where the list is.
pub(super) const BASE: &str = "/protocollo/posta";

/// The address of a message.
pub(super) fn href_di(id: MessaggioId) -> String {
    format!("{BASE}/{id}")
}
