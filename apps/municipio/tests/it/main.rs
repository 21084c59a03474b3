//! What must hold for the whole house, with all its offices in it.

mod access;
mod cli;
mod columns;
mod crash;
mod enti;
mod forwarded;
mod fresh;
mod https;
mod layout;
mod log;
mod metriche;
mod provider;
mod pulizia;
mod secondo_fattore;
mod sostituti;
