//! The list, with its filters, as a table for a spreadsheet. Who takes one away is recorded.

mod ods;
mod xlsx;

use std::sync::Arc;

use authz::Who;
use ente::Ente;
use web::{Ctx, Error, IntoResponse, Query, Response};

use super::{
    elenco::{parte, stato},
    elenco_scelte::{Scelte, indirizzo, richiesta},
};
use crate::{
    csv,
    registrazione::{
        elenca::Voce,
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    rules::mezzo_label,
    tables::esportazione,
};

/// Rows of one export.
const MOST: usize = 50_000;
/// Rows read at once.
const BATCH: usize = 1_000;
/// The same where words are sought: a page of the index.
const BATCH_OF_FOUND: usize = 200;
/// Columns of an export.
const COLUMNS: usize = 11;
const HEADS: [&str; COLUMNS] = [
    "Numero",
    "Anno",
    "Registrata il",
    "Verso",
    "Oggetto",
    "Mittente o destinatario",
    "Mezzo",
    "Classe",
    "Ufficio",
    "Stato",
    "Riservata",
];
/// How wide the columns are, in millimetres.
const WIDTHS_MM: [u16; COLUMNS] = [20, 16, 36, 24, 120, 72, 44, 20, 56, 28, 20];

fn celle(voce: &Voce) -> [String; COLUMNS] {
    [
        voce.numero.to_string(),
        voce.anno.to_string(),
        voce.registrata_at.rome().format("%d/%m/%Y %H:%M").to_string(),
        voce.verso.label().into(),
        voce.oggetto.clone(),
        parte(voce),
        mezzo_label(&voce.mezzo).into(),
        voce.classe.clone().unwrap_or_default(),
        voce.ufficio.clone().unwrap_or_default(),
        stato(voce).0.into(),
        if voce.riservata { "sì" } else { "no" }.into(),
    ]
}

/// The rest of a walk over the list, a batch at a time.
struct Passi {
    ente: Arc<Ente>,
    who: Who,
    richiesta: Richiesta,
    /// Where the next batch begins; nothing when the walk has ended.
    dopo: Option<String>,
    left: usize,
}

impl Passi {
    async fn next(&mut self) -> Result<Vec<Voce>, crate::Error> {
        let Some(dopo) = self.dopo.take() else { return Ok(Vec::new()) };
        let most = if self.richiesta.parole.is_some() { BATCH_OF_FOUND } else { BATCH };
        let Pagina { mut voci, prossima, .. } =
            sfoglia(&self.ente, &self.who, &self.richiesta, &dopo, most.min(self.left)).await?;
        voci.truncate(self.left);
        self.left -= voci.len();
        self.dopo = prossima.filter(|_| self.left > 0);
        Ok(voci)
    }
}

async fn passi(ctx: &Ctx, scelte: &Scelte, formato: &'static str) -> Result<Passi, Error> {
    let (ente, who) = (Arc::clone(&ctx.ente), ctx.who()?.clone());
    annota(&ente, &who, formato, &indirizzo("/protocollo", scelte)).await?;
    Ok(Passi { ente, who, richiesta: richiesta(scelte, ctx.now), dopo: Some(scelte.prima.clone()), left: MOST })
}

/// Notes who takes which part of the list away, before the first row leaves.
pub(super) async fn annota(ente: &Ente, who: &Who, formato: &str, filtro: &str) -> Result<(), crate::Error> {
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.esporta").await?;
    let row = esportazione::Model {
        id: tx.id(),
        persona_id: who.person,
        at: tx.now(),
        formato: formato.into(),
        filtro: filtro.into(),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

fn name(ctx: &Ctx, end: &str) -> String {
    format!("attachment; filename=\"protocollo-{}.{end}\"", ctx.now.date())
}

/// As CSV: UTF-8 with its mark and semicolons, as Italian spreadsheets expect. Rows leave as they are read.
pub(super) async fn come_csv(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let passi = passi(&ctx, &scelte, "csv").await?;
    let name = name(&ctx, "csv");
    let head = format!("\u{feff}{}", csv::linea(HEADS.map(str::to_owned)));
    let rows = futures::stream::unfold((passi, Some(head)), |(mut passi, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (passi, None)));
        }
        match passi.next().await {
            Ok(voci) if voci.is_empty() => None,
            Ok(voci) => Some((Ok(voci.iter().map(|voce| csv::linea(celle(voce))).collect::<String>()), (passi, None))),
            Err(error) => {
                passi.dopo = None;
                Some((Err(std::io::Error::other(error)), (passi, None)))
            }
        }
    });
    let headers = [("content-type", "text/csv; charset=utf-8".to_owned()), ("content-disposition", name)];
    Ok((headers, web::streamed(rows)).into_response())
}

/// As a workbook of Excel.
pub(super) async fn come_xlsx(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let rows = tutte(&ctx, &scelte, "xlsx").await?;
    let made = tokio::task::spawn_blocking(move || xlsx::libro(&rows)).await.map_err(Error::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(&ctx, "xlsx", kind, made.map_err(Error::internal)?))
}

/// As a sheet of OpenDocument.
pub(super) async fn come_ods(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let rows = tutte(&ctx, &scelte, "ods").await?;
    let made = tokio::task::spawn_blocking(move || ods::foglio(&rows)).await.map_err(Error::internal)?;
    Ok(file(&ctx, "ods", "application/vnd.oasis.opendocument.spreadsheet", made.map_err(Error::internal)?))
}

async fn tutte(ctx: &Ctx, scelte: &Scelte, formato: &'static str) -> Result<Vec<[String; COLUMNS]>, Error> {
    let mut passi = passi(ctx, scelte, formato).await?;
    let mut rows = Vec::new();
    loop {
        let voci = passi.next().await?;
        if voci.is_empty() {
            return Ok(rows);
        }
        rows.extend(voci.iter().map(celle));
    }
}

fn file(ctx: &Ctx, end: &str, kind: &str, bytes: Vec<u8>) -> Response {
    let headers = [("content-type", kind.to_owned()), ("content-disposition", name(ctx, end))];
    (headers, bytes).into_response()
}
