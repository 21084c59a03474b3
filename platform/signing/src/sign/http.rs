//! Calls that are bound in time and size, follow no redirect and keep no cookie.

use std::{error::Error as _, time::Duration};

use reqwest::{Client, RequestBuilder, StatusCode, header, redirect::Policy};

use super::Error;

/// How long one waits for a connection.
const CONNECTION: Duration = Duration::from_secs(5);

/// An answer, read whole.
pub(super) struct Answer {
    pub status: StatusCode,
    pub kind: String,
    pub body: Vec<u8>,
}

/// A client of one service.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
    service: String,
    limit: usize,
}

impl Http {
    /// Of the service with this name, waiting so long and reading so many bytes at most.
    pub(super) fn new(service: &str, wait: Duration, limit: usize) -> Result<Self, Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECTION)
            .timeout(wait)
            .user_agent("municipio")
            .build();
        let service = service.to_owned();
        match client {
            Ok(client) => Ok(Self { client, service, limit }),
            Err(_) => Err(Error::Silent { service, why: "il programma non riesce a preparare il collegamento." }),
        }
    }

    pub(super) fn post(&self, url: url::Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Sends it and reads the answer.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Answer, Error> {
        let silent = |error: reqwest::Error| Error::Silent { service: self.service.clone(), why: in_words(&error) };
        let mut answer = request.send().await.map_err(silent)?;
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(silent)? {
            if body.len() + piece.len() > self.limit {
                return Err(Error::TooLong { service: self.service.clone(), limit: self.limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status: answer.status(), kind, body })
    }

    pub(super) fn service(&self) -> &str {
        &self.service
    }
}

fn in_words(error: &reqwest::Error) -> &'static str {
    let mut chain = String::new();
    let mut next = error.source();
    while let Some(error) = next {
        chain.push_str(&error.to_string().to_lowercase());
        next = error.source();
    }
    if error.is_timeout() {
        "non ha risposto in tempo."
    } else if chain.contains("certificate") {
        "il suo certificato non è valido, oppure è di un altro nome."
    } else if error.is_connect() {
        "non si riesce a collegarsi: forse è spento, o un firewall lo impedisce."
    } else {
        "ha chiuso il collegamento senza rispondere come si deve."
    }
}
