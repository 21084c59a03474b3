use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;

use crate::{Ctx, Error};

/// Whoever works here goes to their desk; others to the login, until the public site lives at this address.
pub(super) async fn home(ctx: Ctx) -> Redirect {
    Redirect::to(if ctx.maybe_who().is_some() { "/scrivania" } else { "/accedi" })
}

/// For monitoring: whether this ente can read, write in order of time, and reach its files. Says nothing about data.
pub(super) async fn health(ctx: Ctx) -> Result<Response, Error> {
    let database = ctx.ente.ledger.check_clock().await;
    let probe = documents::store::Sha256Hash([0; 32]);
    let files = ctx.ente.archive.store().exists(&probe).await;
    let well = database.is_ok() && files.is_ok();
    let word = |well: bool| if well { "bene" } else { "male" };
    let body = json!({
        "stato": word(well),
        "base_dati_e_orologio": database.map_or_else(|error| error.to_string(), |()| "bene".into()),
        "documenti": files.map_or_else(|error| error.to_string(), |_| "bene".into()),
        "versione": env!("CARGO_PKG_VERSION"),
    });
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((status, Json(body)).into_response())
}
