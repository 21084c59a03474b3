use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::Instant;
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
    core::{
        CoreAuthPrompt, CoreClient, CoreErrorResponseType, CoreIdTokenClaims, CoreProviderMetadata, CoreResponseType,
        CoreTokenResponse, CoreUserInfoClaims,
    },
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    check::chain,
    enter::late,
    http::{Http, HttpError},
};
use crate::{Error, Secret};

/// How long what a provider says of itself is believed without asking again, in seconds.
const METADATA_SECONDS: i64 = 3600;
/// How old a log-in at the provider may be for entering here, in seconds: as long as a session of ours lasts.
const MAX_AGE: u64 = 12 * 60 * 60;
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

pub(super) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Who the provider says that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub issuer: String,
    pub subject: String,
    /// In lower case, and only if the provider has verified it.
    pub email: Option<String>,
    pub second_factor: bool,
    /// When they proved it there, if the provider tells.
    pub proved_at: Option<Instant>,
}

/// What we remember of a browser that goes to the provider, until it comes back.
#[derive(Serialize, Deserialize)]
pub(super) struct Away {
    pub nonce: String,
    pub verifier: String,
    /// Our page to which the provider sends the browser back.
    pub redirect: Url,
}

impl Oidc {
    /// For these settings. Asks nothing of the provider yet.
    ///
    /// # Errors
    /// A refusal when the issuer is reached without `https` (a machine's own address aside).
    pub fn new(settings: OidcSettings) -> Result<Self, Error> {
        Self::with(settings, Http::new().map_err(Error::broken)?)
    }

    /// Another one through the same connections: a process may serve hundreds of enti.
    ///
    /// # Errors
    /// As [`Oidc::new`].
    pub fn beside(&self, settings: OidcSettings) -> Result<Self, Error> {
        Self::with(settings, self.http().clone())
    }

    fn with(settings: OidcSettings, http: Http) -> Result<Self, Error> {
        if !Url::parse(&settings.issuer).is_ok_and(|issuer| safe(&issuer)) {
            let sentence =
                format!("L'indirizzo del servizio di accesso, \"{}\", deve cominciare con https://.", settings.issuer);
            return Err(Error::because(sentence));
        }
        Ok(Self(Arc::new(Inner { settings, http, metadata: Mutex::new(None) })))
    }

    /// What the settings say.
    pub(super) fn settings(&self) -> &OidcSettings {
        &self.0.settings
    }

    pub(super) fn http(&self) -> &Http {
        &self.0.http
    }

    /// The address of the provider's log-in page for this state; `again` asks it to have the person prove themselves anew.
    pub(super) async fn address(&self, state: &str, away: &Away, again: bool, now: Instant) -> Result<Url, Error> {
        let client = self.client(&away.redirect, now, false).await?;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(away.verifier.clone()));
        let (state, nonce) = (CsrfToken::new(state.into()), Nonce::new(away.nonce.clone()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, move || state, move || nonce);
        let request = request.add_scope(Scope::new("email".into())).set_pkce_challenge(challenge);
        // With it the provider must say when the person last proved who they are (OpenID Connect Core 3.1.2.1).
        let request = request.set_max_age(Duration::from_secs(MAX_AGE));
        let request = if again { request.add_prompt(CoreAuthPrompt::Login) } else { request };
        Ok(request.url().0)
    }

    /// Exchanges the code for who came.
    ///
    /// # Errors
    /// A refusal when the provider does not know the code: it is too old, used, or made up.
    pub(super) async fn identity(&self, code: &str, away: &Away, now: Instant) -> Result<Identity, Error> {
        let client = self.client(&away.redirect, now, false).await?;
        let request = client.exchange_code(AuthorizationCode::new(code.into())).map_err(provider)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(away.verifier.clone()));
        let tokens = match request.request_async(self.http()).await {
            Ok(tokens) => tokens,
            Err(RequestTokenError::ServerResponse(told)) if *told.error() == CoreErrorResponseType::InvalidGrant => {
                tracing::info!("the identity provider does not know the code");
                return Err(late());
            }
            Err(error) => return Err(provider(error)),
        };
        match self.read(&client, &tokens, &away.nonce, now).await {
            Ok(identity) => Ok(identity),
            // The provider may have changed its keys since we asked.
            Err(_) => self.read(&self.client(&away.redirect, now, true).await?, &tokens, &away.nonce, now).await,
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
            proved_at: claims.auth_time().map(|at| Instant::from_micros(at.timestamp_micros())),
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

    pub(super) async fn client(&self, redirect: &Url, now: Instant, again: bool) -> Result<Client, Error> {
        let Inner { settings, metadata, .. } = &*self.0;
        let kept = metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = kept.filter(|(at, _)| !again && at.plus_seconds(METADATA_SECONDS) > now);
        let found = match fresh {
            Some((_, found)) => found,
            None => {
                let found = self.discover().await.map_err(provider)?;
                *metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, found.clone()));
                found
            }
        };
        let id = ClientId::new(settings.client_id.clone());
        let secret = ClientSecret::new(settings.client_secret.reveal().into());
        let client = CoreClient::from_provider_metadata(found, id, Some(secret));
        Ok(client.set_redirect_uri(RedirectUrl::from_url(redirect.clone())))
    }

    /// Asks the provider what it says of itself, and its keys.
    pub(super) async fn discover(&self) -> Result<CoreProviderMetadata, Discovery> {
        let issuer = IssuerUrl::new(self.settings().issuer.clone()).map_err(|_| Discovery::Insecure)?;
        let found = CoreProviderMetadata::discover_async(issuer, self.http()).await?;
        let pages = [Some(found.authorization_endpoint().url()), found.token_endpoint().map(|page| page.url())];
        let pages = pages.into_iter().chain([found.userinfo_endpoint().map(|page| page.url())]).flatten();
        if pages.chain([found.jwks_uri().url()]).all(safe) { Ok(found) } else { Err(Discovery::Insecure) }
    }
}

/// Why what the provider says of itself is not to be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum Discovery {
    /// It could not be read.
    #[error(transparent)]
    Unread(#[from] DiscoveryError<HttpError>),
    /// A page of the provider is reached without `https`.
    #[error("a page of the provider is reached without https")]
    Insecure,
}

/// Whether secrets may travel to this address: `https`, or this machine itself.
fn safe(address: &Url) -> bool {
    address.scheme() == "https" || matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
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

pub(super) fn provider(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    tracing::warn!(cause = %chain(&cause), "the identity provider did not do its part");
    Error::Provider(Box::new(cause))
}
