//! The documents of an entry, for programs: the bytes that came, and the PDF made of them. What the pages give a
//! person.

use documents::document;
use kernel::Id;
use web::{Access, Ctx, Error, File, FileKind, HeaderMap, Path, Pdf, Routes};

use crate::{permissions::CONSULTA, registrazione::scheda::leggi, versione};

const ONE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}";
const MADE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/versione-pdf/file";

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&CONSULTA);
    Routes::new().api_get(ONE, PUO, "Dà un documento di una registrazione, com'è arrivato", scarica).api_get(
        MADE,
        PUO,
        "Dà la versione PDF di un documento",
        versione_pdf,
    )
}

/// Where a program takes the PDF made of a document.
pub(super) fn di_versione((anno, numero, id): (i64, i64, Id<document::Entity>)) -> String {
    format!("/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{id}/versione-pdf/file")
}

/// Bytes of whatever kind: which, is said of the document with its entry.
#[derive(Debug)]
enum Qualsiasi {}

impl FileKind for Qualsiasi {
    const MEDIA_TYPE: &'static str = "application/octet-stream";
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// The bytes that came.
async fn scarica(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<File<Qualsiasi>, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    Ok(File::of(web::attachment(&ctx.ente, scheda.documento(id)?, &HeaderMap::new()).await?))
}

/// The PDF made of them.
async fn versione_pdf(ctx: Ctx, Path(posto): Posto) -> Result<File<Pdf>, Error> {
    let made = versione::una(&ctx.ente, ctx.who()?, posto).await?;
    Ok(File::of(web::attachment(&ctx.ente, &made.document, &HeaderMap::new()).await?))
}
