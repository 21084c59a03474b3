//! To take an entry out of a fascicolo: it asks why.

use kernel::Id;
use serde::Deserialize;
use ui::FieldError;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{azione::Azione, errori, href_di, mostra};
use crate::{
    fascicolo::{
        Chiave,
        tables::voce,
        togli::{guarda, togli},
    },
    rules::segnatura,
};

type Posto = Path<(Chiave, Id<voce::Entity>)>;

/// Asks why.
pub(super) async fn pagina(ctx: Ctx, Path((chiave, id)): Posto) -> Result<Response, Error> {
    domanda(&ctx, &chiave, id, String::new(), Vec::new()).await
}

async fn domanda(
    ctx: &Ctx,
    chiave: &Chiave,
    id: Id<voce::Entity>,
    motivo: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let (_, entry) = guarda(&ctx.ente, ctx.who()?, chiave, id).await?;
    let base = href_di(chiave);
    let failed = !errors.is_empty();
    let page = Azione {
        azione: format!("{base}/togli/{id}"),
        oggetto: format!("{} · {}", segnatura(&entry), entry.oggetto),
        testo: "La registrazione resta nel registro e negli altri fascicoli. Nella storia di questo resta scritto chi l'ha tolta e perché.".into(),
        motivo,
        domanda: "Perché la togli",
        obbligatorio: true,
        invia: "Togli dal fascicolo",
        href: base,
        errors,
        ..Azione::default()
    };
    mostra(ctx, "Togli dal fascicolo", chiave, &page, failed).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Takes it out.
pub(super) async fn invia(ctx: Ctx, Path((chiave, id)): Posto, Form(sent): Form<Motivo>) -> Result<Response, Error> {
    match togli(&ctx.ente, ctx.who()?, &chiave, id, &sent.motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=tolta", href_di(&chiave))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            domanda(&ctx, &chiave, id, sent.motivo, errori(&refusal, "motivo")).await
        }
        Err(error) => Err(error.into()),
    }
}
