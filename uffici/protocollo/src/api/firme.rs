//! The signatures of a document, for programs.

use documents::document;
use kernel::Id;
use verifiche::{Controlli, EsitoDati, Quale, Richiesta};
use web::{Access, Ctx, Error, Json, Path, Query, Routes, Sent};

use crate::{firme::controlla::intorno, permissions::CONSULTA, registrazione::scheda::leggi as leggi_scheda};

const PLACE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/firme";

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&CONSULTA);
    Routes::new().api_get(PLACE, PUO, "Legge i controlli delle firme di un documento, dall'ultimo", leggi).api_post(
        PLACE,
        PUO,
        "Controlla di nuovo le firme di un documento",
        controlla,
    )
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// All of them, one with its report.
async fn leggi(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Query(quale): Query<Quale>,
) -> Result<Json<Controlli>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    verifiche::leggi(&ctx, scheda.documento(id)?.id, quale).await
}

/// Looks again.
async fn controlla(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Sent(sent): Sent<Richiesta>,
) -> Result<Json<EsitoDati>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    verifiche::ricontrolla(&ctx, document, intorno(&scheda, document), sent).await
}
