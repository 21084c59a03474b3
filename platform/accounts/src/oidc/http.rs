use std::{pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};

/// The longest answer of a provider that is read, in bytes; real ones stay under a hundred thousand.
const MAX_ANSWER: usize = 1024 * 1024;

/// What went wrong on the way to the provider.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// No connection, no answer in time, no valid certificate.
    #[error(transparent)]
    Line(#[from] reqwest::Error),
    /// More bytes than any provider sends.
    #[error("the provider's answer is longer than {MAX_ANSWER} bytes")]
    TooLong,
    /// An answer that is not HTTP.
    #[error(transparent)]
    Answer(#[from] http::Error),
}

/// The client that speaks with the provider: it waits at most ten seconds, follows no redirect (which could lead inside
/// the town hall's network) and reads a bounded answer.
#[derive(Clone, Debug)]
pub(super) struct Http(reqwest::Client);

impl Http {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .user_agent("municipio")
            .build()?;
        Ok(Self(client))
    }

    /// Asks for a page with nothing but its address.
    pub(super) async fn get(&self, address: &str) -> Result<HttpResponse, HttpError> {
        self.send(http::Request::get(address).body(Vec::new())?).await
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut built = http::Response::builder().status(answer.status());
        if let Some(headers) = built.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(built.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
