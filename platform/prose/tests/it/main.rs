//! The texts of acts.

mod carta;
mod caso;
mod collaborazione;
mod confronto;
mod importa;
mod incolla;
mod testo;
