//! The signatures of a document of an act, for programs.

use documents::document;
use kernel::Id;
use verifiche::{Controlli, EsitoDati, Quale, Richiesta};
use web::{Ctx, Error, Json, Path, Query, Routes, Sent};

use crate::{
    leggi::leggi as leggi_atto,
    pagine::{CONSULTANO, intorno_a},
    tables::AttoId,
};

const PLACE: &str = "/api/v1/atti/{id}/documenti/{documento}/firme";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(PLACE, CONSULTANO, "Legge i controlli delle firme di un documento, dall'ultimo", leggi)
        .api_post(PLACE, CONSULTANO, "Controlla di nuovo le firme di un documento", controlla)
}

type Posto = Path<(AttoId, Id<document::Entity>)>;

/// All of them, one with its report.
async fn leggi(ctx: Ctx, Path((id, documento)): Posto, Query(quale): Query<Quale>) -> Result<Json<Controlli>, Error> {
    let scheda = leggi_atto(&ctx.ente, ctx.who()?, id).await?;
    verifiche::leggi(&ctx, scheda.documento(documento)?.id, quale).await
}

/// Looks again.
async fn controlla(
    ctx: Ctx,
    Path((id, documento)): Posto,
    Sent(sent): Sent<Richiesta>,
) -> Result<Json<EsitoDati>, Error> {
    let scheda = leggi_atto(&ctx.ente, ctx.who()?, id).await?;
    let document = scheda.documento(documento)?;
    verifiche::ricontrolla(&ctx, document, intorno_a(&scheda, document), sent).await
}
