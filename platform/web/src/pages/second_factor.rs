//! The second step of a log-in whose password was right.

use accounts::{Entered, Pending};
use axum::response::{Redirect, Response};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};

use super::{
    account::{refused, unprocessable},
    login,
};
use crate::{Ctx, Error, Form};

#[derive(Debug, Serialize)]
pub(crate) struct Codice {
    /// The log-in that waits.
    attesa: String,
    poi: String,
    /// Whether the person has an app for codes.
    app: bool,
    /// What to ask of the passkey, as JSON, where the person has one and this address may ask.
    passkey: Option<String>,
    errors: Vec<FieldError>,
}

impl Page for Codice {
    const TEMPLATE: &'static str = "web/accedi_codice.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "code".into(), message: "Il codice non è giusto.".into() };
        let sample = |app, passkey: Option<&str>, errors| Self {
            attesa: "AAAA".into(),
            poi: "/protocollo".into(),
            app,
            passkey: passkey.map(str::to_owned),
            errors,
        };
        let ask = "{\"publicKey\":{\"challenge\":\"AAAA\"}}";
        vec![sample(true, None, vec![]), sample(true, Some(ask), vec![error]), sample(false, Some(ask), vec![])]
    }
}

/// What the page sends back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    attesa: String,
    #[serde(default)]
    poi: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    risposta: String,
    /// Which factors the person has, so that the page can be shown again; they open nothing.
    #[serde(default)]
    app: bool,
    #[serde(default)]
    chiave: bool,
}

/// Asks for the second factor of a log-in whose password was right.
pub(super) async fn ask(ctx: &Ctx, pending: &Pending, poi: &str) -> Result<Response, Error> {
    let sent = Sent {
        attesa: pending.token.reveal().into(),
        poi: poi.into(),
        app: pending.totp,
        chiave: pending.passkey,
        ..Sent::default()
    };
    show(ctx, sent, Vec::new()).await
}

async fn show(ctx: &Ctx, sent: Sent, errors: Vec<FieldError>) -> Result<Response, Error> {
    let passkey = match ctx.passkeys().filter(|_| sent.chiave) {
        // A log-in that waits no longer has nothing to ask; the errors say so already, or the next step will.
        Some(passkeys) => accounts::second_factor_passkey_ask(&ctx.ente.ledger, &passkeys, &sent.attesa).await.ok(),
        None => None,
    };
    let page = Codice { attesa: sent.attesa, poi: sent.poi, app: sent.app, passkey, errors };
    ctx.page("Conferma che sei tu", &[], &page).await
}

/// Reloading the page of the second step begins anew: the first one's answer is not kept.
pub(super) async fn restart() -> Redirect {
    Redirect::to("/accedi")
}

/// Enters with a code from the app, or with a recovery code: they cannot be taken for one another.
pub(super) async fn code(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let (ledger, rules) = (&ctx.ente.ledger, &ctx.house.session_rules);
    let outcome = if from_an_app(&sent.code) {
        accounts::second_factor_totp(ledger, rules, &sent.attesa, &sent.code, &ctx.visitor()).await
    } else {
        accounts::second_factor_recovery(ledger, rules, &sent.attesa, &sent.code, &ctx.visitor()).await
    };
    finish(&ctx, sent, outcome).await
}

/// Enters with a passkey.
pub(super) async fn passkey(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let passkeys = ctx.passkeys().ok_or_else(no_passkeys)?;
    let (ledger, rules) = (&ctx.ente.ledger, &ctx.house.session_rules);
    let outcome =
        accounts::second_factor_passkey(ledger, &passkeys, rules, &sent.attesa, &sent.risposta, &ctx.visitor()).await;
    finish(&ctx, sent, outcome).await
}

/// Why passkeys cannot be used at this address.
pub(super) fn no_passkeys() -> Error {
    Error::BadRequest("A questo indirizzo le passkey non funzionano: serve un nome di dominio con https.".into())
}

async fn finish(ctx: &Ctx, sent: Sent, outcome: Result<Entered, accounts::Error>) -> Result<Response, Error> {
    match outcome {
        Ok(entered) => login::enter(ctx, &entered, &sent.poi).await,
        Err(error) => {
            let errors = refused(error, "code")?;
            Ok(unprocessable(show(ctx, sent, errors).await?))
        }
    }
}

/// Recovery codes are groups of letters and digits; codes from an app are six digits.
fn from_an_app(code: &str) -> bool {
    let mut signs = code.chars().filter(|sign| !sign.is_whitespace());
    code.len() <= 20 && signs.all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::from_an_app;

    #[test]
    fn a_code_of_the_app_is_told_from_a_recovery_code_by_its_form() {
        assert!(from_an_app("123456") && from_an_app(" 123 456 "));
        assert!(!from_an_app("abcd-efgh-2345-6789-jkmn-pqrs") && !from_an_app("2345-6789-2345-6789-2345-6789"));
    }
}
