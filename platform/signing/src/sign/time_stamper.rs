use std::time::Duration;

use firma_algoritmi::Digest;
use firma_scrivi::tsp::{ANSWER_MAX, Request, Stamp};
use kernel::Random;
use reqwest::header;

use super::http::Http;
use super::{Address, Error, Secret};

/// How long one waits for a time stamp.
const WAIT: Duration = Duration::from_secs(20);
const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// An authority that gives time stamps over HTTP (RFC 3161, 3.4).
#[derive(Debug, Clone)]
pub struct TimeStamper {
    http: Http,
    address: Address,
    login: Option<(String, Secret)>,
    policy: Option<String>,
}

impl TimeStamper {
    /// At this address; with name and password where the contract gives them, and asking for a policy of the authority's where it has
    /// more than one.
    ///
    /// # Errors
    /// [`Error::Silent`] when the client cannot be made.
    pub fn new(address: Address, login: Option<(String, Secret)>, policy: Option<String>) -> Result<Self, Error> {
        let http = Http::new(&format!("Il servizio di marcatura temporale {}", address.host()), WAIT, ANSWER_MAX)?;
        Ok(Self { http, address, login, policy })
    }

    /// A time stamp for this hash. **Its signature is for [`crate::verify`] to try**: here it answers the request, no more.
    ///
    /// # Errors
    /// [`Error::Silent`], [`Error::TooLong`], [`Error::Refused`]; [`Error::Made`] with what the authority answered.
    pub async fn stamp(&self, digest: Digest, hash: &[u8], random: &dyn Random) -> Result<Stamp, Error> {
        let mut nonce = [0; 16];
        random.fill(&mut nonce);
        let request = Request::new(digest, hash, nonce, self.policy.as_deref())?;
        self.send(&request).await
    }

    /// Sends a request that is ready.
    ///
    /// # Errors
    /// As [`Self::stamp`].
    pub async fn send(&self, request: &Request) -> Result<Stamp, Error> {
        let call =
            self.http.post(self.address.url().clone()).header(header::CONTENT_TYPE, QUERY).body(request.to_der()?);
        let call = match &self.login {
            Some((name, password)) => call.basic_auth(name, Some(password.reveal())),
            None => call,
        };
        let answer = self.http.send(call).await?;
        if !answer.status.is_success() {
            return Err(Error::Refused {
                code: format!("HTTP {}", answer.status.as_u16()),
                words: match answer.status.as_u16() {
                    401 | 403 => "nome o parola d'ordine della marcatura temporale non sono accettati.".into(),
                    402 | 429 => "le marche temporali del contratto sono finite, o sono troppe in poco tempo.".into(),
                    _ => format!("{} non ha dato la marca.", self.http.service()),
                },
            });
        }
        if answer.kind != REPLY {
            return Err(Error::Made(firma_scrivi::Error::StampUnreadable("non è una risposta di marcatura temporale")));
        }
        Ok(request.read(&answer.body)?)
    }
}
