//! Roles: which permissions go together under a name.

pub mod elenca;
pub mod salva;
