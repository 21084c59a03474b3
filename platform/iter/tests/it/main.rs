//! The engine as an office uses it.

mod caso;
mod comune;
mod definizioni;
mod disegno;
mod misure;
mod proprieta;
mod spostamenti;
mod storie;
