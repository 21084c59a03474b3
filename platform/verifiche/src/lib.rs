//! What is told of a document, by each office that shows documents: the checks of its signatures, as a page and for programs, and whether it can be
//! kept as it is.
//!
//! [`validation`] checks and keeps; here it is told what was found, each time, and asked again, as on a day that is past too. The office **has
//! read the document for who asks**: nothing here authorises.

mod accanto;
mod api;
mod breve;
mod chiedi;
mod idoneita;
mod pagina;
mod parole;
mod vista;

pub use accanto::{Accanto, firma_di, marcato_da};
pub use api::{Controlli, ControlloDati, EsitoDati, Quale, Richiesta, leggi, ricontrolla};
pub use breve::{in_breve, presto};
pub use chiedi::controlla;
pub use idoneita::avviso;
pub use pagina::{DiNuovo, Posto, TEMPLATES, di_nuovo, pagina};
pub use parole::{frase, pulito, riga};
pub use vista::{Esito, esito};
