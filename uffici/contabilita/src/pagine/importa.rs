//! The form by which the chapters of a year are imported.

use axum::extract::Request;
use kernel::Refusal;
use serde::Serialize;
use ui::{FieldError, Page};
use web::{Ctx, Error, IntoResponse, Query, Redirect, Response, Uploaded, form_page, reasons};

use super::{CRUMBS, Quale, anno, anno_o_oggi, giorno, rifiuto};
use crate::{
    importa::{Bilancio, importa_letto},
    rules::COLONNE,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Modulo {
    anno: String,
    atto: String,
    atto_il: String,
    approva: bool,
    colonne: Vec<Colonna>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Colonna {
    nome: &'static str,
    serve: bool,
    che_cosa: &'static str,
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "contabilita/importa.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            anno: "2026".into(),
            atto: "Delibera di Consiglio n. 58".into(),
            atto_il: "2025-12-22".into(),
            approva: true,
            colonne: colonne(),
            errors: vec![FieldError { field: "file".into(), message: "Riga 2: manca la descrizione.".into() }],
            rifiuti: vec!["No.".into()],
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Colonna> {
    COLONNE.map(|(nome, serve, che_cosa)| Colonna { nome, serve, che_cosa }).into()
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let anno = anno_o_oggi(&ctx, quale.anno);
    let sent = Uploaded { fields: [("anno".to_owned(), vec![anno.to_string()])].into(), ..Uploaded::default() };
    mostra(&ctx, &sent, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, sent: &Uploaded, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Modulo {
        anno: sent.field("anno").into(),
        atto: sent.field("atto").into(),
        atto_il: sent.field("atto_il").into(),
        approva: !sent.field("approva").is_empty(),
        colonne: colonne(),
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Importa i capitoli", CRUMBS, &page).await?, failed))
}

/// Imports them, or shows the form again with all that is wrong.
pub(super) async fn carica(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let mut refusal = Refusal::default();
    let bilancio = Bilancio {
        anno: anno(sent.field("anno"), &mut refusal),
        atto: sent.field("atto").to_owned(),
        atto_il: giorno(sent.field("atto_il"), "atto_il", &mut refusal),
        approva: !sent.field("approva").is_empty(),
    };
    let file = sent.files.iter().map(|(_, name, stored)| (name.as_str(), stored)).find(|(_, stored)| stored.size > 0);
    match importa_letto(&ctx.ente, ctx.who()?, &bilancio, file, refusal).await {
        Ok(_) => Ok(Redirect::to(&format!("/contabilita?anno={}", bilancio.anno)).into_response()),
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}
