use axum::extract::RawQuery;
use serde::Serialize;
use ui::{Column, Kind, Page, columns};
use web::{Ctx, Error, Response};

use super::BASE;
use crate::{
    modelli::correnti,
    pagine::{self, vista::fatto},
};

#[derive(Debug, Serialize)]
pub(crate) struct Modelli {
    colonne: Vec<Column>,
    modelli: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: &'static str,
    href: String,
    scopo: &'static str,
    stato: String,
    tono: Kind,
}

impl Page for Modelli {
    const TEMPLATE: &'static str = "comando/modelli.html";
    fn samples() -> Vec<Self> {
        let riga = |stato: &str, tono| Riga {
            nome: "Ricevuta di presentazione",
            href: "/comando/modelli/ricevuta-protocollo".into(),
            scopo: "Si dà a chi presenta un documento.",
            stato: stato.into(),
            tono,
        };
        let righe =
            vec![riga("del programma", Kind::Neutral), riga("dell'ente, versione 3 del 26/11/2026", Kind::Info)];
        vec![Self { colonne: colonne(), modelli: righe }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Documento", "Testi in uso"])
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let now = correnti(&ctx.ente, ctx.who()?).await?;
    let riga = |paper: &&'static wording::Paper| {
        let own = now.iter().find(|one| one.paper == paper.name() && one.own);
        let (stato, tono) = match own {
            Some(one) => {
                (format!("dell'ente, versione {} del {}", one.number, one.at.rome().format("%d/%m/%Y")), Kind::Info)
            }
            None => ("del programma".to_owned(), Kind::Neutral),
        };
        Riga { nome: paper.title, href: format!("{BASE}/{}", paper.name()), scopo: paper.purpose, stato, tono }
    };
    let page = Modelli { colonne: colonne(), modelli: ctx.house.papers.iter().map(riga).collect() };
    ctx.page_with("Testi dei documenti", pagine::CRUMBS, fatto(query.as_deref()), &page).await
}
