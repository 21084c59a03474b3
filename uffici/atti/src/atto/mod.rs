//! What people do with an act, one action a file.

pub mod allega;
pub mod carta;
pub mod collega;
pub mod commenta;
pub mod copia;
pub mod dati;
pub mod innesta;
pub mod modelli;
pub mod nuovo;
pub mod passo;
mod ricorso;
pub mod scrivi;
pub mod sposta;
pub mod vota;
