//! The office's stories, told to each engine. The conservatore here is a simulator: ParER's service cannot be installed.

mod aggiornamento;
mod api;
mod casa;
mod esibizione;
mod esportazione;
mod evidenza;
mod fascicolo;
mod fascicolo_vecchio;
mod ferme;
mod giudice;
mod mano;
mod marcatore;
mod modelli;
mod piano;
mod registro;
mod rilettura;
mod scarto;
mod servizio;
mod sftp;
mod sigillo;
mod simulatore;
