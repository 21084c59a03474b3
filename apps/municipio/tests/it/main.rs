//! What must hold for the whole house, with all its offices in it.

mod access;
mod cli;
mod columns;
mod crash;
mod enti;
mod grandi;
mod layout;
mod metriche;
mod program;
mod pulizia;
mod s3;
mod sostituti;
