//! The interruptions for whoever checks the register: what there was of each, and nothing to do.

use serde::Serialize;
use ui::{Column, Page};
use web::{Ctx, Error, Path, Query, Response};

use super::{
    DA_GUARDARE, InBreve, colonne_passate,
    passata::{Scelte, mostra},
};
use crate::emergenza::{EmergenzaId, elenca::elenca};

/// Interruptions shown: there are few in the life of an ente.
const MOST: usize = 200;
const GIORNALIERI: (&str, &str) = ("Registri giornalieri", "/protocollo/giornalieri");
const TITLE: &str = "Interruzioni del registro";

#[derive(Debug, Serialize)]
pub(crate) struct Interruzioni {
    colonne: Vec<Column>,
    voci: Vec<InBreve>,
}

impl Page for Interruzioni {
    const TEMPLATE: &'static str = "protocollo/interruzioni.html";
    fn samples() -> Vec<Self> {
        let page = |voci| Self { colonne: colonne_passate(), voci };
        let open = InBreve { al: String::new(), ..InBreve::sample(DA_GUARDARE) };
        vec![page(vec![]), page(vec![open, InBreve::sample(DA_GUARDARE)])]
    }
}

/// The list.
pub(in crate::pagine) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let all = elenca(&ctx.ente, ctx.who()?, MOST).await?;
    let voci = all.into_iter().map(|vista| InBreve::of(vista, DA_GUARDARE)).collect();
    let page = Interruzioni { colonne: colonne_passate(), voci };
    ctx.page(TITLE, &[("Protocollo", "/protocollo"), GIORNALIERI], &page).await
}

/// One of them.
pub(in crate::pagine) async fn una(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    mostra(&ctx, id, &scelte, (DA_GUARDARE, TITLE), false).await
}
