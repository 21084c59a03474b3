use reqwest::{RequestBuilder, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::super::http::Http;
use super::super::{Error, Secret};
use super::wire::Refusal;

/// Longest text of the service that is shown.
const WORDS_MAX: usize = 300;

/// Calls a method with JSON.
pub(super) async fn json<T: DeserializeOwned>(
    http: &Http,
    url: Url,
    token: Option<&Secret>,
    body: &impl Serialize,
) -> Result<T, Error> {
    let call = http.post(url).json(body);
    read(http, authorised(call, token)).await
}

/// Calls a method of OAuth, with a form.
pub(super) async fn form<T: DeserializeOwned>(http: &Http, url: Url, fields: &[(&str, &str)]) -> Result<T, Error> {
    read(http, http.post(url).form(fields)).await
}

/// Calls a method whose answer does not matter.
pub(super) async fn tell(http: &Http, url: Url, token: Option<&Secret>, body: &impl Serialize) -> Result<(), Error> {
    let answer = http.send(authorised(http.post(url).json(body), token)).await?;
    if answer.status.is_success() { Ok(()) } else { Err(refusal(answer.status, &answer.body)) }
}

fn authorised(call: RequestBuilder, token: Option<&Secret>) -> RequestBuilder {
    match token {
        Some(token) => call.bearer_auth(token.reveal()),
        None => call,
    }
}

async fn read<T: DeserializeOwned>(http: &Http, call: RequestBuilder) -> Result<T, Error> {
    let answer = http.send(call).await?;
    if !answer.status.is_success() {
        return Err(refusal(answer.status, &answer.body));
    }
    parsed(&answer.body)
}

/// What an answer says, as far as it is needed.
pub(super) fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| Error::Answer("mancano dati che il protocollo vuole"))
}

/// 10.1, and RFC 6749, 5.2.
pub(super) fn refusal(status: StatusCode, body: &[u8]) -> Error {
    let told = serde_json::from_slice::<Refusal>(body).ok();
    let code = told.as_ref().map_or("", |told| told.error.as_str());
    match (code, status) {
        ("invalid_otp" | "invalid_pin" | "expired_sad" | "invalid_grant", _) => Error::Code,
        ("access_denied", _) => Error::Denied,
        ("invalid_token" | "expired_token", _) | (_, StatusCode::UNAUTHORIZED) => Error::SessionOver,
        _ => {
            let words = told.as_ref().and_then(|told| told.error_description.as_deref()).unwrap_or("non dice perché.");
            let code = if code.is_empty() { format!("HTTP {}", status.as_u16()) } else { cut(code) };
            Error::Refused { code, words: cut(words) }
        }
    }
}

fn cut(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_control()).take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_the_person_can_do() {
        let of = |status, body: &str| refusal(status, body.as_bytes());
        let bad = StatusCode::BAD_REQUEST;
        assert_eq!(of(bad, r#"{"error":"invalid_otp","error_description":"The OTP is invalid"}"#), Error::Code);
        assert_eq!(of(StatusCode::UNAUTHORIZED, "<html>"), Error::SessionOver);
        assert_eq!(of(bad, r#"{"error":"access_denied"}"#), Error::Denied);
        let long = format!(r#"{{"error":"invalid_request","error_description":"{}"}}"#, "a".repeat(5_000));
        assert!(
            matches!(of(bad, &long), Error::Refused { code, words } if code == "invalid_request" && words.len() == WORDS_MAX)
        );
        assert!(matches!(of(StatusCode::BAD_GATEWAY, ""), Error::Refused { code, .. } if code == "HTTP 502"));
    }
}
