//! Entering by the ente's own identity provider.

use accounts::{Secret, SignIn};
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::login::{self, Back};
use crate::{
    Ctx, Error,
    layers::{cookie_header, provider_cookie_name},
};

/// How long the way there and back may take, in seconds.
const SECONDS: u64 = 300;

fn provider(ctx: &Ctx) -> Result<&accounts::Oidc, Error> {
    ctx.house.settings.oidc.as_ref().ok_or(Error::NotFound("Questo Comune non ha un servizio di accesso proprio."))
}

/// Leads to the provider. A link and not a form: the content policy keeps forms on this site.
pub(super) async fn go(ctx: Ctx, Query(back): Query<Back>) -> Result<Response, Error> {
    let (address, token) = accounts::start_oidc(&ctx.ente.ledger, provider(&ctx)?).await?;
    let mut response = Redirect::to(address.as_str()).into_response();
    let value = Secret::new(format!("{}.{}", token.reveal(), crate::encode(&back.poi)));
    let cookie = cookie_header(&ctx.house, provider_cookie_name(&ctx.house), value.reveal(), Some(SECONDS));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// What the provider sends the browser back with (RFC 6749 §4.1.2).
#[derive(Debug, Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// The way back from the provider.
pub(super) async fn back(ctx: Ctx, Query(returned): Query<Returned>) -> Result<Response, Error> {
    let kept = ctx.cookie(provider_cookie_name(&ctx.house)).unwrap_or_default();
    let (token, poi) = kept.split_once('.').unwrap_or((kept, ""));
    let poi = decode(poi);
    let (ledger, rules) = (&ctx.ente.ledger, &ctx.house.session_rules);
    let (oidc, visitor) = (provider(&ctx)?, ctx.visitor());
    let outcome = accounts::finish_oidc(ledger, oidc, rules, token, &returned.state, &returned.code, &visitor).await;
    let mut response = match outcome {
        Ok(SignIn::Done(entered)) => login::enter(&ctx, &entered, &poi),
        Ok(SignIn::NeedsSecondFactor(pending)) => super::second_factor::ask(&ctx, &pending, &poi).await?,
        Err(error) => login::again(&ctx, String::new(), poi, error).await?,
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
