//! The "segnatura" as it would be, to be looked at.

use web::{Ctx, Error, IntoResponse, Path, Response};

use crate::spedizione::segnatura::anteprima;

/// The file. Its name and its first line say that it is not to be sent.
pub(in crate::pagine) async fn scarica(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let written = anteprima(&ctx.ente, ctx.who()?, anno, numero).await?;
    let note = "<!-- Anteprima: manca il sigillo dell'ente, e senza sigillo non vale. Non spedirla. -->";
    let body = written.xml().replacen("?>\n", &format!("?>\n{note}\n"), 1);
    let name = format!("attachment; filename=\"segnatura-anteprima-{numero}-{anno}.xml\"");
    Ok(([("content-type", "application/xml".to_owned()), ("content-disposition", name)], body).into_response())
}
