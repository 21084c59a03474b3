//! The form by which an act begins: what it is, of which office, what about. The text comes next.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{chiave, scelta, uffici},
    rifiuto,
};
use crate::{
    Atti,
    atto::nuovo::{Nuovo, nuovo},
    permissions::REDIGI,
    rules::tipi::TIPI,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    iter: Vec<Choice>,
    unita: Vec<Choice>,
    modulo: Modulo,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    iter: String,
    unita: String,
    oggetto: String,
    riservato: Option<String>,
    chiave: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/nuovo.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            iter: iter(),
            unita: vec![scelta("1", "Lavori pubblici")],
            modulo: Modulo { chiave: "k".into(), ..Modulo::default() },
            errors: vec![FieldError { field: "oggetto".into(), message: "Manca l'oggetto.".into() }],
            rifiuti: vec!["Non puoi avviarlo in questo ufficio.".into()],
        };
        vec![full, Self::default()]
    }
}

fn iter() -> Vec<Choice> {
    let each = TIPI.iter().flat_map(|tipo| tipo.iter.iter().map(|(code, name)| scelta(*code, tipo.nome_con(name))));
    each.collect()
}

/// The form.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, Modulo::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, mut modulo: Modulo, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let unita = uffici(ctx.who()?, &REDIGI);
    if let ([only], true) = (unita.as_slice(), modulo.unita.is_empty()) {
        modulo.unita = only.value.clone();
    }
    if modulo.chiave.is_empty() {
        modulo.chiave = chiave(ctx.now, &**ctx.house.enti.random());
    }
    let page = Pagina { iter: iter(), unita, modulo, errors, rifiuti };
    Ok(form_page(ctx.page("Nuovo atto", CRUMBS, &page).await?, failed))
}

/// Begins it.
pub(super) async fn comincia(ctx: Ctx, Form(modulo): Form<Modulo>, atti: Atti) -> Result<Response, Error> {
    let Ok(unita) = modulo.unita.parse() else {
        let mut no = Refusal::default();
        no.add(Some("unita"), "Scegli l'ufficio che propone l'atto.");
        return mostra(&ctx, modulo, no).await;
    };
    let asked = Nuovo {
        iter: modulo.iter.clone(),
        unita,
        oggetto: modulo.oggetto.clone(),
        riservato: modulo.riservato.is_some(),
        chiave: modulo.chiave.clone(),
    };
    match nuovo(&atti, &ctx.ente, ctx.who()?, &asked).await {
        Ok(id) => Ok(web::Redirect::to(&format!("/atti/{id}/testo")).into_response()),
        Err(error) => mostra(&ctx, modulo, rifiuto(error)?).await,
    }
}
