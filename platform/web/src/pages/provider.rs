//! Entering by the ente's own identity provider.

use accounts::{Oidc, OidcReturn, Secret, SignIn};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::login;
use crate::{
    Ctx, Error, Query,
    layers::{cookie_header, provider_cookie_name},
};

/// How long the way there and back may take, in seconds.
const SECONDS: u64 = 300;

fn provider(ctx: &Ctx) -> Result<&Oidc, Error> {
    let found = ctx.provider().map(|provider| &provider.oidc);
    found.ok_or(Error::NotFound("Questo Comune non ha un servizio di accesso proprio."))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Going {
    #[serde(default)]
    poi: String,
    /// Whether the person is inside and only proves again who they are.
    #[serde(default)]
    conferma: bool,
}

/// Leads to the provider. A link and not a form: the content policy keeps forms on this site.
pub(super) async fn go(ctx: Ctx, Query(going): Query<Going>) -> Result<Response, Error> {
    let redirect = ctx.own_address(crate::PROVIDER_RETURN)?;
    let started = accounts::start_oidc(&ctx.ente.ledger, provider(&ctx)?, &redirect, going.conferma).await;
    let (address, token) = match started {
        Ok(started) => started,
        Err(error) => return login::again_from_provider(&ctx, going.poi, error).await,
    };
    let mut response = Redirect::to(address.as_str()).into_response();
    let value = Secret::new(format!("{}.{}", token.reveal(), crate::encode(&going.poi)));
    let cookie = cookie_header(&ctx.house, provider_cookie_name(&ctx.house), value.reveal(), Some(SECONDS));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// What the provider sends the browser back with (RFC 6749 §4.1.2, RFC 9207).
#[derive(Debug, Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    iss: String,
    #[serde(default)]
    error: String,
}

/// The way back from the provider.
pub(super) async fn back(ctx: Ctx, Query(came): Query<Returned>) -> Result<Response, Error> {
    let kept = ctx.cookie(provider_cookie_name(&ctx.house)).unwrap_or_default();
    let (cookie, poi) = kept.split_once('.').unwrap_or((kept, ""));
    let poi = decode(poi);
    let (ledger, rules) = (&ctx.ente.ledger, &ctx.house.session_rules);
    let (oidc, visitor) = (provider(&ctx)?, ctx.visitor());
    let returned = OidcReturn { cookie, state: &came.state, code: &came.code, issuer: &came.iss, error: &came.error };
    let outcome = accounts::finish_oidc(ledger, oidc, rules, &returned, &visitor).await;
    let mut response = match outcome {
        Ok(SignIn::Done(entered)) => login::enter(&ctx, &entered, &poi).await?,
        Ok(SignIn::NeedsSecondFactor(pending)) => super::second_factor::ask(&ctx, &pending, &poi).await?,
        Err(error) => login::again_from_provider(&ctx, poi, error).await?,
    };
    let gone = cookie_header(&ctx.house, provider_cookie_name(&ctx.house), "", Some(0));
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

fn decode(value: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("poi={value}")).unwrap_or_default();
    pairs.into_iter().next().map(|(_, value)| value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn where_one_was_going_survives_the_cookie() {
        for path in ["/protocollo?x=1&y=à", "", "/a;b=c"] {
            assert_eq!(super::decode(&crate::encode(path)), path);
        }
    }
}
