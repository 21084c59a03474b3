//! Entering through the ente's own identity provider (OpenID Connect Core 1.0): authorization code with PKCE (RFC
//! 7636), state and nonce.

mod check;
mod enter;
mod http;
mod provider;

pub use check::{OidcHealth, OidcProblem};
pub use enter::{OidcReturn, finish_oidc, start_oidc};
pub use provider::{Oidc, OidcSettings};
