//! The stories of accounts, told to both engines.

mod classes;
mod fixture;
mod oidc;
mod passkeys;
mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod tokens;
