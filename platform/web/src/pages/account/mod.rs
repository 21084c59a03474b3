//! The pages of one's own account. Each form is sent to the address of its own page, so that whoever must first prove
//! again who they are comes back to a page and not to nothing.

mod confirm;
mod passkeys;
mod password;
mod profile;
mod sessions;
mod tokens;
mod totp;

use accounts::Secret;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use ui::FieldError;

use crate::{
    Access, Ctx, Error, Routes,
    layers::{cookie_header, session_cookie_name},
};

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Il tuo account", "/account")];

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account", Access::SignedIn, profile::page)
        .get("/account/password", Access::SignedIn, password::form)
        .post("/account/password", Access::SignedIn, password::submit)
        .get("/account/conferma", Access::SignedIn, confirm::form)
        .post("/account/conferma", Access::SignedIn, confirm::submit)
        .get("/account/sessioni", Access::SignedIn, sessions::page)
        .post("/account/sessioni", Access::SignedIn, sessions::submit)
        .get("/account/codice", Access::SignedIn, totp::page)
        .post("/account/codice", Access::SignedIn, totp::submit)
        .get("/account/recupero", Access::SignedIn, totp::recovery)
        .post("/account/recupero", Access::SignedIn, totp::make_recovery)
        .get("/account/passkey", Access::SignedIn, passkeys::page)
        .post("/account/passkey", Access::SignedIn, passkeys::remove)
        .get("/account/passkey/nuova", Access::SignedIn, passkeys::form)
        .post("/account/passkey/nuova", Access::SignedIn, passkeys::add)
        .get("/account/chiavi", Access::SignedIn, tokens::page)
        .post("/account/chiavi", Access::SignedIn, tokens::revoke)
        .get("/account/chiavi/nuova", Access::SignedIn, tokens::form)
        .post("/account/chiavi/nuova", Access::SignedIn, tokens::create)
}

/// What a form must say when the accounts refuse; a reason that concerns no field goes to `usual`. All other errors go on.
pub(super) fn refused(error: accounts::Error, usual: &str) -> Result<Vec<FieldError>, Error> {
    let accounts::Error::Refused(refusal) = error else { return Err(error.into()) };
    let reasons = refusal.reasons.into_iter();
    Ok(reasons.map(|r| FieldError { field: r.field.unwrap_or(usual).into(), message: r.sentence }).collect())
}

/// A page that shows a form again because something in it does not do.
pub(super) fn unprocessable(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// Leads on with the session's new token.
fn renewed(ctx: &Ctx, token: &Secret, target: &str) -> Response {
    let mut response = Redirect::to(target).into_response();
    let cookie = cookie_header(&ctx.house, session_cookie_name(&ctx.house), token.reveal(), None);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

#[cfg(test)]
pub(crate) mod pages {
    pub(crate) use super::{
        confirm::Conferma,
        passkeys::{PasskeyNuova, PasskeyPage},
        password::Password,
        profile::Profilo,
        sessions::Sessioni,
        tokens::{ChiaveFatta, ChiaveNuova, Chiavi},
        totp::{Codice, Recupero},
    };
}
