//! The way to the file: from the act's page, and for programs.

use web::{Access, Ctx, Error, File, FileKind, IntoResponse, Path, Response, Routes};

use super::intero;
use crate::{pagine::CONSULTANO, tables::AttoId};

/// Akoma Ntoso.
#[derive(Debug)]
enum Akn {}

impl FileKind for Akn {
    const MEDIA_TYPE: &'static str = akoma_ntoso::MIME;
}

pub(crate) fn routes() -> Routes {
    Routes::new().get("/atti/{id}/akn", Access::SignedIn, scarica).api_get(
        "/api/v1/atti/{id}/akn",
        CONSULTANO,
        "Dà il testo di un atto adottato in formato Akoma Ntoso",
        programma,
    )
}

async fn file(ctx: &Ctx, id: AttoId) -> Result<Response, Error> {
    let (name, xml) = intero(&ctx.ente, ctx.who()?, id).await?;
    let headers = [
        ("content-type", akoma_ntoso::MIME.to_owned()),
        ("content-disposition", format!("attachment; filename=\"{name}\"")),
        ("cache-control", "private, no-cache".to_owned()),
    ];
    Ok((headers, xml).into_response())
}

/// For a person.
async fn scarica(ctx: Ctx, Path(id): Path<AttoId>) -> Result<Response, Error> {
    file(&ctx, id).await
}

/// For a program.
async fn programma(ctx: Ctx, Path(id): Path<AttoId>) -> Result<File<Akn>, Error> {
    Ok(File::of(file(&ctx, id).await?))
}
