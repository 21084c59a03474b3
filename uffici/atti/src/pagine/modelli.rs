//! The texts that the office keeps: models of acts and clauses, with the days in which they are good.

use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Response};

use super::{CRUMBS, Quale, campi::giorno, href, rifiuto, scheda, testo};
use crate::{
    Atti,
    atto::modelli::{Nuovo, dove, tieni, tutti},
    tables::{AttoId, modello},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Modelli {
    colonne: Vec<Column>,
    modelli: Vec<Riga>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    nome: String,
    dove: String,
    vale: String,
    buono: bool,
    quando: String,
}

impl Page for Modelli {
    const TEMPLATE: &'static str = "atti/modelli.html";
    fn samples() -> Vec<Self> {
        let riga = |buono| Riga {
            nome: "Affidamento diretto".into(),
            dove: "Determina".into(),
            vale: "dal 01/01/2026".into(),
            buono,
            quando: "oggi".into(),
        };
        vec![Self { colonne: colonne(), modelli: vec![riga(true), riga(false)] }, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Nome", "Per", "Vale", "Tenuto il"])
}

/// The list.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let today = ctx.now.date();
    let riga = |row: &modello::Model| {
        let from = row.valido_dal.format("dal %d/%m/%Y").to_string();
        let to = row.valido_al.map(|to| to.format(" al %d/%m/%Y").to_string()).unwrap_or_default();
        Riga {
            nome: row.nome.clone(),
            dove: dove(row),
            vale: format!("{from}{to}"),
            buono: row.valido_dal <= today && row.valido_al.is_none_or(|to| to >= today),
            quando: row.at.told(),
        }
    };
    let modelli = tutti(&ctx.ente, ctx.who()?).await?.iter().map(riga).collect();
    ctx.page("Modelli e clausole", CRUMBS, &Modelli { colonne: colonne(), modelli }).await
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    nome: String,
    valido_al: String,
    blocco: String,
}

/// Where what was refused had been asked: on the page of the text for one of its blocks, else on the act's.
async fn mostra(ctx: &Ctx, atti: &Atti, id: AttoId, blocco: String, no: Refusal) -> Result<Response, Error> {
    if blocco.is_empty() {
        return scheda::mostra(ctx, atti, id, None, no).await;
    }
    let esito = testo::Esito { no, del_blocco: blocco, ..testo::Esito::default() };
    testo::mostra(ctx, id, Default::default(), esito).await
}

/// Keeps the text of an act, or one of its blocks.
pub(super) async fn tiene(
    ctx: Ctx,
    Path(id): Quale,
    Form(modulo): Form<Modulo>,
    atti: Atti,
) -> Result<Response, Error> {
    let mut no = Refusal::default();
    let valido_al = giorno(&modulo.valido_al, "valido_al", &mut no);
    if !no.reasons.is_empty() {
        return mostra(&ctx, &atti, id, modulo.blocco, no).await;
    }
    let nuovo = Nuovo { nome: modulo.nome, valido_dal: ctx.now.date(), valido_al };
    match tieni(&ctx.ente, ctx.who()?, id, modulo.blocco.parse().ok(), &nuovo).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}?fatto=modello", href(id))).into_response()),
        Err(error) => mostra(&ctx, &atti, id, modulo.blocco, rifiuto(error)?).await,
    }
}
