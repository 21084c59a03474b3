use std::{net::IpAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request},
    http::{HeaderMap, HeaderValue, request::Parts},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{Refused, csrf, is_call};
use crate::{
    Access, Error, House,
    ctx::{Client, CsrfToken, SignedInPerson, cookie},
};

/// A request whose ente and person are known.
pub(crate) struct Entered {
    pub request: Request,
    /// What a form must send back; `None` when a call of the API came with a program's key, which no page can forge, or
    /// the request went to an address where no cookie counts.
    pub secret: Option<csrf::Secret>,
    pub guest_cookie: Option<HeaderValue>,
}

/// The session's cookie: with the `__Host-` prefix where HTTPS makes it possible (RFC 6265bis §4.1.3.2).
pub(crate) fn session_cookie_name(house: &House) -> &'static str {
    if house.settings.https { "__Host-municipio" } else { "municipio" }
}

/// The cookie of a device from which someone has signed in before.
pub(crate) fn device_cookie_name(house: &House) -> &'static str {
    if house.settings.https { "__Host-dispositivo" } else { "dispositivo" }
}

/// The cookie that waits for the return from the ente's identity provider.
pub(crate) fn provider_cookie_name(house: &House) -> &'static str {
    if house.settings.https { "__Host-ente" } else { "ente" }
}

fn guest_cookie_name(house: &House) -> &'static str {
    if house.settings.https { "__Host-ospite" } else { "ospite" }
}

/// A `Set-Cookie` header; `seconds` is how long the browser keeps it, `None` until it closes.
pub(crate) fn cookie_header(house: &House, name: &str, value: &str, seconds: Option<u64>) -> HeaderValue {
    let secure = if house.settings.https { "; Secure" } else { "" };
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The address of the client: the peer's, or what a trusted proxy says.
pub(crate) fn client_of(house: &House, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0]));
    if !house.settings.trusted_proxies.contains(&peer) {
        return peer;
    }
    // The last entry of the last header is the one that our own proxy wrote (some add a header, some add to it); whatever
    // stands before is the client's word.
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    forwarded.and_then(|text| text.rsplit(',').next()?.trim().parse().ok()).unwrap_or(peer)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The text after `Bearer`, the name of the scheme in any case (RFC 9110, section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = text(headers, "authorization").split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key)
}

/// Whether the address is one of other bodies' programs: nobody is looked for there, whatever cookie or key comes along.
fn of_programs(house: &House, parts: &Parts) -> bool {
    let Some(path) = parts.extensions.get::<MatchedPath>() else { return false };
    house.routes.iter().any(|route| matches!(route.access, Access::Program) && route.path == path.as_str())
}

pub(crate) async fn enter(
    house: &Arc<House>,
    mut parts: Parts,
    body: Body,
    client: IpAddr,
) -> Result<Entered, Refused> {
    parts.extensions.insert(Client(client));
    match identify(house, &mut parts).await {
        Ok((secret, guest_cookie)) => Ok(Entered { request: Request::from_parts(parts, body), secret, guest_cookie }),
        Err(error) => Err((error, Box::new(parts))),
    }
}

async fn identify(house: &Arc<House>, parts: &mut Parts) -> Result<(Option<csrf::Secret>, Option<HeaderValue>), Error> {
    let host = text(&parts.headers, "host");
    let host = host.rsplit_once(':').map_or(host, |(name, port)| if port.parse::<u16>().is_ok() { name } else { host });
    let ente = house.enti.by_host(host).await?.ok_or(Error::NotFound("Questo indirizzo non è di nessun Comune."))?;
    parts.extensions.insert(Arc::clone(&ente));
    if parts.uri.path().starts_with("/static/") {
        return Ok((None, None));
    }
    if of_programs(house, parts) {
        return Ok((None, None));
    }
    let now = ente.ledger.now();
    if let Some(bearer) = bearer(&parts.headers) {
        // Forms ask no token of whoever comes with a key, and pages have no scopes of their own: there a key opens
        // nothing, whoever's it is.
        if !is_call(parts.uri.path()) {
            return Err(Error::KeyElsewhere);
        }
        let read = ente.db().read().await?;
        let found = accounts::bearer(&read, bearer, now).await?.ok_or(Error::SignIn)?;
        let (who, token) = (Arc::new(found.who), Some(found.token));
        parts.extensions.insert(SignedInPerson { who, signed: None, token, lacks_factor: false });
        return Ok((None, None));
    }
    let cookies = text(&parts.headers, "cookie").to_owned();
    let mut owner = None;
    if let Some(token) = cookie(&cookies, session_cookie_name(house)).map(str::to_owned) {
        let found = accounts::session(&ente.db().read().await?, &token, &house.session_rules, now).await?;
        if let Some(signed) = found {
            if signed.note {
                accounts::note_seen(ente.db(), signed.session, now).await?;
            }
            let lacks_factor = !signed.second_factor && house.settings.second_factor.asks(&signed.who);
            let who = Arc::new(signed.who.clone());
            parts.extensions.insert(SignedInPerson { who, signed: Some(Arc::new(signed)), token: None, lacks_factor });
            owner = Some(token);
        }
    }
    let mut guest_cookie = None;
    let owner = owner.or_else(|| cookie(&cookies, guest_cookie_name(house)).map(str::to_owned)).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        house.enti.random().fill(&mut bytes);
        let value = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        guest_cookie = Some(cookie_header(house, guest_cookie_name(house), &value, None));
        value
    });
    let secret = csrf::Secret::of(&owner);
    parts.extensions.insert(CsrfToken(secret.masked(&**house.enti.random())));
    Ok((Some(secret), guest_cookie))
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn a_key_is_read_whatever_the_case_of_its_scheme_and_of_no_other_scheme() {
        let sent = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            bearer(&headers).map(str::to_owned)
        };
        for value in ["Bearer abc", "bearer abc", "BEARER abc"] {
            assert_eq!(sent(value).as_deref(), Some("abc"), "{value}");
        }
        for value in ["Basic abc", "Bearer", "Bearerabc", ""] {
            assert_eq!(sent(value), None, "{value}");
        }
    }
}
