//! What the forms of holds do, on the page of a fascicolo.

use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    errors, href,
    scheda::{STATO, mostra},
};
use crate::{
    CosaId,
    esibizione::Richiesta,
    scarto::{Vincolante, libera, regole::Vincolo, vincola},
    tables::vincolo,
};

/// A hold as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct Vincolata {
    href: String,
    tipo: &'static str,
    motivo: String,
    at: i64,
    tolto_at: Option<i64>,
    tolto_motivo: Option<String>,
}

impl Vincolata {
    /// Of a row, on the page of a thing.
    pub(super) fn of(row: &vincolo::Model, thing: CosaId) -> Self {
        Self {
            href: format!("{}/vincoli/{}/togli", href(thing), row.id),
            tipo: Vincolo::from_code(&row.tipo).map_or("altro", Vincolo::label),
            motivo: row.motivo.clone(),
            at: row.at.micros(),
            tolto_at: row.tolto_at.map(kernel::Instant::micros),
            tolto_motivo: row.tolto_motivo.clone(),
        }
    }

    /// One for the samples.
    pub(super) fn esempio(tolto: bool) -> Self {
        Self {
            href: "/x".into(),
            tipo: "contenzioso",
            motivo: "Causa 12/2026".into(),
            at: 0,
            tolto_at: tolto.then_some(0),
            tolto_motivo: tolto.then(|| "Conclusa".into()),
        }
    }
}

/// The kinds of hold, to choose from.
pub(super) fn tipi() -> Vec<Choice> {
    let choice = |one: Vincolo| Choice { value: one.code().into(), label: one.label().into(), hint: None };
    Vincolo::ALL.into_iter().map(choice).collect()
}

/// Sets a hold.
pub(super) async fn metti(ctx: Ctx, Path(id): Path<CosaId>, Form(sent): Form<Vincolante>) -> Result<Response, Error> {
    let done = vincola(&ctx.ente, ctx.who()?, id, &sent).await;
    dopo(&ctx, id, done, "vincolo").await
}

/// Why a hold is lifted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Perche {
    motivo: String,
}

/// Lifts one.
pub(super) async fn togli(
    ctx: Ctx,
    Path((id, vincolo)): Path<(CosaId, Id<vincolo::Entity>)>,
    Form(sent): Form<Perche>,
) -> Result<Response, Error> {
    let done = libera(&ctx.ente, ctx.who()?, id, vincolo, &sent.motivo).await;
    dopo(&ctx, id, done, "libera").await
}

/// The page again: as it stands now, or with what was wrong.
async fn dopo(ctx: &Ctx, id: CosaId, done: Result<(), crate::Error>, field: &str) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            // One form a hold: what is wrong leads to the list of them.
            let own = |name: &str| if name == "motivo" { field.to_owned() } else { name.to_owned() };
            let at = |error: FieldError| FieldError { field: own(&error.field), ..error };
            let wrong = errors(&refusal, STATO).into_iter().map(at).collect();
            mostra(ctx, id, Vec::new(), wrong, Richiesta::default()).await
        }
        Err(error) => Err(error.into()),
    }
}
