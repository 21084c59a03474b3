//! Permission by OAuth 2.0 (CSC API v2, 8.4), with PKCE (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use firma_algoritmi::Digest;
use kernel::Random;
use url::Url;

use super::super::http::Http;
use super::super::{Address, Error, Order, Secret, Visit};
use super::call;
use super::wire::{Pushed, Token};

/// Longest address that a browser and the servers on the way are trusted to carry, bytes.
const ADDRESS_MAX: usize = 6_000;

/// How the service knows this program.
#[derive(Debug, Clone)]
pub struct Client {
    /// The name that the service gave it.
    pub id: String,
    /// The secret, where it gave one.
    pub secret: Option<Secret>,
    /// The page where people come back, as registered with the service.
    pub back: Url,
}

/// The authorisation server.
#[derive(Debug, Clone)]
pub(super) struct Authority {
    pub address: Address,
    pub client: Client,
    pub pushes: bool,
}

impl Authority {
    /// A visit to let the person in (`order` absent), or to authorise an order.
    pub async fn visit(&self, http: &Http, order: Option<&Order<'_>>, random: &dyn Random) -> Result<Visit, Error> {
        let (state, verifier) = (fresh(random), fresh(random));
        let challenge = URL_SAFE_NO_PAD.encode(Digest::Sha256.of(verifier.as_bytes()));
        let mut fields = vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.client.id.clone()),
            ("redirect_uri", self.client.back.to_string()),
            ("scope", if order.is_some() { "credential" } else { "service" }.to_owned()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
            ("state", state.clone()),
            ("lang", "it-IT".to_owned()),
        ];
        if let Some(order) = order {
            let hashes: Vec<String> = order.hashes.iter().map(|hash| URL_SAFE_NO_PAD.encode(hash)).collect();
            let digest = order.scheme.digest().ok_or_else(|| Error::Scheme(order.scheme.to_string()))?;
            fields.extend([
                ("credentialID", order.credential.id.clone()),
                ("numSignatures", order.hashes.len().to_string()),
                ("hashes", hashes.join(",")),
                ("hashAlgorithmOID", digest.oid().to_owned()),
                ("description", order.words.chars().take(500).collect()),
            ]);
        }
        let page = self.page(http, &fields).await?;
        Ok(Visit { page, state, verifier: Secret::new(verifier) })
    }

    /// The page's address; what is too long for one is pushed beforehand (8.4.3).
    async fn page(&self, http: &Http, fields: &[(&str, String)]) -> Result<Url, Error> {
        let mut page = self.address.join("oauth2/authorize");
        page.query_pairs_mut().extend_pairs(fields);
        if page.as_str().len() <= ADDRESS_MAX {
            return Ok(page);
        }
        if !self.pushes {
            let hashes = fields.iter().find(|(name, _)| *name == "hashes").map_or("", |(_, value)| value);
            let asked = hashes.split(',').count();
            return Err(Error::TooMany { asked, limit: asked * ADDRESS_MAX / page.as_str().len() });
        }
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if let Some(secret) = &self.client.secret {
            fields.push(("client_secret", secret.reveal()));
        }
        let pushed: Pushed = call::form(http, self.address.join("oauth2/pushed_authorize"), &fields).await?;
        let mut page = self.address.join("oauth2/authorize");
        page.query_pairs_mut()
            .append_pair("client_id", &self.client.id)
            .append_pair("request_uri", &pushed.request_uri);
        Ok(page)
    }

    /// The token, for who comes back from a visit.
    pub async fn back(&self, http: &Http, visit: &Visit, state: &str, code: &Secret) -> Result<Secret, Error> {
        if visit.state != state {
            return Err(Error::OtherVisit);
        }
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.reveal()),
            ("code_verifier", visit.verifier.reveal()),
            ("redirect_uri", self.client.back.as_str()),
        ];
        self.token(http, &fields).await
    }

    /// The token of the program itself, for seals (8.5.2).
    pub async fn as_client(&self, http: &Http) -> Result<Secret, Error> {
        self.token(http, &[("grant_type", "client_credentials"), ("scope", "service")]).await
    }

    async fn token(&self, http: &Http, fields: &[(&str, &str)]) -> Result<Secret, Error> {
        let mut fields = fields.to_vec();
        fields.push(("client_id", &self.client.id));
        if let Some(secret) = &self.client.secret {
            fields.push(("client_secret", secret.reveal()));
        }
        let token: Token = call::form(http, self.address.join("oauth2/token"), &fields).await?;
        Ok(Secret::new(token.access_token))
    }
}

/// 256 random bits in letters and digits.
fn fresh(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
