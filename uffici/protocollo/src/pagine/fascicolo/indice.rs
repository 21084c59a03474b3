//! The list of what lies in a fascicolo, as an archivable PDF.

use porte::fascicoli::Depositano;
use web::{Ctx, Error, Path, Response};

use crate::{carta::indice::indice_pdf, fascicolo::Chiave};

/// The PDF.
pub(super) async fn pdf(ctx: Ctx, Path(chiave): Path<Chiave>, porte: Depositano) -> Result<Response, Error> {
    let bytes = indice_pdf(&ctx.ente, ctx.who()?, &chiave, ctx.now, porte).await?;
    web::made_pdf(&format!("indice-{}.pdf", chiave.in_address()), bytes)
}
