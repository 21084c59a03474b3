//! The password once more, before the account itself is changed.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};

use super::{CRUMBS, refused, renewed, unprocessable};
use crate::{
    Ctx, Error, Form, Query,
    pages::login::{Back, Way, inside},
};

#[derive(Debug, Serialize)]
pub(crate) struct Conferma {
    poi: String,
    username: String,
    /// Whether they have a password here.
    password: bool,
    /// The ente's identity provider, if it has one.
    provider: Option<Way>,
    errors: Vec<FieldError>,
}

impl Page for Conferma {
    const TEMPLATE: &'static str = "web/account/conferma.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "password".into(), message: "La password non è giusta.".into() };
        let sample = |password, provider, errors| Self {
            poi: "/account/codice".into(),
            username: "anna.neri".into(),
            password,
            provider,
            errors,
        };
        let way = || Some(Way::sample());
        vec![
            sample(true, None, vec![]),
            sample(true, way(), vec![error]),
            sample(false, way(), vec![]),
            sample(false, None, vec![]),
        ]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    poi: String,
}

/// Asks for the password.
pub(super) async fn form(ctx: Ctx, Query(back): Query<Back>) -> Result<Response, Error> {
    show(&ctx, back.poi, Vec::new()).await
}

async fn show(ctx: &Ctx, poi: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let signed = ctx.signed()?;
    let password = accounts::my_factors(&ctx.ente.db().read().await?, &signed.who).await?.password;
    let provider = Way::of(ctx, &poi, true);
    let title = if password { "Scrivi di nuovo la password" } else { "Conferma che sei tu" };
    let page = Conferma { poi, username: signed.username.clone(), password, provider, errors };
    ctx.page(title, CRUMBS, &page).await
}

/// Takes it and leads back to where it was asked.
pub(super) async fn submit(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let (ledger, passwords) = (&ctx.ente.ledger, &ctx.house.passwords);
    match accounts::prove_again(ledger, passwords, ctx.signed()?, &sent.password).await {
        Ok(token) => Ok(renewed(&ctx, &token, &inside(&sent.poi))),
        Err(error) => Ok(unprocessable(show(&ctx, sent.poi, refused(error, "password")?).await?)),
    }
}
