//! What people do with an act, one action a file.

pub mod allega;
pub(crate) mod arriva;
pub(crate) mod astieni;
pub mod carta;
pub mod collega;
pub mod commenta;
pub mod copia;
pub mod dati;
pub(crate) mod foglio;
pub mod innesta;
pub mod modelli;
pub mod nuovo;
pub mod passo;
pub(crate) mod remota;
mod ricorso;
pub mod scrivi;
pub mod sposta;
pub mod vota;
