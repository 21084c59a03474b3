//! The app for codes, and the recovery codes that stand in for it.

use accounts::{Secret, TotpOffer};
use axum::response::{IntoResponse, Redirect, Response};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};

use super::{CRUMBS, refused, unprocessable};
use crate::{Ctx, Error, Form};

/// A secret offered to an app, as the page shows it.
#[derive(Debug, Serialize)]
struct Offer {
    token: String,
    /// The secret in groups of four, for typing it in.
    spelled: String,
    uri: String,
    /// The QR code as a `data:` address.
    picture: String,
}

impl From<&TotpOffer> for Offer {
    fn from(offer: &TotpOffer) -> Self {
        let letters: Vec<char> = offer.base32.reveal().chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Self {
            token: offer.token.reveal().into(),
            spelled: groups.join(" "),
            uri: offer.uri.reveal().into(),
            picture: format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(offer.qr_svg.reveal())),
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Codice {
    /// Since when there is an app.
    since: Option<i64>,
    recovery_codes: usize,
    /// What a new app gets.
    offer: Option<Offer>,
    /// Whether it takes the place of another, which the person may have scanned.
    renewed: bool,
    errors: Vec<FieldError>,
}

impl Page for Codice {
    const TEMPLATE: &'static str = "web/account/codice.html";
    fn samples() -> Vec<Self> {
        let offer = || {
            Some(Offer {
                token: "AAAA".into(),
                spelled: "ABCD EFGH".into(),
                uri: "otpauth://totp/Comune:anna?secret=ABCDEFGH".into(),
                picture: "data:image/svg+xml;base64,PHN2Zy8+".into(),
            })
        };
        let error = FieldError { field: "code".into(), message: "Il codice non è giusto.".into() };
        let since = Some(1_700_000_000_000_000);
        let sample = |offer, renewed, errors| Self { since: None, recovery_codes: 0, offer, renewed, errors };
        vec![
            sample(offer(), false, vec![]),
            sample(offer(), false, vec![error.clone()]),
            sample(offer(), true, vec![error.clone()]),
            sample(None, false, vec![error]),
            Self { since, ..sample(None, false, vec![]) },
            Self { since, recovery_codes: 7, ..sample(None, false, vec![]) },
        ]
    }
}

/// The app that there is, or the secret for a new one.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    show(&ctx, "", Vec::new()).await
}

/// `token` is that of the offer that the page showed before: what the person has scanned stays good.
async fn show(ctx: &Ctx, token: &str, errors: Vec<FieldError>) -> Result<Response, Error> {
    let (ledger, signed, name) = (&ctx.ente.ledger, ctx.signed()?, &ctx.ente.info.name);
    let factors = accounts::my_factors(&ctx.ente.db().read().await?, &signed.who).await?;
    let same = accounts::same_totp(ledger, signed, name, token).await?;
    let renewed = !token.is_empty() && same.is_none();
    let offer = match (factors.totp_since, same) {
        (Some(_), _) => None,
        (None, Some(same)) => Some(same),
        (None, None) => Some(accounts::start_totp(ledger, signed, name).await?),
    };
    let page = Codice {
        since: factors.totp_since.map(|since| since.micros()),
        recovery_codes: factors.recovery_codes,
        offer: offer.as_ref().map(Offer::from),
        renewed,
        errors,
    };
    ctx.page("Codici dal telefono", CRUMBS, &page).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    azione: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    code: String,
}

/// Adds the app once it gives a right code, or takes it away.
pub(super) async fn submit(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let (ledger, signed) = (&ctx.ente.ledger, ctx.signed()?);
    if sent.azione == "togli" {
        accounts::remove_totp(ledger, signed).await?;
        return Ok(Redirect::to("/account?fatto=app-tolta").into_response());
    }
    match accounts::confirm_totp(ledger, signed, &sent.token, &sent.code).await {
        // The first app comes with the codes for the day when the phone is lost.
        Ok(()) => show_codes(&ctx).await,
        Err(error) => Ok(unprocessable(show(&ctx, &sent.token, refused(error, "code")?).await?)),
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Recupero {
    /// The new codes, shown this once.
    codes: Vec<String>,
    /// How many of the old ones are left.
    left: usize,
    /// Whether there is anything that they could stand in for.
    possible: bool,
}

impl Page for Recupero {
    const TEMPLATE: &'static str = "web/account/recupero.html";
    fn samples() -> Vec<Self> {
        let codes = vec!["abcd-efgh-jkmn-pqrs-tuvw-2345".to_owned(); 10];
        let sample = |left, possible| Self { codes: vec![], left, possible };
        vec![Self { codes, left: 10, possible: true }, sample(3, true), sample(0, true), sample(0, false)]
    }
}

/// How many recovery codes are left.
pub(super) async fn recovery(ctx: Ctx) -> Result<Response, Error> {
    let signed = ctx.signed()?;
    let factors = accounts::my_factors(&ctx.ente.db().read().await?, &signed.who).await?;
    let possible = factors.totp_since.is_some() || !factors.passkeys.is_empty();
    let page = Recupero { codes: Vec::new(), left: factors.recovery_codes, possible };
    ctx.page("Codici di recupero", CRUMBS, &page).await
}

/// Makes new ones in place of those that are left.
pub(super) async fn make_recovery(ctx: Ctx) -> Result<Response, Error> {
    show_codes(&ctx).await
}

async fn show_codes(ctx: &Ctx) -> Result<Response, Error> {
    let codes = accounts::make_recovery_codes(&ctx.ente.ledger, ctx.signed()?).await?;
    let codes: Vec<String> = codes.iter().map(Secret::reveal).map(str::to_owned).collect();
    let page = Recupero { left: codes.len(), codes, possible: true };
    ctx.page("I tuoi codici di recupero", CRUMBS, &page).await
}
