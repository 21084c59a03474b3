//! To accept or refuse an assignment.

use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo};
use crate::{
    correzione::corretta,
    registrazione::{rispondi::rispondi, trova},
    rules::segnatura,
    tables::assegnazione,
};

#[derive(Debug, Serialize)]
pub(crate) struct Rifiuto {
    action: String,
    href: String,
    oggetto: String,
    motivo: String,
    errors: Vec<FieldError>,
}

impl Page for Rifiuto {
    const TEMPLATE: &'static str = "protocollo/risposta.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            action: "/x".into(),
            href: "/protocollo/2026/1".into(),
            oggetto: "Richiesta".into(),
            motivo: String::new(),
            errors,
        };
        vec![page(vec![]), page(vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }])]
    }
}

type Posto = Path<(i64, i64, Id<assegnazione::Entity>)>;

/// Accepts.
pub(super) async fn accetta(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    rispondi(&ctx.ente, ctx.who()?, (anno, numero), id, true, "").await?;
    Ok(Redirect::to(&href(anno, numero)).into_response())
}

/// Asks for the reason of a refusal.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), id, String::new(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    id: Id<assegnazione::Entity>,
    motivo: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let riga = corretta(&read, trova(&read, ctx.who()?, anno, numero).await?).await?;
    drop(read);
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&riga));
    let failed = !errors.is_empty();
    let action = format!("{back}/assegnazioni/{id}/rifiuta");
    let page = Rifiuto { action, href: back.clone(), oggetto: riga.oggetto, motivo, errors };
    let mut response =
        ctx.page("Rifiuta l'assegnazione", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

#[derive(Debug, Deserialize)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Refuses. Whoever refuses may no longer see the entry: they go back to their list.
pub(super) async fn rifiuta(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    match rispondi(&ctx.ente, ctx.who()?, (anno, numero), id, false, &sent.motivo).await {
        Ok(()) => Ok(Redirect::to("/protocollo?vista=per-me").into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, (anno, numero), id, sent.motivo, modulo::errors(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}
