//! Where offices meet: what one may ask of another, as traits with data. An office implements the door of what it has, another
//! receives it from the binary's explicit list; neither knows the other.
//!
//! *Absent on purpose:* any behaviour, any table, the name of an office.

pub mod albo;
pub mod comunicazioni;
pub mod conservazione;
pub mod fascicoli;
pub mod firma;
mod originali;
pub mod ragioneria;
pub mod scarto;
pub mod sottoscrizione;
pub mod trasparenza;

pub use originali::{Originale, Originali, Preparata, RILASCIA_COPIE, Stato, copia_conforme, si_converte, si_copia};
