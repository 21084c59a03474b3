use accounts::{Entered, SignIn};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};

use crate::{
    Ctx, Error, Form, Query,
    layers::{cookie_header, device_cookie_name, session_cookie_name},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    pub(super) poi: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Accedi {
    username: String,
    poi: String,
    errors: Vec<FieldError>,
    /// The accounts of the demo comune, which anyone may use.
    demo: Vec<(String, String)>,
    /// The ente's identity provider, if it has one.
    provider: Option<Way>,
}

/// The way to the ente's identity provider.
#[derive(Debug, Serialize)]
pub(crate) struct Way {
    /// What people call it.
    name: String,
    href: String,
}

impl Way {
    /// For whoever wants to go on to `poi` afterwards; `confirm` when they are inside and only prove it again.
    pub(super) fn of(ctx: &Ctx, poi: &str, confirm: bool) -> Option<Self> {
        let more = if confirm { "&conferma=true" } else { "" };
        let href = format!("/accedi/ente?poi={}{more}", crate::encode(poi));
        ctx.provider().map(|provider| Self { name: provider.name.clone(), href })
    }

    pub(super) fn sample() -> Self {
        Self { name: "il servizio dell'ente".into(), href: "/accedi/ente?poi=%2F".into() }
    }
}

impl Page for Accedi {
    const TEMPLATE: &'static str = "web/accedi.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "password".into(), message: "Nome utente o password non sono giusti.".into() };
        vec![
            Self {
                username: String::new(),
                poi: "/".into(),
                errors: vec![],
                demo: vec![("anna".into(), "protocollo".into())],
                provider: None,
            },
            Self {
                username: "anna".into(),
                poi: "/protocollo".into(),
                errors: vec![error],
                demo: vec![],
                provider: Some(Way::sample()),
            },
        ]
    }
}

/// The login form.
pub(super) async fn form(ctx: Ctx, Query(back): Query<Back>) -> Result<Response, Error> {
    if ctx.maybe_who().is_some() {
        return Ok(Redirect::to(&inside(&back.poi)).into_response());
    }
    ctx.page("Accedi", &[], &blank(&ctx, back.poi)).await
}

fn demo_accounts(ctx: &Ctx) -> Vec<(String, String)> {
    if ctx.ente.info.demo { ctx.house.demo_accounts.clone() } else { Vec::new() }
}

/// Only a path of ours: a login never leads to another site.
pub(super) fn inside(path: &str) -> String {
    let ours =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(char::is_control);
    if ours { path.to_owned() } else { "/scrivania".into() }
}

#[derive(Debug, Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    poi: String,
}

/// Enters with name and password.
pub(super) async fn submit(ctx: Ctx, Form(sent): Form<Credentials>) -> Result<Response, Error> {
    let house = &ctx.house;
    let outcome = accounts::sign_in(
        &ctx.ente.ledger,
        &house.passwords,
        &house.session_rules,
        &sent.username,
        &sent.password,
        &ctx.visitor(),
    )
    .await;
    match outcome {
        Ok(SignIn::Done(entered)) => enter(&ctx, &entered, &sent.poi).await,
        Ok(SignIn::NeedsSecondFactor(pending)) => super::second_factor::ask(&ctx, &pending, &sent.poi).await,
        Err(error) => again(&ctx, sent.username, sent.poi, error).await,
    }
}

/// The login page again, with what went wrong.
pub(super) async fn again(ctx: &Ctx, username: String, poi: String, error: accounts::Error) -> Result<Response, Error> {
    let errors = super::account::refused(error, "password")?;
    let page = Accedi { username, errors, ..blank(ctx, poi) };
    Ok(super::account::unprocessable(ctx.page("Accedi", &[], &page).await?))
}

/// The login page again, when nobody came in by the ente's identity provider: whoever has a password here may use it.
pub(super) async fn again_from_provider(ctx: &Ctx, poi: String, error: accounts::Error) -> Result<Response, Error> {
    const FIELD: &str = "provider";
    let (status, errors) = match error {
        accounts::Error::Provider(_) => {
            let error = FieldError { field: FIELD.into(), message: error.to_string() };
            (StatusCode::SERVICE_UNAVAILABLE, vec![error])
        }
        other => (StatusCode::UNPROCESSABLE_ENTITY, super::account::refused(other, FIELD)?),
    };
    let mut response = ctx.page("Accedi", &[], &Accedi { errors, ..blank(ctx, poi) }).await?;
    *response.status_mut() = status;
    Ok(response)
}

fn blank(ctx: &Ctx, poi: String) -> Accedi {
    let provider = Way::of(ctx, &poi, false);
    Accedi { username: String::new(), poi, errors: Vec::new(), demo: demo_accounts(ctx), provider }
}

/// Sets the cookies of a session just opened and leads where the person was going. The session that this browser was in
/// before, if any, ends (OWASP ASVS 5.0, 7.2.4).
pub(super) async fn enter(ctx: &Ctx, entered: &Entered, poi: &str) -> Result<Response, Error> {
    let house = &ctx.house;
    if let Ok(before) = ctx.signed() {
        accounts::sign_out(ctx.ente.db(), before).await?;
    }
    let target = if entered.must_change_password { "/account/password".to_owned() } else { inside(poi) };
    let mut response = Redirect::to(&target).into_response();
    let session = cookie_header(house, session_cookie_name(house), entered.session.reveal(), None);
    let seconds = u64::try_from(accounts::DEVICE_SECONDS).ok();
    let device = cookie_header(house, device_cookie_name(house), entered.device.reveal(), seconds);
    response.headers_mut().append(header::SET_COOKIE, session);
    response.headers_mut().append(header::SET_COOKIE, device);
    Ok(response)
}

/// Ends the session.
pub(super) async fn leave(ctx: Ctx) -> Result<Response, Error> {
    if let Ok(signed) = ctx.signed() {
        accounts::sign_out(ctx.ente.db(), signed).await?;
    }
    let mut response = Redirect::to("/accedi").into_response();
    let gone = cookie_header(&ctx.house, session_cookie_name(&ctx.house), "", Some(0));
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_login_never_leads_to_another_site() {
        assert_eq!(inside("/protocollo?x=1"), "/protocollo?x=1");
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/a\r\nb"] {
            assert_eq!(inside(bad), "/scrivania", "{bad}");
        }
    }
}
