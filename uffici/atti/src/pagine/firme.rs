//! The signatures of a document of an act: what was found of them, each time, and to look again.

use std::collections::HashMap;

use axum::extract::RawQuery;
use documents::document;
use kernel::{Id, Uuid};
use ui::Link;
use verifiche::{Accanto, DiNuovo, Posto};
use web::{Ctx, Error, Form, Path, Response};

use super::href;
use crate::{
    leggi::{Scheda, leggi},
    tables::AttoId,
};

type Quale = Path<(AttoId, Id<document::Entity>)>;

/// The address of the page.
pub(super) fn indirizzo(id: AttoId, documento: Id<document::Entity>) -> String {
    format!("{}/documenti/{documento}/firme", href(id))
}

/// What is told of the documents of an act beside each: what their signatures are worth, and that a file cannot be kept as it is.
pub(super) async fn detti(ctx: &Ctx, scheda: &Scheda) -> Result<HashMap<Uuid, String>, Error> {
    let all: Vec<&document::Model> = scheda.documenti.values().collect();
    verifiche::in_breve(&ctx.ente, &all).await
}

/// What stands beside a document of an act: a signature alone, or a time stamp, is known by its name. Since when the document exists no register of
/// acts proves towards third parties, as that of protocollo does (DPCM 22 February 2013, art. 41, c. 4).
pub(crate) fn intorno<'a>(scheda: &'a Scheda, documento: &document::Model) -> Accanto<'a> {
    let others: Vec<&document::Model> = scheda.documenti.values().collect();
    Accanto::tra(documento, &others)
}

fn posto<'a>(scheda: &Scheda, documento: &'a document::Model) -> Posto<'a> {
    let (id, stato) = (scheda.atto.id, &scheda.stato);
    let base = href(id);
    Posto {
        documento,
        href: indirizzo(id, documento.id),
        scarica: format!("{base}/documenti/{}", documento.id),
        torna: Link { label: "Torna all'atto".into(), href: base.clone() },
        briciole: vec![("Atti".into(), "/atti".into()), (stato.estremi().unwrap_or_else(|| stato.nome()), base)],
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
    verifiche::di_nuovo(&ctx, &posto(&scheda, document), intorno(&scheda, document), &sent).await
}
