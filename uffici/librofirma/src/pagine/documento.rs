//! The documents of a request: to be read, which is noted, and to be taken away.

use documents::document;
use kernel::Id;
use web::{Ctx, Error, HeaderMap, Path, Response};

use crate::{
    RichiestaId,
    richiesta::{apri::apri, leggi::leggi},
};

/// To read it: noted, for who is asked to sign it.
pub(super) async fn mostra(ctx: Ctx, Path(id): Path<RichiestaId>, headers: HeaderMap) -> Result<Response, Error> {
    let document = apri(&ctx.ente, ctx.who()?, id).await?;
    web::inline(&ctx.ente, &document, &headers).await
}

/// To keep one of them. Taking it away to sign it elsewhere is reading it too.
pub(super) async fn scarica(
    ctx: Ctx,
    Path((id, documento)): Path<(RichiestaId, Id<document::Entity>)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let document = scheda.documento(documento)?;
    if documento == scheda.riga.attuale_id {
        apri(&ctx.ente, who, id).await?;
    }
    web::attachment(&ctx.ente, document, &headers).await
}
