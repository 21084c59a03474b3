use std::time::Duration;

use reqwest::{StatusCode, header};

use super::http::Http;
use super::{Address, Error};

/// How long one waits for a witness.
const WAIT: Duration = Duration::from_secs(20);
/// Bytes of the longest answer: a few lines.
const ANSWER_MAX: usize = 16 << 10;
/// The kind of an answer that tells what it knows already.
const SIZE: &str = "text/x.tlog.size";

/// A witness of transparency logs (C2SP `tlog-witness`), over HTTP.
#[derive(Debug, Clone)]
pub struct Witness {
    http: Http,
    address: Address,
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witnessed {
    /// Its signatures, a line each. **They are for the journal to try.**
    Cosigned(String),
    /// It has signed a tree of this size already, and wants the proof from there.
    Knows(u64),
}

impl Witness {
    /// At this address, after which `add-checkpoint` is put.
    ///
    /// # Errors
    /// [`Error::Silent`] when the client cannot be made.
    pub fn new(address: Address) -> Result<Self, Error> {
        let http = Http::new(&format!("Il testimone {}", address.host()), WAIT, ANSWER_MAX)?;
        Ok(Self { http, address })
    }

    /// Shows it a checkpoint with the proof that it follows from the last that it has signed.
    ///
    /// # Errors
    /// [`Error::Silent`], [`Error::TooLong`]; [`Error::Refused`] with what it answered.
    pub async fn add_checkpoint(&self, body: String) -> Result<Witnessed, Error> {
        let call = self.http.post(self.address.join("add-checkpoint")).header(header::CONTENT_TYPE, "text/plain");
        let answer = self.http.send(call.body(body)).await?;
        let text = String::from_utf8_lossy(&answer.body);
        match answer.status {
            StatusCode::OK => Ok(Witnessed::Cosigned(text.into_owned())),
            StatusCode::CONFLICT if answer.kind == SIZE => {
                text.trim().parse().map(Witnessed::Knows).map_err(|_| refused(answer.status, self.http.service()))
            }
            status => Err(refused(status, self.http.service())),
        }
    }
}

fn refused(status: StatusCode, service: &str) -> Error {
    let words = match status {
        StatusCode::FORBIDDEN => "non riconosce la chiave del nostro registro: dàlla a chi lo gestisce.",
        StatusCode::NOT_FOUND => "non conosce il nostro registro: chiedi a chi lo gestisce di aggiungerlo.",
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
            "dice che il sigillo non segue da quelli che ha già firmato: lancia \"municipio verify\" e chiama l'assistenza."
        }
        _ => "non ha firmato il sigillo.",
    };
    Error::Refused { code: format!("HTTP {}", status.as_u16()), words: format!("{service} {words}") }
}
