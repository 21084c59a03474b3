//! The stamped copy of a PDF, to keep or to print.

use kernel::Id;
use web::{Ctx, Error, Path, Response};

use crate::carta::timbro::{Timbrato, timbra};

/// The copy, or the sheet that stands for it.
pub(super) async fn copia(
    ctx: Ctx,
    Path(posto): Path<(i64, i64, Id<documents::document::Entity>)>,
) -> Result<Response, Error> {
    let (anno, numero, _) = posto;
    let named = |name: &str, what: &str| {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        format!("{stem} ({what} {numero}-{anno}).pdf")
    };
    match timbra(&ctx.ente, ctx.who()?, posto).await? {
        Timbrato::Copia(document, update) => {
            let name = named(&document.name, "protocollo");
            web::attachment_with_update(&ctx.ente, &document, &name, update).await
        }
        Timbrato::Foglio(name, bytes) => web::made_pdf(&named(&name, "foglio di protocollo"), bytes),
    }
}
