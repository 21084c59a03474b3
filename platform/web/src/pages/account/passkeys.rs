//! My passkeys.

use accounts::passkey;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Page, columns};

use super::{CRUMBS, refused, unprocessable};
use crate::{Ctx, Error, Form, pages::second_factor::no_passkeys};

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    label: String,
    since: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct PasskeyPage {
    columns: Vec<Column>,
    keys: Vec<Line>,
    /// Whether browsers give passkeys to this address.
    possible: bool,
}

impl PasskeyPage {
    fn of(keys: Vec<Line>, possible: bool) -> Self {
        Self { columns: columns(&["Nome", "Aggiunta", "Azioni"]), keys, possible }
    }
}

impl Page for PasskeyPage {
    const TEMPLATE: &'static str = "web/account/passkey.html";
    fn samples() -> Vec<Self> {
        let line = Line {
            id: "018f3f1e-0000-7000-8000-000000000000".into(),
            label: "Telefono".into(),
            since: 1_700_000_000_000_000,
        };
        vec![Self::of(vec![line], true), Self::of(vec![], true), Self::of(vec![], false)]
    }
}

/// The list.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let factors = accounts::my_factors(&ctx.ente.db().read().await?, &ctx.signed()?.who).await?;
    let line = |key: passkey::Model| Line { id: key.id.to_string(), label: key.label, since: key.created_at.micros() };
    let page = PasskeyPage::of(factors.passkeys.into_iter().map(line).collect(), ctx.passkeys().is_some());
    ctx.page("Passkey", CRUMBS, &page).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Gone {
    #[serde(default)]
    passkey: String,
}

/// Takes one away.
pub(super) async fn remove(ctx: Ctx, Form(sent): Form<Gone>) -> Result<Response, Error> {
    let key: Id<passkey::Entity> = sent.passkey.parse().map_err(|_| Error::NotFound("Questa passkey non c'è."))?;
    accounts::remove_passkey(&ctx.ente.ledger, ctx.signed()?, key).await?;
    Ok(Redirect::to("/account/passkey").into_response())
}

#[derive(Debug, Serialize)]
pub(crate) struct PasskeyNuova {
    token: String,
    /// What to ask of the browser, as JSON.
    options: String,
    label: String,
    errors: Vec<FieldError>,
}

impl Page for PasskeyNuova {
    const TEMPLATE: &'static str = "web/account/passkey_nuova.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "label".into(), message: "Dai un nome alla passkey.".into() };
        let sample = |errors| Self {
            token: "AAAA".into(),
            options: "{\"publicKey\":{}}".into(),
            label: "Telefono".into(),
            errors,
        };
        vec![sample(vec![]), sample(vec![error])]
    }
}

/// The form for a new one.
pub(super) async fn form(ctx: Ctx) -> Result<Response, Error> {
    show(&ctx, String::new(), Vec::new()).await
}

async fn show(ctx: &Ctx, label: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let passkeys = ctx.passkeys().ok_or_else(no_passkeys)?;
    let (token, options) = accounts::start_passkey(&ctx.ente.ledger, &passkeys, ctx.signed()?).await?;
    let page = PasskeyNuova { token: token.reveal().into(), options, label, errors };
    ctx.page("Aggiungi una passkey", &[CRUMBS, &[("Passkey", "/account/passkey")]].concat(), &page).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    token: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    risposta: String,
}

/// Adds it.
pub(super) async fn add(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let passkeys = ctx.passkeys().ok_or_else(no_passkeys)?;
    let (ledger, signed) = (&ctx.ente.ledger, ctx.signed()?);
    match accounts::finish_passkey(ledger, &passkeys, signed, &sent.token, &sent.label, &sent.risposta).await {
        Ok(()) => Ok(Redirect::to("/account/passkey").into_response()),
        Err(error) => Ok(unprocessable(show(&ctx, sent.label, refused(error, "label")?).await?)),
    }
}
