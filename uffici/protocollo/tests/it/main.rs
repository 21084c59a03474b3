//! The office's stories, told to each engine.

mod api;
mod carta;
mod correzione;
mod differita;
mod elenco;
mod emergenza;
mod etichette;
mod fascicolo;
mod giornaliero;
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
mod termini;
