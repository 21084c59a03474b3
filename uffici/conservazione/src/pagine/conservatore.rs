//! The form of the conservatore.

use serde::Serialize;
use ui::{FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response};

use super::{BASE, CRUMBS, errors};
use crate::conservatore::{Dati, configura, leggi};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    attivo: bool,
    nome: String,
    indirizzo: String,
    ambiente: String,
    ente: String,
    struttura: String,
    utente: String,
    errors: Vec<FieldError>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/conservatore.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "nome".into(), message: "Scrivilo.".into() };
        vec![Self::default(), Self { attivo: true, errors: vec![error], ..Self::default() }]
    }
}

impl From<Dati> for Pagina {
    fn from(dati: Dati) -> Self {
        Self {
            attivo: dati.attivo == "si",
            nome: dati.nome,
            indirizzo: dati.indirizzo,
            ambiente: dati.ambiente,
            ente: dati.ente,
            struttura: dati.struttura,
            utente: dati.utente,
            errors: Vec::new(),
        }
    }
}

/// The form.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let row = leggi(&read).await?;
    drop(read);
    let page = row.map_or_else(Pagina::default, |row| Pagina {
        attivo: row.attivo,
        nome: row.nome,
        indirizzo: row.indirizzo,
        ambiente: row.ambiente,
        ente: row.ente,
        struttura: row.struttura,
        utente: row.utente,
        errors: Vec::new(),
    });
    ctx.page("Il conservatore", CRUMBS, &page).await
}

/// Writes it.
pub(super) async fn salva(ctx: Ctx, Form(sent): Form<Dati>) -> Result<Response, Error> {
    match configura(&ctx.ente, ctx.who()?, &sent).await {
        Ok(()) => Ok(Redirect::to(BASE).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let page = Pagina { errors: errors(&refusal, "nome"), ..sent.into() };
            Ok(web::form_page(ctx.page("Il conservatore", CRUMBS, &page).await?, true))
        }
        Err(error) => Err(error.into()),
    }
}
