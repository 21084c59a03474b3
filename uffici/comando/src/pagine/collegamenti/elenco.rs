use accounts::names;
use axum::extract::RawQuery;
use serde::Serialize;
use ui::{Column, Kind, Page};
use web::{Ctx, Error, Response};

use super::{BASE, in_parole};
use crate::pagine::{self, vista::fatto};

#[derive(Debug, Serialize)]
pub(crate) struct Collegamenti {
    colonne: Vec<Column>,
    voci: Vec<Voce>,
}

#[derive(Debug, Serialize)]
struct Voce {
    href: String,
    nome: String,
    indirizzo: String,
    di: String,
    stato: &'static str,
    tono: Kind,
}

impl Page for Collegamenti {
    const TEMPLATE: &'static str = "comando/collegamenti.html";
    fn samples() -> Vec<Self> {
        let voce = Voce {
            href: "/comando/collegamenti/1".into(),
            nome: "Sito".into(),
            indirizzo: "sito.example.it".into(),
            di: "Anna Neri".into(),
            stato: "acceso",
            tono: Kind::Success,
        };
        vec![Self { colonne: colonne(), voci: vec![voce] }, Self { colonne: colonne(), voci: vec![] }]
    }
}

fn colonne() -> Vec<Column> {
    let named = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Programma", "Indirizzo", "Di chi", "Stato"].map(named).into()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let rows = webhooks::list(&read, ctx.who()?).await?;
    let people: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let people = names(&read, &people).await?;
    drop(read);
    let voce = |row: webhooks::subscription::Model| {
        let (stato, tono) = in_parole(row.standing());
        Voce {
            href: format!("{BASE}/{}", row.id),
            di: people.get(&row.person_id).cloned().unwrap_or_default(),
            indirizzo: macchina(&row.url),
            nome: row.label,
            stato,
            tono,
        }
    };
    let page = Collegamenti { colonne: colonne(), voci: rows.into_iter().map(voce).collect() };
    ctx.page_with("Collegamenti", pagine::CRUMBS, fatto(query.as_deref()), &page).await
}

/// The host of an address, which is what one recognises it by.
fn macchina(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_recognised_by_its_machine() {
        assert_eq!(macchina("https://sito.example.it:8443/avvisi?x=1"), "sito.example.it:8443");
        assert_eq!(macchina("sito"), "sito");
    }
}
