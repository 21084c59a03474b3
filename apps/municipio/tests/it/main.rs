//! What must hold for the whole house, with all its offices in it.

mod access;
mod cli;
mod columns;
mod crash;
mod enti;
mod layout;
mod metriche;
mod pulizia;
mod sostituti;
