//! The office's stories, told to each engine.

mod api;
mod attese;
mod carta;
mod elenco;
mod emergenza;
mod fascicolo;
mod giornaliero;
mod giornata;
mod guasti;
mod guasti_posta;
mod lettura;
mod modelli;
mod numeri;
mod ostili;
mod posta;
mod proposte;
mod ricerche;
mod riservatezza;
mod risposte;
mod rubrica;
mod scansioni;
mod spedizione;
mod spedizione_api;
mod spedizione_guasti;
mod stampa;
