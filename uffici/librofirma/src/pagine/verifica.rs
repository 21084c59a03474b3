//! The signatures of a document of a request: what was found of them, each time, and to look again.

use axum::extract::RawQuery;
use documents::document;
use kernel::Id;
use ui::Link;
use verifiche::{Accanto, DiNuovo, Posto};
use web::{Ctx, Error, Form, Path, Response};

use super::href;
use crate::{
    RichiestaId,
    richiesta::leggi::{Scheda, leggi},
};

type Quale = Path<(RichiestaId, Id<document::Entity>)>;

/// The address of the page.
pub(super) fn indirizzo(id: RichiestaId, documento: Id<document::Entity>) -> String {
    format!("{}/documenti/{documento}/firme", href(id))
}

fn posto<'a>(scheda: &Scheda, documento: &'a document::Model) -> Posto<'a> {
    let (id, base) = (scheda.riga.id, href(scheda.riga.id));
    Posto {
        documento,
        href: indirizzo(id, documento.id),
        scarica: format!("{base}/documenti/{}", documento.id),
        torna: Link { label: "Torna al documento alla firma".into(), href: base.clone() },
        briciole: vec![(scheda.riga.oggetto.clone(), base)],
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path((id, documento)): Quale,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let document = scheda.documento(documento)?;
    verifiche::pagina(&ctx, &posto(&scheda, document), &query.unwrap_or_default()).await
}

/// Looks again.
pub(super) async fn di_nuovo(
    ctx: Ctx,
    Path((id, documento)): Quale,
    Form(sent): Form<DiNuovo>,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let document = scheda.documento(documento)?;
    verifiche::di_nuovo(&ctx, &posto(&scheda, document), Accanto::default(), &sent).await
}
