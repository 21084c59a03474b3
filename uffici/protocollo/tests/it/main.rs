//! The office's stories, told to each engine.

mod api;
mod carta;
mod caselle;
mod elenco;
mod emergenza;
mod fascicolo;
mod firme;
mod gestore;
mod giornaliero;
mod giornata;
mod lettura;
mod modelli;
mod numeri;
mod posta;
mod respinte;
mod riservatezza;
mod risposte;
mod scansioni;
mod separatori;
mod spedizione;
mod spedizione_api;
mod spedizione_guasti;
