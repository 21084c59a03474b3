//! Calls that are bound in time and size, follow no redirect and keep no cookie.

use std::time::Duration;

use outside::{CONNECTION, Cut, Silence};
use reqwest::{Client, RequestBuilder, StatusCode, header, redirect::Policy};

use super::Error;

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
            Err(_) => Err(Error::Silent { service, why: "il programma non riesce a preparare il collegamento" }),
        }
    }

    pub(super) fn post(&self, url: url::Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Sends it and reads the answer.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Answer, Error> {
        let silent = |silence: Silence| Error::Silent { service: self.service.clone(), why: silence.words() };
        let answer = request.send().await.map_err(|error| silent(Silence::of(&error)))?;
        let status = answer.status();
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = outside::body(answer, self.limit).await.map_err(|cut| match cut {
            Cut::TooBig => Error::TooLong { service: self.service.clone(), limit: self.limit },
            Cut::Silent(why) => silent(why),
        })?;
        Ok(Answer { status, kind, body })
    }

    pub(super) fn service(&self) -> &str {
        &self.service
    }
}
