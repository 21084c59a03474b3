//! To pass on to another office what one's own has for action.

use kernel::{Id, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo, scelte::uffici};
use crate::{
    registrazione::{inoltra::inoltra, scheda::leggi},
    rules::{Tipo, segnatura},
    tables::assegnazione,
};

#[derive(Debug, Serialize)]
pub(crate) struct Inoltra {
    action: String,
    href: String,
    oggetto: String,
    uffici: Vec<Choice>,
    ufficio: String,
    motivo: String,
    errors: Vec<FieldError>,
}

impl Page for Inoltra {
    const TEMPLATE: &'static str = "protocollo/inoltra.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            action: "/x".into(),
            href: "/protocollo/2026/1".into(),
            oggetto: "Richiesta".into(),
            uffici: vec![Choice { value: "u".into(), label: "Ufficio tecnico".into(), hint: None }],
            ufficio: "u".into(),
            motivo: String::new(),
            errors,
        };
        vec![page(vec![]), page(vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }])]
    }
}

type Posto = Path<(i64, i64, Id<assegnazione::Entity>)>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Inviato {
    ufficio: String,
    motivo: String,
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), id, Inviato::default(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    id: Id<assegnazione::Entity>,
    sent: Inviato,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let failed = !errors.is_empty();
    let page = Inoltra {
        action: format!("{back}/assegnazioni/{id}/inoltra"),
        href: back.clone(),
        oggetto: scheda.riga.oggetto,
        uffici: uffici(ctx).await?,
        ufficio: sent.ufficio,
        motivo: sent.motivo,
        errors,
    };
    let mut response = ctx.page("Inoltra", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Passes it on.
pub(super) async fn invia(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Form(sent): Form<Inviato>,
) -> Result<Response, Error> {
    let done = match modulo::assegnatario(&sent.ufficio, Tipo::Competenza) {
        Some(a) => inoltra(&ctx.ente, ctx.who()?, (anno, numero), id, &a, &sent.motivo).await,
        None => Err(Refusal::beside("ufficio", "Scegli dall'elenco a quale ufficio inoltrarla.").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&href(anno, numero)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let errors = modulo::errors(&refusal);
            mostra(&ctx, (anno, numero), id, sent, errors).await
        }
        Err(error) => Err(error.into()),
    }
}
