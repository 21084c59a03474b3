//! The copy of an act that bears the number of its register.

use serde::Deserialize;
use web::{Ctx, Error, Path, Query, Response};

use super::Quale;
use crate::atto::copia::copia;

/// Which version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Parte {
    /// Anything in it asks for what everybody reads.
    omissis: String,
}

/// Makes it.
pub(super) async fn scarica(ctx: Ctx, Path(id): Quale, Query(parte): Query<Parte>) -> Result<Response, Error> {
    let made = copia(&ctx.ente, ctx.who()?, id, !parte.omissis.is_empty()).await?;
    web::made_pdf(&made.nome, made.byte)
}
