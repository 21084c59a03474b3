//! The acts that allocate in a year: the budget itself, and its variations.

use serde::Serialize;
use ui::{Column, Page, columns};
use web::{Ctx, Error, Query, Response};

use super::{CRUMBS, Quale, anno_o_oggi};
use crate::{
    elenca::{Variata, variazioni},
    permissions::VARIA,
    rules::Tipo,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Variazioni {
    anno: i64,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    varia: bool,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    numero: String,
    tipo: &'static str,
    atto: String,
    atto_il: String,
    motivo: String,
    copertura: Option<String>,
    capitoli: i64,
    somma: String,
}

impl Page for Variazioni {
    const TEMPLATE: &'static str = "contabilita/variazioni.html";
    fn samples() -> Vec<Self> {
        let riga = |copertura: Option<&str>| Riga {
            numero: "1/2026".into(),
            tipo: "Delibera di Giunta",
            atto: "Delibera di Giunta n. 101".into(),
            atto_il: "12/11/2026".into(),
            motivo: "Maggiori lavori".into(),
            copertura: copertura.map(str::to_owned),
            capitoli: 2,
            somma: "0,00 €".into(),
        };
        let righe = vec![riga(Some("maggiori entrate")), riga(None)];
        vec![
            Self { anno: 2026, colonne: colonne(), righe, varia: true },
            Self { varia: true, ..Self::default() },
            Self::default(),
        ]
    }
}

fn colonne() -> Vec<Column> {
    let mut all = columns(&["Numero", "Atto", "Perché", "Capitoli", "Somma"]);
    for column in all.iter_mut().skip(3) {
        column.number = true;
    }
    all
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let anno = anno_o_oggi(&ctx, quale.anno);
    let righe = variazioni(&ctx.ente, who, anno).await?.into_iter().map(riga).collect();
    let page = Variazioni { anno, colonne: colonne(), righe, varia: who.may(&VARIA) };
    ctx.page(format!("Variazioni del {anno}"), CRUMBS, &page).await
}

fn riga(variata: Variata) -> Riga {
    let row = variata.riga;
    let numero = row.numero.zip(row.numero_anno).map(|(number, year)| format!("{number}/{year}"));
    Riga {
        numero: numero.unwrap_or_else(|| "bilancio".into()),
        tipo: Tipo::from_code(&row.tipo).map_or("Stanziamento iniziale", Tipo::label),
        atto: row.atto,
        atto_il: row.atto_il.format("%d/%m/%Y").to_string(),
        motivo: row.motivo,
        copertura: row.copertura,
        capitoli: variata.capitoli,
        somma: variata.somma.to_string(),
    }
}
