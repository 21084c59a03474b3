//! The papers of an act, for who may see it: the preview as it is written, what was signed, the proof that it stands in
//! the register.

use documents::document;
use kernel::Id;
use ledger::Table;
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Response};

use super::Quale;
use crate::{
    atto::carta::{Carta, nome_file},
    leggi::leggi,
    tables::{AttoId, stato},
};

/// The act as it would be on paper, marked as a draft as long as it is not signed.
pub(super) async fn anteprima(ctx: Ctx, Path(id): Quale) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let carta = Carta { scheda: &scheda, bozza: true, at: ctx.now };
    let bytes = carta.atto(&ctx.ente).await?;
    web::made_pdf(&nome_file("Bozza", &scheda.stato.oggetto), bytes)
}

/// A document of the act.
pub(super) async fn scarica(
    ctx: Ctx,
    Path((id, documento)): Path<(AttoId, Id<document::Entity>)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    web::attachment(&ctx.ente, scheda.documento(documento)?, &headers).await
}

/// The proof that the act stands in the register, to be checked without us.
pub(super) async fn prova(ctx: Ctx, Path(id): Quale) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    if scheda.stato.numero.is_none() {
        return Err(crate::Error::no("La prova c'è quando l'atto è adottato: non ha ancora il numero.").into());
    }
    let proof = ctx.ente.ledger.prove(&Table::<stato::Entity>::NEW, id.uuid()).await?;
    let body = serde_json::to_string_pretty(&proof).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"prova-atto-{id}.json\"");
    Ok(([("content-type", "application/json".to_owned()), ("content-disposition", name)], body).into_response())
}
