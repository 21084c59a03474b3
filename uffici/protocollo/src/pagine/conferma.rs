//! To annul: it says before what it means, and asks once.

use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo};
use crate::{
    correzione::corretta,
    registrazione::{annulla::annulla_per as togli, trova},
    riscontro::scrivi::{da_avvisare, impedimento},
    rules::segnatura,
};

#[derive(Debug, Serialize)]
pub(crate) struct Conferma {
    href: String,
    numero: String,
    oggetto: String,
    motivo: String,
    /// The body that is told of it, and the act as it was written; none where nobody is.
    avviso: Option<Avviso>,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Avviso {
    a: String,
    provvedimento: String,
}

impl Page for Conferma {
    const TEMPLATE: &'static str = "protocollo/conferma.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            href: "/protocollo/2026/1".into(),
            numero: "1/2026".into(),
            oggetto: "Richiesta".into(),
            motivo: String::new(),
            avviso: Some(Avviso { a: "Provincia".into(), provvedimento: "Det. 5".into() }),
            errors,
        };
        vec![page(vec![]), page(vec![FieldError { field: "motivo".into(), message: "Scrivi il motivo.".into() }])]
    }
}

/// The question.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), Motivo::default(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    sent: Motivo,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let riga = corretta(&read, trova(&read, ctx.who()?, anno, numero).await?).await?;
    let mut told = da_avvisare(&read, riga.id).await?;
    drop(read);
    told.retain(|arrivo| arrivo.segnatura.creduta && impedimento(&ctx.ente, arrivo).is_none());
    let names: Vec<String> = told
        .into_iter()
        .map(|arrivo| arrivo.segnatura.denominazione.unwrap_or(arrivo.segnatura.amministrazione))
        .collect();
    let avviso = (!names.is_empty()).then(|| Avviso { a: names.join(", "), provvedimento: sent.provvedimento });
    let motivo = sent.motivo;
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&riga));
    let failed = !errors.is_empty();
    let page = Conferma { href: back.clone(), numero: segnatura(&riga), oggetto: riga.oggetto, motivo, avviso, errors };
    let mut response =
        ctx.page("Annulla la registrazione", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
    #[serde(default)]
    provvedimento: String,
}

/// The deed.
pub(super) async fn annulla(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    match togli(&ctx.ente, ctx.who()?, (anno, numero), (&sent.motivo, &sent.provvedimento)).await {
        Ok(()) => Ok(Redirect::to(&href(anno, numero)).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, (anno, numero), sent, modulo::errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}
