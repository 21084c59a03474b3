//! To add an address, and to say that one is used no more.

use directory::{AddressKind, NewAddress, SubjectId};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{Campi, rifiuto},
    href,
};
use crate::azioni::{aggiungi_indirizzo, riga, ritira_indirizzo};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Indirizzo {
    azione: String,
    indietro: String,
    nome: String,
    /// Whether it ends; otherwise it is a new one.
    ritira: bool,
    tipi: Vec<Choice>,
    tipo: String,
    valore: String,
    dal: String,
    principale: bool,
    al: String,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Indirizzo {
    const TEMPLATE: &'static str = "rubrica/indirizzo.html";
    fn samples() -> Vec<Self> {
        let nuovo = Self {
            azione: "/x".into(),
            indietro: "/rubrica/1".into(),
            nome: "Edilnova".into(),
            tipi: tipi(),
            tipo: "pec".into(),
            errors: vec![FieldError { field: "valore".into(), message: "Questo indirizzo c'è già.".into() }],
            ..Self::default()
        };
        let ritira = Self {
            ritira: true,
            valore: "a@pec.example.it".into(),
            rifiuti: vec!["Non c'è.".into()],
            ..Self::default()
        };
        vec![nuovo, ritira]
    }
}

fn tipi() -> Vec<Choice> {
    let choice = |kind: AddressKind| Choice { value: kind.code().into(), label: kind.label().into(), hint: None };
    AddressKind::ALL.map(choice).to_vec()
}

async fn mostra(ctx: &Ctx, id: SubjectId, mut page: Indirizzo, refusal: Refusal) -> Result<Response, Error> {
    let row = riga(&ctx.ente, ctx.who()?, id).await?;
    let failed = !refusal.reasons.is_empty();
    (page.errors, page.rifiuti) = reasons(refusal);
    page.indietro = href(id);
    page.azione = format!("{}/indirizzi{}", page.indietro, if page.ritira { "/ritira" } else { "" });
    page.nome = row.name;
    page.tipi = tipi();
    let title = if page.ritira { "Indirizzo non più in uso" } else { "Aggiungi un indirizzo" };
    Ok(form_page(ctx.page(title, CRUMBS, &page).await?, failed))
}

/// The form for a new one.
pub(super) async fn nuovo(ctx: Ctx, Path(id): Path<SubjectId>) -> Result<Response, Error> {
    let page = Indirizzo { tipo: "pec".into(), ..Indirizzo::default() };
    mostra(&ctx, id, page, Refusal::default()).await
}

/// Adds it.
pub(super) async fn aggiungi(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let campi = Campi(pairs);
    let page = Indirizzo {
        tipo: campi.uno("tipo").into(),
        valore: campi.uno("valore").into(),
        dal: campi.uno("dal").into(),
        principale: campi.uno("principale") == "si",
        ..Indirizzo::default()
    };
    let mut refusal = Refusal::default();
    let from = campi.data("dal", &mut refusal);
    let kind = AddressKind::from_code(&page.tipo);
    if kind.is_none() {
        refusal.add(Some("tipo"), "Scegli che indirizzo è.");
    }
    let Some(kind) = kind.filter(|_| refusal.reasons.is_empty()) else {
        return mostra(&ctx, id, page, refusal).await;
    };
    let new = NewAddress { kind, value: page.valore.clone(), from, main: page.principale };
    match aggiungi_indirizzo(&ctx.ente, ctx.who()?, id, &new).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=indirizzo", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, page, rifiuto(error)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Quale {
    #[serde(default)]
    tipo: String,
    #[serde(default)]
    valore: String,
}

/// The form by which one says that an address is used no more.
pub(super) async fn fine(ctx: Ctx, Path(id): Path<SubjectId>, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let al = ctx.now.date().format("%Y-%m-%d").to_string();
    let page = Indirizzo { ritira: true, tipo: quale.tipo, valore: quale.valore, al, ..Indirizzo::default() };
    mostra(&ctx, id, page, Refusal::default()).await
}

/// Notes it.
pub(super) async fn ritira(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let campi = Campi(pairs);
    let page = Indirizzo {
        ritira: true,
        tipo: campi.uno("tipo").into(),
        valore: campi.uno("valore").into(),
        al: campi.uno("al").into(),
        motivo: campi.uno("motivo").into(),
        ..Indirizzo::default()
    };
    let mut refusal = Refusal::default();
    let al = campi.data("al", &mut refusal);
    let kind = AddressKind::from_code(&page.tipo).filter(|_| refusal.reasons.is_empty());
    let Some(kind) = kind else {
        if refusal.reasons.is_empty() {
            refusal.add(None, "Questo indirizzo non c'è. Torna alla scheda e riprova.");
        }
        return mostra(&ctx, id, page, refusal).await;
    };
    let note = campi.testo("motivo");
    match ritira_indirizzo(&ctx.ente, ctx.who()?, id, (kind, &page.valore), al, note).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=ritirato", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, page, rifiuto(error)?).await,
    }
}
