//! The signatures of a document of a request, for programs: of whoever asked, and of whoever signs.

use documents::document;
use kernel::Id;
use verifiche::{Accanto, Controlli, EsitoDati, Quale, Richiesta};
use web::{Ctx, Error, Json, Path, Query, Routes, Sent};

use crate::{
    RichiestaId,
    pagine::{CHIEDONO, FIRMANO},
    richiesta::leggi::leggi as leggi_scheda,
};

const DI_CHI_CHIEDE: &str = "/api/v1/librofirma/richieste/{id}/documenti/{documento}/firme";
const DI_CHI_FIRMA: &str = "/api/v1/librofirma/da_firmare/{id}/documenti/{documento}/firme";
const LEGGE: &str = "Legge i controlli delle firme di un documento, dall'ultimo";
const CONTROLLA: &str = "Controlla di nuovo le firme di un documento";

pub(super) fn routes() -> Routes {
    Routes::new()
        .api_get(DI_CHI_CHIEDE, CHIEDONO, LEGGE, leggi)
        .api_get(DI_CHI_FIRMA, FIRMANO, LEGGE, leggi)
        .api_post(DI_CHI_CHIEDE, CHIEDONO, CONTROLLA, controlla)
        .api_post(DI_CHI_FIRMA, FIRMANO, CONTROLLA, controlla)
}

type Posto = Path<(RichiestaId, Id<document::Entity>)>;

/// All of them, one with its report.
async fn leggi(ctx: Ctx, Path((id, documento)): Posto, Query(quale): Query<Quale>) -> Result<Json<Controlli>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, id).await?;
    verifiche::leggi(&ctx, scheda.documento(documento)?.id, quale).await
}

/// Looks again.
async fn controlla(
    ctx: Ctx,
    Path((id, documento)): Posto,
    Sent(sent): Sent<Richiesta>,
) -> Result<Json<EsitoDati>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, id).await?;
    let document = scheda.documento(documento)?;
    verifiche::ricontrolla(&ctx, document, Accanto::default(), sent).await
}
