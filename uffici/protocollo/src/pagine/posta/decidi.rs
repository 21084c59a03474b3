//! What is done with a message: register it, put it aside, leave it out, let it wait again.

use serde::Deserialize;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response};

use super::{BASE, href_di, messaggio::mostra, scelte::Scelte};
use crate::{
    bozza::di_messaggio,
    pagine::modulo::errors,
    posta::{MessaggioId, Stato, casella, decidi::decidi as decidi_atto},
};

/// Opens the form that the message fills.
pub(in crate::pagine) async fn registra(ctx: Ctx, Path(id): Path<MessaggioId>) -> Result<Response, Error> {
    let bozza = di_messaggio(&ctx.ente, ctx.who()?, id).await?;
    Ok(Redirect::to(&format!("/protocollo/nuova?bozza={bozza}")).into_response())
}

#[derive(Debug, Deserialize)]
pub(in crate::pagine) struct Decisione {
    #[serde(default)]
    stato: String,
    #[serde(default)]
    motivo: String,
}

/// Decides, and goes on to the message that follows in the list from which one came.
pub(in crate::pagine) async fn decidi(
    ctx: Ctx,
    Path(id): Path<MessaggioId>,
    Query(scelte): Query<Scelte>,
    Form(sent): Form<Decisione>,
) -> Result<Response, Error> {
    let Some(stato) = Stato::from_code(&sent.stato) else {
        return Err(Error::BadRequest("Questa scelta non esiste. Torna al messaggio e riprova.".into()));
    };
    match decidi_atto(&ctx.ente, ctx.who()?, id, stato, &sent.motivo).await {
        Ok(()) if stato == Stato::Attesa => {
            Ok(Redirect::to(&format!("{}{}", href_di(id), scelte.coda())).into_response())
        }
        Ok(()) => Ok(Redirect::to(&scelte.prosegui(&ctx.ente, ctx.who()?, id, stato).await?).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, id, &scelte, sent.motivo, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// Asks for the mailboxes to be read now.
pub(in crate::pagine) async fn leggi_adesso(ctx: Ctx) -> Result<Response, Error> {
    casella::leggi_adesso(&ctx.ente, ctx.who()?).await?;
    Ok(Redirect::to(BASE).into_response())
}
