//! The checks of a document's signatures as a page and for programs, for each office that shows documents.
//!
//! [`validation`] checks and keeps; here it is told what was found, each time, and asked again, as on a day that is past too. The office **has
//! read the document for who asks**: nothing here authorises.

mod accanto;
mod api;
mod chiedi;
mod pagina;
mod parole;
mod vista;

pub use accanto::{Accanto, firma_di, marcato_da};
pub use api::{Controlli, ControlloDati, EsitoDati, Quale, Richiesta, leggi, ricontrolla};
pub use chiedi::controlla;
pub use pagina::{DiNuovo, Posto, TEMPLATES, di_nuovo, pagina};
pub use parole::{frase, pulito, riga};
pub use vista::{Esito, esito};
