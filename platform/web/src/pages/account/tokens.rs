//! Keys with which programs act for me.

use std::collections::BTreeMap;

use accounts::{NewToken, TokenId, api_token};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Page, columns};

use super::{CRUMBS, refused, unprocessable};
use crate::{Ctx, Error, Form, House};

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    label: String,
    scopes: Vec<String>,
    since: i64,
    until: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Chiavi {
    columns: Vec<Column>,
    keys: Vec<Line>,
}

impl Chiavi {
    fn of(keys: Vec<Line>) -> Self {
        Self { columns: columns(&["A che cosa serve", "Che cosa permette", "Creata", "Scade", "Azioni"]), keys }
    }
}

impl Page for Chiavi {
    const TEMPLATE: &'static str = "web/account/chiavi.html";
    fn samples() -> Vec<Self> {
        let at = 1_700_000_000_000_000;
        let scopes = vec!["consultare il protocollo".into()];
        let line = Line {
            id: "018f3f1e-0000-7000-8000-000000000000".into(),
            label: "Sito".into(),
            scopes,
            since: at,
            until: at,
        };
        vec![Self::of(vec![line]), Self::of(vec![])]
    }
}

/// What each permission lets one do, in words.
fn labels(house: &House) -> BTreeMap<&'static str, &'static str> {
    house.permissions.iter().map(|permission| (permission.code, permission.label)).collect()
}

/// The list.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let keys = accounts::my_tokens(&ctx.ente.db().read().await?, &ctx.signed()?.who, ctx.now).await?;
    let labels = labels(&ctx.house);
    let line = |key: api_token::Model| Line {
        id: key.id.to_string(),
        label: key.label,
        scopes: key.scopes.lines().map(|code| (*labels.get(code).unwrap_or(&code)).to_owned()).collect(),
        since: key.created_at.micros(),
        until: key.expires_at.micros(),
    };
    ctx.page("Chiavi per i programmi", CRUMBS, &Chiavi::of(keys.into_iter().map(line).collect())).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Gone {
    #[serde(default)]
    chiave: String,
}

/// Revokes one.
pub(super) async fn revoke(ctx: Ctx, Form(sent): Form<Gone>) -> Result<Response, Error> {
    let key: TokenId = sent.chiave.parse().map_err(|_| Error::NotFound("Questa chiave non c'è."))?;
    accounts::revoke_token(&ctx.ente.ledger, &ctx.signed()?.who, key).await?;
    Ok(Redirect::to("/account/chiavi").into_response())
}

#[derive(Debug, Serialize)]
struct Scope {
    code: String,
    label: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct ChiaveNuova {
    label: String,
    days: String,
    scopes: Vec<Scope>,
    errors: Vec<FieldError>,
}

impl Page for ChiaveNuova {
    const TEMPLATE: &'static str = "web/account/chiave_nuova.html";
    fn samples() -> Vec<Self> {
        let scope =
            Scope { code: "protocollo.consulta".into(), label: "consultare il protocollo".into(), chosen: true };
        let error = |field: &str| FieldError { field: field.into(), message: "Così non va.".into() };
        let errors = vec![error("label"), error("days"), error("scopes")];
        vec![
            Self { label: String::new(), days: "90".into(), scopes: vec![scope], errors: vec![] },
            Self { label: "Sito".into(), days: "x".into(), scopes: vec![], errors },
        ]
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct ChiaveFatta {
    key: String,
    label: String,
}

impl Page for ChiaveFatta {
    const TEMPLATE: &'static str = "web/account/chiave_fatta.html";
    fn samples() -> Vec<Self> {
        vec![Self { key: "municipio_AAAA".into(), label: "Sito".into() }]
    }
}

/// The form for a new one.
pub(super) async fn form(ctx: Ctx) -> Result<Response, Error> {
    ctx.signed()?.require_fresh(ctx.now)?;
    show(&ctx, &[], String::new(), "90".into(), Vec::new()).await
}

async fn show(
    ctx: &Ctx,
    chosen: &[String],
    label: String,
    days: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let labels = labels(&ctx.house);
    let mut mine: Vec<&String> = ctx.signed()?.who.grants.iter().flat_map(|grant| &grant.permissions).collect();
    mine.sort_unstable();
    mine.dedup();
    let scope = |code: &String| Scope {
        code: code.clone(),
        label: (*labels.get(code.as_str()).unwrap_or(&code.as_str())).to_owned(),
        chosen: chosen.contains(code),
    };
    let page = ChiaveNuova { label, days, scopes: mine.into_iter().map(scope).collect(), errors };
    ctx.page("Crea una chiave", &[CRUMBS, &[("Chiavi per i programmi", "/account/chiavi")]].concat(), &page).await
}

/// Makes it and shows it this once.
pub(super) async fn create(ctx: Ctx, Form(sent): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let all =
        |name: &str| sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
    let (label, days, scopes) = (one("label"), one("days"), all("scopes"));
    // What is no number of days is refused like a number that is out of bounds.
    let new = NewToken {
        label: label.clone(),
        scopes: scopes.iter().cloned().collect(),
        days: days.trim().parse().unwrap_or(0),
    };
    match accounts::create_token(&ctx.ente.ledger, ctx.signed()?, &new).await {
        Ok((_, key)) => {
            let page = ChiaveFatta { key: key.reveal().into(), label };
            ctx.page("La chiave è pronta", &[CRUMBS, &[("Chiavi per i programmi", "/account/chiavi")]].concat(), &page)
                .await
        }
        Err(error) => Ok(unprocessable(show(&ctx, &scopes, label, days, refused(error, "label")?).await?)),
    }
}
