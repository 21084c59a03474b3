//! The documents of an entry and of a draft, and the proof of an entry.

use kernel::Id;
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Response};

use super::href;
use crate::{bozza, registrazione::scheda::leggi, tables::registrazione};

/// Where a document of an entry is opened: in the browser's own way, or laid out by us.
pub(super) fn indirizzo(riga: &registrazione::Model, document: &documents::document::Model) -> String {
    let of = format!("{}/documenti/{}", href(riga.anno, riga.numero), document.id);
    if crate::lettura::ha_pagina(&document.format()) { format!("{of}/leggi") } else { of }
}

type Posto = Path<(i64, i64, Id<documents::document::Entity>)>;

async fn documento(
    ctx: &Ctx,
    (anno, numero, id): (i64, i64, Id<documents::document::Entity>),
) -> Result<documents::document::Model, Error> {
    Ok(leggi(&ctx.ente, ctx.who()?, anno, numero).await?.documento(id)?.clone())
}

/// To look at it.
pub(super) async fn mostra(ctx: Ctx, Path(posto): Posto, headers: HeaderMap) -> Result<Response, Error> {
    let document = documento(&ctx, posto).await?;
    web::inline(&ctx.ente, &document, &headers).await
}

/// To keep it.
pub(super) async fn scarica(ctx: Ctx, Path(posto): Posto, headers: HeaderMap) -> Result<Response, Error> {
    let document = documento(&ctx, posto).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}

/// A document of one's own draft.
pub(super) async fn di_bozza(
    ctx: Ctx,
    Path((id, posto)): Path<(Id<bozza::Bozza>, usize)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let bozza = bozza::leggi(&ctx.ente, ctx.who()?, id).await?;
    let found = bozza.documenti.get(posto).ok_or(Error::NotFound("Questo documento non è nella bozza."))?;
    let document = documents::document::Model {
        id: Id::from(kernel::Uuid::nil()),
        sha256: found.hash().0.to_vec(),
        size: i64::try_from(found.size).unwrap_or(i64::MAX),
        name: found.nome.clone(),
        format: found.format().id.code(),
        detail: None,
        mismatch: found.format().mismatch,
        created_at: ctx.now,
    };
    web::inline(&ctx.ente, &document, &headers).await
}

/// The proof that an entry stands in the journal, to keep and to check without us.
pub(super) async fn prova(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let proof = ctx.ente.ledger.prove(&ledger::Table::<registrazione::Entity>::NEW, scheda.riga.id.uuid()).await?;
    let body = serde_json::to_string_pretty(&proof).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"prova-{numero}-{anno}.json\"");
    Ok(([("content-type", "application/json".to_owned()), ("content-disposition", name)], body).into_response())
}
