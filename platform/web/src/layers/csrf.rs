//! Forms that another site's page sends in the name of whoever is signed in are refused: by the browser's own word
//! (`Sec-Fetch-Site`, `Origin`) and by a token that only our pages know.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, header},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use kernel::Random;
use sha2::{Digest, Sha256};

use super::{Refused, enter::Entered, is_call};
use crate::{Error, ctx::SignedInPerson};

/// A form without files is never longer.
const MAX_FORM: usize = 2 * 1024 * 1024;
/// The token stands first in a form with files: within so many bytes.
const PEEK: usize = 16 * 1024;

/// What the token of a session is made of.
#[derive(Clone, Copy)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) fn of(cookie: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"municipio csrf\n");
        hash.update(cookie.as_bytes());
        Self(hash.finalize().into())
    }

    /// The token, covered by a pad that is new each time: compressing pages tells nothing about it (BREACH).
    pub(crate) fn masked(&self, random: &dyn Random) -> String {
        let mut bytes = [0; 64];
        random.fill(&mut bytes[..32]);
        for place in 0..32 {
            bytes[32 + place] = bytes[place] ^ self.0[place];
        }
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    fn opens(&self, token: &str) -> bool {
        let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(token.trim()) else { return false };
        let Some((pad, covered)) = bytes.split_at_checked(32).filter(|(_, covered)| covered.len() == 32) else {
            return false;
        };
        // Every byte is looked at, so that the time tells nothing.
        pad.iter().zip(covered).zip(&self.0).fold(0, |seen, ((pad, covered), own)| seen | (pad ^ covered ^ own)) == 0
    }
}

pub(crate) async fn check(entered: Entered) -> Result<Entered, Refused> {
    let Entered { request, secret, guest_cookie } = entered;
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let (Some(secret), false) = (secret, safe) else { return Ok(Entered { request, secret, guest_cookie }) };
    let (parts, body) = request.into_parts();
    // A program without a key has no form to reload: it is told what it lacks.
    if is_call(parts.uri.path()) && parts.extensions.get::<SignedInPerson>().is_none() {
        return Err((Error::SignIn, Box::new(parts)));
    }
    let outcome =
        if ours(&parts.headers) { token_holds(&parts.headers, secret, body).await } else { Err(Error::Forged) };
    match outcome {
        Ok(body) => Ok(Entered { request: Request::from_parts(parts, body), secret: Some(secret), guest_cookie }),
        Err(error) => Err((error, Box::new(parts))),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether the browser says that the request comes from a page of this host. Programs that are no browsers say nothing.
fn ours(headers: &HeaderMap) -> bool {
    let site = text(headers, "sec-fetch-site");
    let origin = text(headers, "origin");
    let same_origin =
        origin.is_empty() || origin.split_once("://").is_some_and(|(_, host)| host == text(headers, "host"));
    same_origin && matches!(site, "" | "same-origin" | "none")
}

async fn token_holds(headers: &HeaderMap, secret: Secret, body: Body) -> Result<Body, Error> {
    let sent = text(headers, "x-csrf-token");
    if !sent.is_empty() {
        return if secret.opens(sent) { Ok(body) } else { Err(Error::Forged) };
    }
    let kind = text(headers, header::CONTENT_TYPE.as_str());
    if kind.starts_with("application/x-www-form-urlencoded") {
        let bytes = axum::body::to_bytes(body, MAX_FORM)
            .await
            .map_err(|_| Error::TooLarge("Il modulo è troppo lungo: accorcia i testi e riprova.".into()))?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| Error::Forged)?;
        let holds = fields.iter().any(|(name, value)| name == "csrf" && secret.opens(value));
        return if holds { Ok(Body::from(bytes)) } else { Err(Error::Forged) };
    }
    if kind.starts_with("multipart/form-data") {
        let (start, rest) = peek(body).await?;
        let holds = first_field(&start).is_some_and(|token| secret.opens(&token));
        return if holds { Ok(rest) } else { Err(Error::Forged) };
    }
    Err(Error::Forged)
}

/// The beginning of a body, and the whole body again.
async fn peek(body: Body) -> Result<(Bytes, Body), Error> {
    let mut stream = body.into_data_stream();
    let mut start = BytesMut::new();
    while start.len() < PEEK && first_field(&start).is_none() {
        match stream.next().await {
            Some(Ok(piece)) => start.extend_from_slice(&piece),
            Some(Err(error)) => return Err(Error::BadRequest(error.to_string())),
            None => break,
        }
    }
    let start = start.freeze();
    let again = futures::stream::iter([Ok(start.clone())]).chain(stream);
    #[expect(clippy::disallowed_methods, reason = "the body of a request: nothing compresses it")]
    let body = Body::from_stream(again);
    Ok((start, body))
}

/// The value of the field `csrf` where it is the first of a form with files.
fn first_field(start: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(start.get(..PEEK).unwrap_or(start));
    let (head, rest) = text.split_once("\r\n\r\n")?;
    if !head.contains("name=\"csrf\"") {
        return None;
    }
    rest.split_once("\r\n").map(|(value, _)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRandom;

    #[test]
    fn a_token_opens_its_own_session_only_and_looks_different_each_time() {
        let (secret, random) = (Secret::of("a"), SeededRandom::new(1));
        let (first, second) = (secret.masked(&random), secret.masked(&random));
        assert_ne!(first, second);
        assert!(secret.opens(&first) && secret.opens(&second));
        assert!(!Secret::of("b").opens(&first));
        assert!(!secret.opens("") && !secret.opens("AAAA"));
    }

    #[test]
    fn the_token_is_found_only_as_the_first_field() {
        let ours = b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x";
        let hidden = b"--x\r\nContent-Disposition: form-data; name=\"oggetto\"\r\n\r\nname=\"csrf\"\r\n\r\nabc\r\n";
        assert_eq!(first_field(ours).as_deref(), Some("abc"));
        assert_eq!(first_field(hidden), None);
    }

    #[test]
    fn another_sites_page_is_refused_by_the_browsers_word() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        assert!(ours(&headers(&[
            ("host", "a.it:8080"),
            ("origin", "http://a.it:8080"),
            ("sec-fetch-site", "same-origin")
        ])));
        assert!(!ours(&headers(&[("host", "a.it"), ("origin", "https://b.it")])));
        assert!(!ours(&headers(&[("host", "a.it"), ("sec-fetch-site", "cross-site")])));
        assert!(!ours(&headers(&[("host", "a.it"), ("origin", "null")])));
    }
}
