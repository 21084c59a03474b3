//! The lists of what is to be discarded, and how another is prepared.

use kernel::{Id, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Page, Pager, columns};
use web::{Ctx, Error, IntoResponse, Query, Redirect, Response};

use super::{CRUMBS, errors};
use crate::{
    Porte,
    permissions::SCARTA,
    scarto::{elenca, prepara as prepara_atto, regole::Passo},
    tables::scarto,
};

/// Where the lists are.
pub(crate) const SCARTI: &str = "/conservazione/scarti";
const ROWS: usize = 50;

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    puo: bool,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    pager: Pager,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    numero: String,
    stato: &'static str,
    tono: &'static str,
    dal: i64,
    fascicoli: i64,
    fuori: i64,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/scarti.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            href: "/x".into(),
            numero: "1/2027".into(),
            stato: "eseguito",
            tono: "success",
            dal: 0,
            fascicoli: 3,
            fuori: 1,
        };
        let page = |righe: Vec<Riga>| Self {
            puo: !righe.is_empty(),
            colonne: columns(&["Elenco"]),
            righe,
            pager: Pager::default(),
            errors: vec![FieldError { field: "prepara".into(), message: "Non c'è un piano.".into() }],
        };
        vec![page(vec![riga]), page(vec![])]
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    dopo: Option<Uuid>,
}

/// The page of a list.
pub(crate) fn href(id: Id<scarto::Entity>) -> String {
    format!("{SCARTI}/{id}")
}

/// The colour of a step, beside its word.
pub(crate) const fn tono(passo: Passo) -> &'static str {
    match passo {
        Passo::Preparazione | Passo::Ritirato => "neutral",
        Passo::Proposto | Passo::InCorso => "info",
        Passo::Autorizzato => "warning",
        Passo::Eseguito => "success",
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    mostra(&ctx, scelte, Vec::new()).await
}

async fn mostra(ctx: &Ctx, scelte: Scelte, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let mut rows = elenca(&ctx.ente, who, scelte.dopo, ROWS + 1).await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let refused = !errors.is_empty();
    let next = rows.last().filter(|_| more).map(|last| format!("{SCARTI}?dopo={}", last.id));
    let previous = scelte.dopo.map(|_| SCARTI.to_owned());
    let page = Pagina {
        puo: who.may(&SCARTA),
        colonne: columns(&["Elenco", "Stato", "Dal", "Fascicoli da scartare", "Fuori"]),
        pager: Pager { previous, next, shown: rows.len() as u64, total: None },
        righe: rows
            .into_iter()
            .map(|row| Riga {
                href: href(row.id),
                numero: row.numero,
                stato: row.passo.label(),
                tono: tono(row.passo),
                dal: row.dal.micros(),
                fascicoli: row.fascicoli,
                fuori: row.fuori,
            })
            .collect(),
        errors,
    };
    Ok(web::form_page(ctx.page("Scarto", CRUMBS, &page).await?, refused))
}

/// Prepares a list.
pub(super) async fn prepara(ctx: Ctx, porte: Porte) -> Result<Response, Error> {
    match prepara_atto(&ctx.ente, ctx.who()?, porte).await {
        Ok(id) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, Scelte::default(), errors(&refusal, "prepara")).await,
        Err(error) => Err(error.into()),
    }
}
