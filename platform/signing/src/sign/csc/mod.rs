//! Remote signature with the protocol of the Cloud Signature Consortium, version 2.
//!
//! *Architectures and protocols for remote signature applications*, CSC API v2.0.0.2, also ETSI TS 119 432: `info`,
//! `oauth2/authorize`, `oauth2/pushed_authorize`, `oauth2/token`, `credentials/list`, `credentials/info`,
//! `credentials/getChallenge`, `credentials/authorize`, `signatures/signHash`. The authorisation is always bound to the
//! hashes (SCAL2, EN 419 241-1), also where the service would not ask for it.
//!
//! # What is absent
//! `auth/login` (name and password pass only on the service's own page), `signatures/signDoc` (documents do not leave
//! the house), asynchronous signing.

pub mod answers;
mod call;
mod credential;
mod oauth;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firma_algoritmi::Scheme;
use kernel::Random;

pub use oauth::Client;

use super::http::Http;
use super::{
    About, Address, Authorisation, Consent, Credential, Error, Order, Secret, Session, Signer, Step, Visit, Worth,
};
use oauth::Authority;

/// How long one waits: a signing module may take its time over many hashes.
const WAIT: Duration = Duration::from_secs(60);
/// Longest answer, bytes.
const ANSWER_MAX: usize = 4 << 20;
/// Most credentials of a person that are looked at, and how many are asked for at once.
const CREDENTIALS_MAX: usize = 20;
/// Longest signature value, bytes: RSA of 8192 bits, and to spare.
const VALUE_MAX: usize = 2_048;

/// A provider of remote signatures.
pub struct Remote<R> {
    http: Http,
    address: Address,
    name: String,
    authority: Option<Authority>,
    random: R,
}

impl<R: Random> Remote<R> {
    /// Asks the service what it is (11.1).
    ///
    /// # Errors
    /// [`Error::Silent`], [`Error::Refused`], [`Error::Answer`].
    pub async fn open(address: Address, client: Client, random: R) -> Result<Self, Error> {
        let http = Http::new(&format!("Il servizio di firma {}", address.host()), WAIT, ANSWER_MAX)?;
        let info: wire::Info =
            call::json(&http, address.join("info"), None, &wire::InfoRequest { lang: "it-IT" }).await?;
        let by_oauth = info.auth_type.iter().any(|kind| kind.starts_with("oauth2"));
        let authority = match info.oauth2.as_deref().filter(|_| by_oauth) {
            Some(at) => Some(Authority {
                address: Address::new(at)?,
                client,
                pushes: info.methods.iter().any(|method| method == "oauth2/pushed_authorize"),
            }),
            None => None,
        };
        let name = info.name.chars().filter(|letter| !letter.is_control()).take(100).collect();
        Ok(Self { http, address, name, authority, random })
    }

    fn authority(&self) -> Result<&Authority, Error> {
        self.authority.as_ref().ok_or(Error::Answer("il servizio non dice dove si dà l'autorizzazione"))
    }

    /// The visit by which a person enters the service.
    ///
    /// # Errors
    /// [`Error::Answer`] when the service has no page for it.
    pub async fn enter(&self) -> Result<Visit, Error> {
        self.authority()?.visit(&self.http, None, &self.random).await
    }

    /// The session of a person who comes back from [`Self::enter`].
    ///
    /// # Errors
    /// [`Error::OtherVisit`], [`Error::Code`], [`Error::Denied`].
    pub async fn entered(&self, visit: &Visit, state: &str, code: &Secret) -> Result<Session, Error> {
        Ok(Session { token: Some(self.authority()?.back(&self.http, visit, state, code).await?) })
    }

    /// The session of the program itself, for the ente's seal at a provider.
    ///
    /// # Errors
    /// As [`Self::entered`].
    pub async fn enter_as_client(&self) -> Result<Session, Error> {
        Ok(Session { token: Some(self.authority()?.as_client(&self.http).await?) })
    }

    async fn credential(&self, session: &Session, id: &str) -> Result<Credential, Error> {
        let request = wire::CredentialRequest {
            credential_id: id,
            certificates: "chain",
            cert_info: false,
            auth_info: true,
            lang: "it-IT",
        };
        let url = self.address.join("credentials/info");
        let info: wire::CredentialInfo = call::json(&self.http, url, session.token.as_ref(), &request).await?;
        credential::read(id, &info)
    }

    /// 11.6: the right to sign these hashes, once.
    async fn authorise(
        &self,
        session: &Session,
        order: &Order<'_>,
        hashes: &[String],
        consent: &Consent,
    ) -> Result<Secret, Error> {
        let auth_data = match (&order.credential.authorisation, consent) {
            (Authorisation::Codes(asked), Consent::Codes(given)) => {
                let code = |id: &str| given.iter().find(|(name, _)| name == id).map(|(_, code)| code.reveal());
                let codes = asked.iter().map(|asked| {
                    let value = code(&asked.id).filter(|code| !code.is_empty()).ok_or(Error::NoConsent)?;
                    Ok(wire::AuthData { id: &asked.id, value })
                });
                codes.collect::<Result<_, Error>>()?
            }
            (Authorisation::None, _) => Vec::new(),
            _ => return Err(Error::NoConsent),
        };
        let request = wire::AuthorizeRequest {
            credential_id: &order.credential.id,
            num_signatures: hashes.len(),
            hashes,
            hash_algorithm: digest(order.scheme)?,
            auth_data,
            description: order.words,
        };
        let url = self.address.join("credentials/authorize");
        let authorized: wire::Authorized = call::json(&self.http, url, session.token.as_ref(), &request).await?;
        Ok(Secret::new(authorized.sad))
    }
}

fn digest(scheme: Scheme) -> Result<&'static str, Error> {
    Ok(scheme.digest().ok_or_else(|| Error::Scheme(scheme.to_string()))?.oid())
}

#[async_trait]
impl<R: Random> Signer for Remote<R> {
    fn about(&self) -> About {
        About { name: format!("Firma remota ({})", self.name), worth: Worth::OfTheCertificate }
    }

    async fn credentials(&self, session: &Session) -> Result<Vec<Credential>, Error> {
        let request = wire::ListRequest { max_results: CREDENTIALS_MAX, only_valid: true };
        let url = self.address.join("credentials/list");
        let list: wire::List = call::json(&self.http, url, session.token.as_ref(), &request).await?;
        let mut usable = Vec::new();
        let mut last = None;
        for id in list.credential_ids.iter().take(CREDENTIALS_MAX) {
            match self.credential(session, id).await {
                Ok(credential) => usable.push(credential),
                Err(error @ Error::Unusable { .. }) => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        // One that is expired does not hide the good one beside it; when there is no other, the person should know why.
        match last {
            Some(error) if usable.is_empty() => Err(error),
            _ => Ok(usable),
        }
    }

    async fn ask(&self, session: &Session, order: &Order<'_>) -> Result<Step, Error> {
        order.check()?;
        match &order.credential.authorisation {
            Authorisation::None => Ok(Step::Ready),
            Authorisation::Page => {
                Ok(Step::Visit(self.authority()?.visit(&self.http, Some(order), &self.random).await?))
            }
            Authorisation::Codes(asked) => {
                if asked.iter().any(|asked| asked.sent) {
                    let request = wire::ChallengeRequest { credential_id: &order.credential.id };
                    let url = self.address.join("credentials/getChallenge");
                    call::tell(&self.http, url, session.token.as_ref(), &request).await?;
                }
                Ok(Step::Codes(asked.clone()))
            }
        }
    }

    async fn sign(&self, session: &Session, order: &Order<'_>, consent: &Consent) -> Result<Vec<Vec<u8>>, Error> {
        order.check()?;
        let offer = order.offer().ok_or_else(|| Error::Scheme(order.scheme.to_string()))?;
        let hashes: Vec<String> = order.hashes.iter().map(|hash| STANDARD.encode(hash)).collect();
        // A token of scope "credential" takes the place of the service's, and no other right is needed (11.10).
        let (token, sad) = match (&order.credential.authorisation, consent) {
            (Authorisation::Page, Consent::Back { visit, state, code }) => {
                (Some(self.authority()?.back(&self.http, visit, state, code).await?), None)
            }
            (Authorisation::Page, _) => return Err(Error::NoConsent),
            _ => (session.token.clone(), Some(self.authorise(session, order, &hashes, consent).await?)),
        };
        let parameters = match order.scheme {
            Scheme::RsaPss { .. } => firma_scrivi::scheme_parameters(order.scheme)?.map(|der| STANDARD.encode(der)),
            _ => None,
        };
        let request = wire::SignRequest {
            credential_id: &order.credential.id,
            sad: sad.as_ref().map(Secret::reveal),
            hashes: &hashes,
            hash_algorithm: digest(order.scheme)?,
            sign_algo: &offer.name,
            sign_algo_params: parameters,
            operation_mode: "S",
        };
        let url = self.address.join("signatures/signHash");
        let signed: wire::Signed = call::json(&self.http, url, token.as_ref(), &request).await?;
        values(&signed.signatures, hashes.len())
    }
}

fn values(signatures: &[String], expected: usize) -> Result<Vec<Vec<u8>>, Error> {
    if signatures.len() != expected {
        return Err(Error::Answer("le firme non sono tante quanti i documenti"));
    }
    let value = |text: &String| match STANDARD.decode(text) {
        Ok(value) if (1..=VALUE_MAX).contains(&value.len()) => Ok(value),
        _ => Err(Error::Answer("una firma non si legge")),
    };
    signatures.iter().map(value).collect()
}
