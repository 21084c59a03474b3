//! The list of incarichi.

use axum::extract::RawQuery;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    CRUMBS,
    vista::{RigaIncarico, fatto, righe, uffici},
};
use crate::{
    incarichi::elenca::{Filtro, Stato, elenca},
    permissions::GESTISCI,
};

const RIGHE: u64 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    vista: String,
    #[serde(default)]
    unita: String,
    #[serde(default)]
    dopo: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Incarichi {
    vista: String,
    unita: String,
    attivi: usize,
    tabs: Vec<Tab>,
    uffici: Vec<Choice>,
    colonne: Vec<Column>,
    incarichi: Vec<RigaIncarico>,
    pager: Pager,
    gestisce: bool,
}

impl Page for Incarichi {
    const TEMPLATE: &'static str = "comando/incarichi.html";
    fn samples() -> Vec<Self> {
        let page = |incarichi, gestisce| Self {
            vista: String::new(),
            unita: String::new(),
            attivi: 0,
            tabs: tabs(""),
            uffici: vec![],
            colonne: columns(&["Persona"]),
            incarichi,
            pager: Pager::default(),
            gestisce,
        };
        let both = vec![RigaIncarico::campione("in corso", true), RigaIncarico::campione("finito", false)];
        vec![page(both, true), page(vec![], false)]
    }
}

fn tabs(vista: &str) -> Vec<Tab> {
    let tab = |(word, label): (&str, &str)| Tab {
        label: label.into(),
        href: if word.is_empty() { "/comando/incarichi".into() } else { format!("/comando/incarichi?vista={word}") },
        count: None,
        current: vista == word,
    };
    [("", "In corso"), ("futuri", "Futuri"), ("finiti", "Finiti"), ("tutti", "Tutti")].map(tab).to_vec()
}

/// The list.
pub(super) async fn pagina(
    ctx: Ctx,
    Query(scelte): Query<Scelte>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let stato = match scelte.vista.as_str() {
        "futuri" => Some(Stato::Futuro),
        "finiti" => Some(Stato::Finito),
        "tutti" => None,
        _ => Some(Stato::InCorso),
    };
    let filtro =
        Filtro { unita: scelte.unita.parse().ok(), stato, dopo: scelte.dopo.parse().ok(), ..Filtro::default() };
    let mut found = elenca(&ctx.ente, ctx.who()?, &filtro, RIGHE + 1).await?;
    let more = found.len() as u64 > RIGHE;
    found.truncate(usize::try_from(RIGHE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| {
        format!(
            "/comando/incarichi?vista={}&unita={}&dopo={}",
            web::encode(&scelte.vista),
            web::encode(&scelte.unita),
            last.id
        )
    });
    let page = Incarichi {
        attivi: usize::from(!scelte.unita.is_empty()),
        tabs: tabs(&scelte.vista),
        uffici: uffici(&ctx, ctx.now.date(), None).await?,
        colonne: columns(&["Persona", "Ruolo", "Ufficio", "Quando", "Stato", "Azioni"]),
        pager: Pager { previous: None, next, shown: found.len() as u64, total: None },
        incarichi: righe(&ctx, found)?,
        gestisce: ctx.who()?.may(&GESTISCI),
        vista: scelte.vista,
        unita: scelte.unita,
    };
    ctx.page_with("Incarichi", CRUMBS, fatto(query.as_deref()), &page).await
}
