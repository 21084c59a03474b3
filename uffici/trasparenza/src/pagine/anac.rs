//! The yearly file of L. 190/2012 and its index.

use web::{Ctx, Error, IntoResponse, Path, Response};

use super::pubblica::fresca;
use crate::lotti::file;

fn risposta(xml: String) -> Response {
    fresca(([("content-type", "application/xml; charset=utf-8")], xml).into_response())
}

/// The contracts of a year.
pub(super) async fn dataset(ctx: Ctx, Path(anno): Path<i64>) -> Result<Response, Error> {
    Ok(risposta(file(&ctx.ente, anno, false).await?))
}

/// The index of the files of a year.
pub(super) async fn indice(ctx: Ctx, Path(anno): Path<i64>) -> Result<Response, Error> {
    Ok(risposta(file(&ctx.ente, anno, true).await?))
}
