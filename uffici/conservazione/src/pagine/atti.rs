//! What the buttons of a thing do.

use axum::extract::Request;
use documents::document;
use kernel::Id;
use serde::Deserialize;
use ui::FieldError;
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Redirect, Response};

use super::{
    errors, href,
    scheda::{STATO, mostra},
};
use crate::{
    CosaId,
    esibizione::{Richiesta, esibisci as esibisci_atto, flusso, raduna},
    evidenza::{NOME, scarica},
    ricevuta::{apri, carica as carica_atto},
    scheda::pacchetto as pacchetto_atto,
    tables::esibizione as tabella,
    versa::{rifiuta, rimanda},
};

/// The last package, to take away.
pub(super) async fn pacchetto(ctx: Ctx, Path(id): Path<CosaId>, headers: HeaderMap) -> Result<Response, Error> {
    let document = pacchetto_atto(&ctx.ente, ctx.who()?, id).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}

/// The evidence record of the last package, to take away.
pub(super) async fn evidenza(ctx: Ctx, Path(id): Path<CosaId>) -> Result<Response, Error> {
    ers(&ctx, id).await
}

/// The evidence record of the last package, for the page and for programs.
pub(crate) async fn ers(ctx: &Ctx, id: CosaId) -> Result<Response, Error> {
    let der = scarica(&ctx.ente, ctx.who()?, id).await?;
    let headers = [
        ("content-type", "application/octet-stream".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{NOME}\"")),
        ("cache-control", "private, no-cache".to_owned()),
    ];
    Ok((headers, der).into_response())
}

/// A receipt, to take away.
pub(super) async fn ricevuta(
    ctx: Ctx,
    Path((id, ricevuta)): Path<(CosaId, Id<document::Entity>)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let document = apri(&ctx.ente, ctx.who()?, id, ricevuta).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}

/// Writes down that the package is shown to somebody.
pub(super) async fn esibisci(ctx: Ctx, Path(id): Path<CosaId>, Form(sent): Form<Richiesta>) -> Result<Response, Error> {
    match esibisci_atto(&ctx.ente, ctx.who()?, id, &sent).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=esibizione", href(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, id, Vec::new(), errors(&refusal, STATO), sent).await,
        Err(error) => Err(error.into()),
    }
}

/// What is shown, to take away.
pub(super) async fn esibizione(
    ctx: Ctx,
    Path((id, esibizione)): Path<(CosaId, Id<tabella::Entity>)>,
) -> Result<Response, Error> {
    archivio(&ctx, id, esibizione).await
}

/// The archive of an exhibition, for the page and for programs.
pub(crate) async fn archivio(ctx: &Ctx, id: CosaId, esibizione: Id<tabella::Entity>) -> Result<Response, Error> {
    let esibito = raduna(&ctx.ente, ctx.who()?, id, esibizione).await?;
    let name = format!("attachment; filename=\"{}\"", esibito.nome);
    let headers = [
        ("content-type", "application/zip".to_owned()),
        ("content-disposition", name),
        ("cache-control", "private, no-cache".to_owned()),
    ];
    Ok((headers, web::streamed(flusso(&ctx.ente, esibito))).into_response())
}

/// Deposits it now.
pub(super) async fn versa(ctx: Ctx, Path(id): Path<CosaId>) -> Result<Response, Error> {
    match rimanda(&ctx.ente, ctx.who()?, id).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=versa", href(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, Vec::new(), errors(&refusal, STATO), Richiesta::default()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form of a refusal sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rifiuto {
    causa: String,
}

/// Writes that the conservatore refused it.
pub(super) async fn rifiuto(ctx: Ctx, Path(id): Path<CosaId>, Form(sent): Form<Rifiuto>) -> Result<Response, Error> {
    match rifiuta(&ctx.ente, ctx.who()?, id, &sent.causa).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=rifiuto", href(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, Vec::new(), errors(&refusal, STATO), Richiesta::default()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a receipt in.
pub(super) async fn carica(ctx: Ctx, Path(id): Path<CosaId>, request: Request) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let Some((_, name, stored)) = uploaded.files.first() else {
        let missing = FieldError { field: "file".into(), message: "Scegli il file della ricevuta.".into() };
        return mostra(&ctx, id, Vec::new(), vec![missing], Richiesta::default()).await;
    };
    match carica_atto(&ctx.ente, ctx.who()?, id, (name, stored)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=ricevuta", href(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, Vec::new(), errors(&refusal, STATO), Richiesta::default()).await
        }
        Err(error) => Err(error.into()),
    }
}
