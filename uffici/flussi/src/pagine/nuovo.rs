//! A new definition.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response, form_page, reasons};

use super::{CRUMBS, href, rifiuto};
use crate::{Materie, azioni};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    materia: String,
    codice: String,
    nome: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    modulo: Modulo,
    materie: Vec<Choice>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/nuovo.html";
    fn samples() -> Vec<Self> {
        let errors = vec![FieldError { field: "codice".into(), message: "Scrivi un codice.".into() }];
        let rifiuti = vec!["Qualcun altro ha salvato.".into()];
        let page = |errors, rifiuti| Self { modulo: Modulo::default(), materie: vec![], errors, rifiuti };
        vec![page(errors, vec![]), page(vec![], rifiuti)]
    }
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, materie: Materie) -> Result<Response, Error> {
    mostra(&ctx, materie, Modulo::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, materie: Materie, modulo: Modulo, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let choice = |materia: &&dyn pratiche::Materia| Choice {
        value: materia.codice().into(),
        label: materia.nome().into(),
        hint: None,
    };
    let (errors, rifiuti) = reasons(refusal);
    let page = Pagina { modulo, materie: materie.iter().map(choice).collect(), errors, rifiuti };
    Ok(form_page(ctx.page("Nuovo iter", CRUMBS, &page).await?, failed))
}

/// Begins it as a draft.
pub(super) async fn crea(ctx: Ctx, Form(sent): Form<Modulo>, materie: Materie) -> Result<Response, Error> {
    let who = ctx.who()?;
    let codice = sent.codice.trim();
    match azioni::nuova(&ctx.ente, who, materie, &sent.materia, codice, &sent.nome).await {
        Ok(_) => Ok(Redirect::to(&format!("{}/bozza", href(codice))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, materie, sent, refusal).await
        }
    }
}
