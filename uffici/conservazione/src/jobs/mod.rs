//! Background work.

pub mod invia;
pub mod lavora;
pub mod rileggi;
pub mod rinnova;
pub mod scarta;
