//! The office's stories, told to each engine.

mod api;
mod carta;
mod elenco;
mod fascicolo;
mod giornata;
mod lettura;
mod modelli;
mod numeri;
mod posta;
mod riservatezza;
mod risposte;
mod scansioni;
