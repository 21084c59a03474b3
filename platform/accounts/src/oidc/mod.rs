//! Entering through the ente's own identity provider (OpenID Connect Core 1.0): authorization code with PKCE (RFC
//! 7636), state and nonce.

mod enter;
mod http;
mod provider;

pub use enter::{finish_oidc, start_oidc};
pub use provider::{Oidc, OidcSettings};
