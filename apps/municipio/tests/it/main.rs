//! What must hold for the whole house, with all its offices in it.

mod access;
mod carico;
mod chiavi;
mod cli;
mod columns;
mod crash;
mod enti;
mod falsi;
mod forwarded;
mod fresh;
mod grandi;
mod https;
mod indirizzi;
mod layout;
mod log;
mod metriche;
mod nodi;
mod posta;
mod program;
mod provider;
mod pulizia;
mod s3;
mod scarico;
mod secondo_fattore;
mod sostituti;
mod spedizione;
