//! How the provider looks from here, for whoever sets it up.

use kernel::Instant;
use openidconnect::{AuthorizationCode, PkceCodeVerifier, RequestTokenError, core::CoreErrorResponseType, http};
use serde_json::Value;
use url::Url;

use super::{http::HttpError, provider::Oidc};

/// Where a provider describes itself, after the issuer (OpenID Connect Discovery 1.0 section 4).
const DOCUMENT: &str = "/.well-known/openid-configuration";
/// No code of any provider; long enough to be a PKCE verifier too.
const MADE_UP: &str = "municipio-doctor-municipio-doctor-municipio-doctor";

/// A provider that answers as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OidcHealth {
    /// By how many seconds our clock is ahead of the provider's (behind, when negative), if the provider tells its time.
    pub clock_ahead: Option<i64>,
    /// Whether it knows our `client_id` with our `client_secret`; `None` when its answer does not tell.
    pub client_known: Option<bool>,
}

/// What is wrong with a provider, each a sentence that goes on after its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcProblem {
    /// No connection, or no answer in time, or a certificate that does not hold.
    #[error("non risponde: {0}")]
    Unreachable(String),
    /// It answers with something else than the document that describes a provider.
    #[error("risponde, ma a {address} non c'è il documento che lo descrive: {found}")]
    NoDocument {
        /// Where the document should be.
        address: String,
        /// What is there.
        found: String,
    },
    /// Its name is not the one in the settings.
    #[error("dice di chiamarsi \"{told}\", e non come sta scritto in issuer")]
    OtherIssuer {
        /// The name that it gives itself.
        told: String,
    },
    /// It answers, and something that we need is missing or cannot be used.
    #[error("si descrive in un modo che non basta per entrare: {0}")]
    Unusable(String),
}

impl Oidc {
    /// Looks at the provider as a log-in would: whether it answers, describes itself under the right name, agrees about the
    /// time and knows us. Nobody enters, nothing is kept.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn check(&self, redirect: &Url, now: Instant) -> Result<OidcHealth, OidcProblem> {
        let issuer = &self.settings().issuer;
        let address = format!("{}{DOCUMENT}", issuer.trim_end_matches('/'));
        let answer = self.http().get(&address).await.map_err(|error| unreachable(&error))?;
        let clock_ahead = clock_ahead(answer.headers(), now);
        if answer.status() != http::StatusCode::OK {
            return Err(OidcProblem::NoDocument { address, found: format!("risponde {}", answer.status().as_u16()) });
        }
        let document: Option<Value> = serde_json::from_slice(answer.body()).ok();
        let told = document.as_ref().and_then(|document| document.get("issuer")?.as_str());
        match told {
            Some(told) if told == issuer => {}
            Some(told) => return Err(OidcProblem::OtherIssuer { told: told.chars().take(200).collect() }),
            None => return Err(OidcProblem::NoDocument { address, found: "c'è altro".into() }),
        }
        self.discover().await.map_err(|error| OidcProblem::Unusable(chain(&error)))?;
        Ok(OidcHealth { clock_ahead, client_known: self.client_known(redirect, now).await })
    }

    /// Asks for a code that cannot exist: the provider first looks at who asks.
    async fn client_known(&self, redirect: &Url, now: Instant) -> Option<bool> {
        let client = self.client(redirect, now, true).await.ok()?;
        let request = client.exchange_code(AuthorizationCode::new(MADE_UP.into())).ok()?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(MADE_UP.into()));
        match request.request_async(self.http()).await {
            Err(RequestTokenError::ServerResponse(told)) => match told.error() {
                CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => Some(false),
                CoreErrorResponseType::InvalidGrant => Some(true),
                _ => None,
            },
            _ => None,
        }
    }
}

fn unreachable(error: &HttpError) -> OidcProblem {
    OidcProblem::Unreachable(match error {
        HttpError::Line(line) if line.is_timeout() => "non ha risposto in tempo".into(),
        // The last cause is what the system says: no such name, refused, a certificate that does not hold.
        other => chain(other).rsplit(": ").next().unwrap_or_default().to_owned(),
    })
}

/// From the `Date` header (RFC 9110 section 6.6.1), which counts whole seconds.
fn clock_ahead(headers: &http::HeaderMap, now: Instant) -> Option<i64> {
    let told = headers.get(http::header::DATE)?.to_str().ok()?;
    let told = chrono::DateTime::parse_from_rfc2822(told).ok()?;
    Some(now.micros().div_euclid(1_000_000) - told.timestamp())
}

pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_date_tells_how_far_the_clocks_are_apart() {
        let mut headers = http::HeaderMap::new();
        let now = Instant::from_micros(1_795_597_200_900_000);
        assert_eq!(clock_ahead(&headers, now), None);
        headers.insert("date", http::HeaderValue::from_static("Wed, 25 Nov 2026 08:58:00 GMT"));
        assert_eq!(clock_ahead(&headers, now), Some(120));
        headers.insert("date", http::HeaderValue::from_static("ieri"));
        assert_eq!(clock_ahead(&headers, now), None);
    }
}
