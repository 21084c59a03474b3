//! Acts of before this program: their PDFs are read, what they say of themselves is proposed ([`crate::rules::passati`]), and what a person
//! confirms becomes an entry of a register of its own. It takes no number of today's registers, it is confidential until somebody opens it,
//! and it never changes: a correction is a row more.
//!
//! Nothing of it is a record before it is confirmed: what was read waits in a working table, of who brought it alone.

mod carica;
mod conferma;
mod dati;
pub(crate) mod demo;
mod indice;
mod leggi;
mod proposte;
mod tabella;

pub use carica::{Caricato, FILE_MAX, Presi, QUANTI_MAX, carica};
pub use conferma::{conferma, correggi};
pub use dati::Dati;
pub use leggi::{Filtro, Intero, elenca, leggi};
pub use proposte::{Proposta, PropostaId, proposta, proposte, scarta};
pub use tabella::{PassatoId, passato, voce};

pub(crate) use indice::rimetti;
pub(crate) use leggi::di_questi;
