//! The "segnatura" as it would be, to be looked at, and as it left.

use serde::Deserialize;
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Query, Response};

use crate::{
    registrazione::scheda::leggi,
    spedizione::{SpedizioneId, segnatura::anteprima},
};

/// Which.
#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Quale {
    /// The one that left with this sending; none for the preview.
    di: Option<SpedizioneId>,
}

/// The file. The preview's name and its first line say that it is not to be sent.
pub(in crate::pagine) async fn scarica(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Query(quale): Query<Quale>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(id) = quale.di {
        let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
        let one = scheda.spedizioni.iter().find(|one| one.riga.id == id);
        let id = one.and_then(|one| one.riga.segnatura_id).ok_or(crate::Error::SpedizioneAssente)?;
        let read = ctx.ente.db().read().await?;
        let found = ctx.ente.archive.find(&read, &[id]).await.map_err(crate::Error::from)?;
        drop(read);
        let document = found.first().ok_or(crate::Error::SpedizioneAssente)?;
        return web::attachment(&ctx.ente, document, &headers).await;
    }
    let written = anteprima(&ctx.ente, ctx.who()?, anno, numero).await?;
    let note = "<!-- Anteprima: manca il sigillo dell'ente, e senza sigillo non vale. Non spedirla. -->";
    let body = written.xml().replacen("?>\n", &format!("?>\n{note}\n"), 1);
    let name = format!("attachment; filename=\"segnatura-anteprima-{numero}-{anno}.xml\"");
    Ok(([("content-type", "application/xml".to_owned()), ("content-disposition", name)], body).into_response())
}
