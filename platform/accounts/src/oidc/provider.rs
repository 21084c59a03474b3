use std::sync::{Arc, Mutex, PoisonError};

use kernel::Instant;
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse,
    core::{
        CoreClient, CoreIdTokenClaims, CoreProviderMetadata, CoreResponseType, CoreTokenResponse, CoreUserInfoClaims,
    },
};
use url::Url;

use super::http::Http;
use crate::{Error, Secret};

/// How long what a provider says of itself is believed without asking again, in seconds.
const METADATA_SECONDS: i64 = 3600;
/// The ways of proving oneself that are a second factor (RFC 8176 section 2), when the provider tells them.
const SECOND_FACTORS: [&str; 5] = ["mfa", "otp", "hwk", "sms", "swk"];

/// What the ente's settings say of its provider.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// The issuer's address, letter by letter as the provider writes it (`https://accesso.example.it`): a slash more or
    /// less makes another issuer.
    pub issuer: String,
    /// The name under which the provider knows us.
    pub client_id: String,
    /// What we prove ourselves with to the provider.
    pub client_secret: Secret,
    /// Our page to which the provider sends the browser back.
    pub redirect: Url,
}

/// The ente's identity provider. Keep one: it remembers what the provider says of itself.
#[derive(Clone, Debug)]
pub struct Oidc(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: OidcSettings,
    http: Http,
    metadata: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Who the provider says that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub issuer: String,
    pub subject: String,
    /// In lower case, and only if the provider has verified it.
    pub email: Option<String>,
    pub second_factor: bool,
}

impl Oidc {
    /// For these settings. Asks nothing of the provider yet.
    ///
    /// # Errors
    /// A refusal when the issuer is reached without `https` (a machine's own address aside).
    pub fn new(settings: OidcSettings) -> Result<Self, Error> {
        let safe = Url::parse(&settings.issuer).is_ok_and(|issuer| {
            issuer.scheme() == "https" || matches!(issuer.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
        });
        if !safe {
            let sentence =
                format!("L'indirizzo del servizio di accesso, \"{}\", deve cominciare con https://.", settings.issuer);
            return Err(Error::because(sentence));
        }
        let http = Http::new().map_err(Error::broken)?;
        Ok(Self(Arc::new(Inner { settings, http, metadata: Mutex::new(None) })))
    }

    /// The address of the provider's log-in page for this state, nonce and PKCE verifier.
    pub(super) async fn address(&self, state: &str, nonce: &str, verifier: &str, now: Instant) -> Result<Url, Error> {
        let client = self.client(now, false).await?;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.into()));
        let (state, nonce) = (CsrfToken::new(state.into()), Nonce::new(nonce.into()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, move || state, move || nonce);
        let request = request.add_scope(Scope::new("email".into())).set_pkce_challenge(challenge);
        Ok(request.url().0)
    }

    /// Exchanges the code for who came.
    pub(super) async fn identity(
        &self,
        code: &str,
        nonce: &str,
        verifier: &str,
        now: Instant,
    ) -> Result<Identity, Error> {
        let client = self.client(now, false).await?;
        let request = client.exchange_code(AuthorizationCode::new(code.into())).map_err(provider)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.into()));
        let tokens = request.request_async(&self.0.http).await.map_err(provider)?;
        match self.read(&client, &tokens, nonce, now).await {
            Ok(identity) => Ok(identity),
            // The provider may have changed its keys since we asked.
            Err(_) => self.read(&self.client(now, true).await?, &tokens, nonce, now).await,
        }
    }

    async fn read(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        nonce: &str,
        now: Instant,
    ) -> Result<Identity, Error> {
        let id_token = tokens.id_token().ok_or_else(|| provider(NoIdToken))?;
        let verifier = client.id_token_verifier().set_time_fn(move || now.utc());
        let claims = id_token.claims(&verifier, &Nonce::new(nonce.into())).map_err(provider)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().map_err(provider)?;
            let key = id_token.signing_key(&verifier).map_err(provider)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(provider)?;
            if actual != *expected {
                return Err(provider(WrongAccessToken));
            }
        }
        let email = match verified_email(claims) {
            Some(email) => Some(email),
            None => self.asked_email(client, tokens, claims).await?,
        };
        let ways = claims.auth_method_refs().into_iter().flatten();
        Ok(Identity {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email,
            second_factor: ways.map(|way| way.as_str()).any(|way| SECOND_FACTORS.contains(&way)),
        })
    }

    /// The address as the provider's UserInfo page tells it, where there is one.
    async fn asked_email(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<String>, Error> {
        let Ok(request) = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) else {
            return Ok(None);
        };
        let told: CoreUserInfoClaims = request.request_async(&self.0.http).await.map_err(provider)?;
        let verified = told.email_verified() == Some(true);
        Ok(told.email().filter(|_| verified).map(|email| email.as_str().to_lowercase()))
    }

    async fn client(&self, now: Instant, again: bool) -> Result<Client, Error> {
        let Inner { settings, http, metadata } = &*self.0;
        let kept = metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = kept.filter(|(at, _)| !again && at.plus_seconds(METADATA_SECONDS) > now);
        let found = match fresh {
            Some((_, found)) => found,
            None => {
                let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(provider)?;
                let found = CoreProviderMetadata::discover_async(issuer, http).await.map_err(provider)?;
                *metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, found.clone()));
                found
            }
        };
        let id = ClientId::new(settings.client_id.clone());
        let secret = ClientSecret::new(settings.client_secret.reveal().into());
        let client = CoreClient::from_provider_metadata(found, id, Some(secret));
        Ok(client.set_redirect_uri(RedirectUrl::from_url(settings.redirect.clone())))
    }
}

fn verified_email(claims: &CoreIdTokenClaims) -> Option<String> {
    let verified = claims.email_verified() == Some(true);
    claims.email().filter(|_| verified).map(|email| email.as_str().to_lowercase())
}

#[derive(Debug, thiserror::Error)]
#[error("the provider gave no ID token")]
struct NoIdToken;

#[derive(Debug, thiserror::Error)]
#[error("the access token is not the one that the ID token speaks of")]
struct WrongAccessToken;

fn provider(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    tracing::warn!(cause = %chain(&cause), "the identity provider did not do its part");
    Error::Provider(Box::new(cause))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        told = format!("{told}: {cause}");
        next = cause.source();
    }
    told
}
