//! The office's stories, told to each engine.

mod api;
mod carta;
mod elenco;
mod emergenza;
mod fascicolo;
mod giornaliero;
mod giornaliero_api;
mod giornata;
mod lettura;
mod modelli;
mod numeri;
mod posta;
mod riservatezza;
mod risposte;
mod scansioni;
mod spedizione;
mod spedizione_api;
mod spedizione_guasti;
