//! What the forms of the mailboxes do.

use kernel::Id;
use serde::Deserialize;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    BASE, elenco,
    scheda::{Campi, mostra, mostra_nuova},
};
use crate::{
    pagine::modulo::errors_or,
    posta::{
        firma::ancora,
        tabelle,
        tenute::{prova::prova as prova_atto, salva},
    },
    tables::casella,
};

type CasellaId = Id<casella::Entity>;

fn a(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Adds a mailbox.
pub(in crate::pagine) async fn aggiungi(ctx: Ctx, Form(sent): Form<Campi>) -> Result<Response, Error> {
    match salva::aggiungi(&ctx.ente, ctx.who()?, &sent.clone().into()).await {
        Ok(id) => Ok(a(&format!("{BASE}/{id}"))),
        Err(crate::Error::Refused(refusal)) => mostra_nuova(&ctx, sent, errors_or(&refusal, "nome")).await,
        Err(error) => Err(error.into()),
    }
}

/// Changes a mailbox.
pub(in crate::pagine) async fn cambia(
    ctx: Ctx,
    Path(id): Path<CasellaId>,
    Form(sent): Form<Campi>,
) -> Result<Response, Error> {
    match salva::cambia(&ctx.ente, ctx.who()?, id, &sent.clone().into()).await {
        Ok(()) => Ok(a(&format!("{BASE}/{id}"))),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, Some(sent), None, errors_or(&refusal, "indirizzo")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Tries a mailbox.
pub(in crate::pagine) async fn prova(ctx: Ctx, Path(id): Path<CasellaId>) -> Result<Response, Error> {
    let found = prova_atto(&ctx.ente, ctx.who()?, id).await?;
    mostra(&ctx, id, None, Some(found), Vec::new()).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Accendi {
    attiva: String,
}

/// Switches a mailbox off, or on again.
pub(in crate::pagine) async fn accendi(
    ctx: Ctx,
    Path(id): Path<CasellaId>,
    Form(sent): Form<Accendi>,
) -> Result<Response, Error> {
    salva::accendi(&ctx.ente, ctx.who()?, id, sent.attiva == "si").await?;
    Ok(a(&format!("{BASE}/{id}")))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Regola {
    ricevute: String,
}

/// Says when receipts count.
pub(in crate::pagine) async fn regola(ctx: Ctx, Form(sent): Form<Regola>) -> Result<Response, Error> {
    match ancora::decidi(&ctx.ente, ctx.who()?, &sent.ricevute).await {
        Ok(()) => Ok(a(BASE)),
        Err(crate::Error::Refused(refusal)) => {
            elenco::mostra(&ctx, String::new(), errors_or(&refusal, "ricevute")).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Autorita {
    pem: String,
}

/// Trusts an authority.
pub(in crate::pagine) async fn aggiungi_autorita(ctx: Ctx, Form(sent): Form<Autorita>) -> Result<Response, Error> {
    match ancora::aggiungi(&ctx.ente, ctx.who()?, &sent.pem).await {
        Ok(_) => Ok(a(BASE)),
        Err(crate::Error::Refused(refusal)) => elenco::mostra(&ctx, sent.pem, errors_or(&refusal, "pem")).await,
        Err(error) => Err(error.into()),
    }
}

/// Trusts an authority no longer.
pub(in crate::pagine) async fn togli_autorita(
    ctx: Ctx,
    Path(id): Path<Id<tabelle::ancora::Entity>>,
) -> Result<Response, Error> {
    ancora::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(a(BASE))
}
