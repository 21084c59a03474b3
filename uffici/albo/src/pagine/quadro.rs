//! How long acts wait between adoption and posting, drawn and in figures.

use serde::Serialize;
use ui::{Chart, Column, Page, Point, columns};
use web::{Ctx, Error, Response};

use super::CRUMBS;
use crate::{
    quadro::{COLONNE, quadro},
    referta::{giorno, nome_tipo},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Quadro {
    grafico: Chart,
    con_data: i64,
    allarme: u16,
    in_tutto: usize,
    colonne: Vec<Column>,
    tardive: Vec<Riga>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    numero: String,
    tipo: String,
    oggetto: String,
    adottato: String,
    pubblicata: String,
    lavorativi: usize,
}

impl Page for Quadro {
    const TEMPLATE: &'static str = "albo/quadro.html";
    fn samples() -> Vec<Self> {
        let row = Riga { href: "/x".into(), numero: "1/2026".into(), lavorativi: 4, ..Riga::default() };
        let full = Self {
            grafico: grafico(&[20, 27, 7, 12, 4, 2, 2, 1, 1, 0, 3]),
            con_data: 76,
            allarme: 3,
            in_tutto: 25,
            colonne: colonne(),
            tardive: vec![row],
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Numero", "Oggetto", "Tipo", "Adottato", "Pubblicato", "Giorni lavorativi"])
}

fn grafico(per_giorni: &[i64; COLONNE]) -> Chart {
    let point = |(days, value): (usize, &i64)| Point {
        label: match days {
            0 => "stesso giorno".into(),
            1 => "1 giorno".into(),
            days if days + 1 == COLONNE => format!("{days} o più"),
            days => format!("{days}"),
        },
        value: *value,
        href: None,
    };
    Chart {
        title: "Giorni fra l'adozione e la pubblicazione, nell'ultimo anno".into(),
        description: "Quanti atti sono stati pubblicati dopo così tanti giorni.".into(),
        label_head: "Giorni".into(),
        value_head: "Atti".into(),
        points: per_giorni.iter().enumerate().map(point).collect(),
        download_href: None,
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let found = quadro(&ctx.ente, ctx.who()?).await?;
    let row = |(riga, lavorativi): (crate::pubblicazione::Model, usize)| Riga {
        href: super::scheda::href(riga.id),
        numero: format!("{}/{}", riga.numero, riga.anno),
        tipo: nome_tipo(&riga.tipo).to_owned(),
        adottato: riga.adottato_il.map(giorno).unwrap_or_default(),
        pubblicata: giorno(riga.pubblicata_at.date()),
        oggetto: riga.oggetto,
        lavorativi,
    };
    let page = Quadro {
        grafico: grafico(&found.per_giorni),
        con_data: found.con_data,
        allarme: found.allarme,
        in_tutto: found.tardive_in_tutto,
        colonne: colonne(),
        tardive: found.tardive.into_iter().map(row).collect(),
    };
    ctx.page("Quanto aspettano gli atti", CRUMBS, &page).await
}
