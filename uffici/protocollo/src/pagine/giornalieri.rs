//! The registers of the days that have ended.

use kernel::Date;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager};
use web::{Ctx, Error, HeaderMap, Path, Query, Response};

use crate::{
    giornaliero::{Parte, apri, elenca, sigilli},
    tables::giornaliero,
};

const BASE: &str = "/protocollo/giornalieri";
const ROWS: usize = 31;

/// Where the page before ended.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    prima: Option<Date>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Giornalieri {
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Riga {
    giorno: String,
    numero: String,
    registrazioni: String,
    annotazioni: i64,
    href: String,
    metadati_href: String,
    sigillo: Sigillo,
}

/// By whom it is sealed, or why it is not.
#[derive(Debug, Serialize)]
struct Sigillo {
    tono: &'static str,
    breve: &'static str,
    nota: String,
}

impl Page for Giornalieri {
    const TEMPLATE: &'static str = "protocollo/giornalieri.html";
    fn samples() -> Vec<Self> {
        let riga = |annotazioni| Riga {
            giorno: "2026-11-24".into(),
            numero: "328/2026".into(),
            registrazioni: "12, dalla 301 alla 312".into(),
            annotazioni,
            href: "/a".into(),
            metadati_href: "/b".into(),
            sigillo: Sigillo { tono: "info", breve: "sigillato", nota: "Sigillo del Comune.".into() },
        };
        let page = |voci| Self { colonne: colonne(), voci, pager: Pager::default() };
        let next = Pager { next: Some("/c".into()), ..Pager::default() };
        vec![page(vec![]), Self { pager: next, ..page(vec![riga(0), riga(1), riga(2)]) }]
    }
}

fn colonne() -> Vec<Column> {
    let named = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Giorno", "Registro n.", "Registrazioni", "Annotazioni", "Sigillo", "Metadati"].map(named).into()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let mut rows = elenca(&ctx.ente, ctx.who()?, scelte.prima, ROWS + 1).await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| more).map(|last| format!("{BASE}?prima={}", last.giorno));
    let pager = Pager { previous: scelte.prima.map(|_| BASE.to_owned()), next, shown: rows.len() as u64, total: None };
    let seals = sigilli(&ctx.ente, &rows).await?;
    let voci = rows.into_iter().map(|row| riga(row, &seals)).collect();
    let page = Giornalieri { colonne: colonne(), voci, pager };
    ctx.page("Registri giornalieri", &[("Protocollo", "/protocollo")], &page).await
}

fn riga(row: giornaliero::Model, seals: &[seal::row::Model]) -> Riga {
    let first = if row.dopo_anno == row.fino_anno { row.dopo_numero + 1 } else { 1 };
    let registrazioni = match row.quante {
        0 => "nessuna".into(),
        1 => format!("1, la {}/{}", row.fino_numero, row.fino_anno),
        // Where an entry of the old year was written while it was being closed, the numbers are not one row.
        n if row.fino_numero - first + 1 == n => format!("{n}, dalla {first} alla {}", row.fino_numero),
        n => format!("{n}, fino alla {}/{}", row.fino_numero, row.fino_anno),
    };
    Riga {
        giorno: row.giorno.to_string(),
        numero: format!("{}/{}", row.numero, row.anno),
        registrazioni,
        annotazioni: row.fatti,
        href: format!("{BASE}/{}/registro.pdf", row.giorno),
        metadati_href: format!("{BASE}/{}/metadati.xml", row.giorno),
        sigillo: sigillo(&row, seals),
    }
}

fn sigillo(row: &giornaliero::Model, seals: &[seal::row::Model]) -> Sigillo {
    let told = row.sigillo_nota.clone();
    let Some(id) = row.sigillo_id else {
        let old = "È stato formato prima che l'ente potesse avere un sigillo, e non si cambia più.";
        return Sigillo { tono: "warning", breve: "non sigillato", nota: told.unwrap_or_else(|| old.into()) };
    };
    let found = seals.iter().find(|seal| seal.id == id);
    let holder = found.map_or("un sigillo che non è più nell'elenco", |seal| seal.holder.as_str());
    let marked = row.marcato == Some(true);
    let (tono, breve) = match found {
        Some(seal) if seal.trial => ("warning", "sigillo di prova"),
        _ if marked => ("info", "sigillato e marcato"),
        _ => ("info", "sigillato"),
    };
    let stamp = if marked { ", con marca temporale" } else { ", senza marca temporale" };
    let said = told.map(|told| format!(" Il nostro controllo, allora: {told}")).unwrap_or_default();
    Sigillo { tono, breve, nota: format!("{holder}{stamp}.{said}") }
}

/// The register, to read.
pub(super) async fn registro(ctx: Ctx, Path(giorno): Path<Date>, headers: HeaderMap) -> Result<Response, Error> {
    let document = apri(&ctx.ente, ctx.who()?, giorno, Parte::Registro).await?;
    web::inline(&ctx.ente, &document, &headers).await
}

/// Its metadata, to keep.
pub(super) async fn metadati(ctx: Ctx, Path(giorno): Path<Date>, headers: HeaderMap) -> Result<Response, Error> {
    let document = apri(&ctx.ente, ctx.who()?, giorno, Parte::Metadati).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}
