//! Who you are: people with an account, passwords, second factors, sessions, the ente's identity provider, programs'
//! keys.
//!
//! What people may do is [`authz`]'s business; this crate says who they are and hands over an [`authz::Who`].
//!
//! *Invariants:* no secret is stored as it is given (passwords as Argon2id, tokens and codes as SHA-256; the TOTP
//! secret, which must be read back, is the exception); nobody can lock another out of a browser that they have used
//! before; a code from an app is accepted once; closing an account ends its sessions in the same commit.
//!
//! *Absent on purpose:* answers that tell whether a user name exists; a way to read a password back; security
//! questions; passwords that expire by themselves.

mod challenge;
mod device;
mod error;
mod oidc;
mod passkeys;
mod password;
mod people;
mod permission;
mod preference;
mod qr;
mod recovery_codes;
mod seal_at_rest;
mod second_factor;
mod secret;
mod session;
mod sign_in;
mod sweep;
mod tables;
mod throttle;
mod token;
mod totp;
mod visitor;

pub use device::DEVICE_SECONDS;
pub use error::Error;
pub use oidc::{Oidc, OidcHealth, OidcProblem, OidcReturn, OidcSettings, finish_oidc, start_oidc};
pub use passkeys::{Passkeys, finish_passkey, remove_passkey, start_passkey};
pub use password::{MAX_LENGTH, MIN_LENGTH, Passwords, check_password};
pub use people::*;
pub use permission::{GESTISCI_PERSONE, PERMISSIONS};
pub use preference::{keep_preference, preference};
pub use recovery_codes::make_recovery_codes;
pub use seal_at_rest::{SECRET_TABLES, readable_secrets, seal_secrets};
pub use second_factor::{
    Factors, codes_wait, my_factors, remove_second_factors, second_factor_passkey, second_factor_passkey_ask,
    second_factor_recovery, second_factor_totp,
};
pub use secret::Secret;
pub use session::{
    Entered, Session, SessionRules, SessionView, SignedIn, end_session_of, end_sessions_of, my_sessions, note_seen,
    revoke_other_sessions, revoke_session, session, sessions_of, sign_out,
};
pub use sign_in::{Pending, SignIn, sign_in};
pub use sweep::sweep;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, api_token, credential, oidc_link, passkey, person, recovery};
pub use token::{Bearer, NewToken, TokenId, bearer, bearer_of, create_token, my_tokens, revoke_token};
pub use totp::{TotpOffer, confirm_totp, remove_totp, same_totp, start_totp};
pub use visitor::Visitor;
