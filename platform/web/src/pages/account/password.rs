//! Changing one's own password.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};

use super::{CRUMBS, refused, renewed, unprocessable};
use crate::{
    Ctx, Error, Form, Query,
    pages::login::{Back, inside},
};

#[derive(Debug, Serialize)]
pub(crate) struct Password {
    poi: String,
    username: String,
    /// Whether nothing else can be done before.
    must: bool,
    shortest: usize,
    errors: Vec<FieldError>,
}

impl Page for Password {
    const TEMPLATE: &'static str = "web/account/password.html";
    fn samples() -> Vec<Self> {
        let error = |field: &str| FieldError { field: field.into(), message: "La password non è giusta.".into() };
        let sample =
            |must, errors| Self { poi: "/account".into(), username: "anna.neri".into(), must, shortest: 12, errors };
        vec![sample(false, vec![]), sample(true, vec![error("old_password"), error("password"), error("again")])]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    old_password: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    poi: String,
}

/// The form.
pub(super) async fn form(ctx: Ctx, Query(back): Query<Back>) -> Result<Response, Error> {
    show(&ctx, back.poi, Vec::new()).await
}

async fn show(ctx: &Ctx, poi: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let signed = ctx.signed()?;
    let must = signed.must_change_password;
    let page = Password { poi, username: signed.username.clone(), must, shortest: accounts::MIN_LENGTH, errors };
    let (title, crumbs) = if must { ("Scegli una password tua", &[][..]) } else { ("Cambia la password", CRUMBS) };
    ctx.page(title, crumbs, &page).await
}

/// Changes it; the other sessions end.
pub(super) async fn submit(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    if sent.password != sent.again {
        let message = "Le due password nuove non sono uguali: scrivile di nuovo.".into();
        let errors = vec![FieldError { field: "again".into(), message }];
        return Ok(unprocessable(show(&ctx, sent.poi, errors).await?));
    }
    let signed = ctx.signed()?;
    let (ledger, passwords, ente) = (&ctx.ente.ledger, &ctx.house.passwords, &ctx.ente.info.name);
    match accounts::change_password(ledger, passwords, signed, &sent.old_password, &sent.password, ente).await {
        Ok(token) if signed.must_change_password => Ok(renewed(&ctx, &token, &inside(&sent.poi))),
        Ok(token) => Ok(renewed(&ctx, &token, "/account?fatto=password")),
        Err(error) => Ok(unprocessable(show(&ctx, sent.poi, refused(error, "password")?).await?)),
    }
}
