//! The list, with its filters, as a table for a spreadsheet.

use std::sync::Arc;

use authz::Who;
use axum::{body::Body, extract::Query};
use ente::Ente;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use web::{Ctx, Error, IntoResponse, Response};

use super::elenco::{Scelte, parte, richiesta, stato};
use crate::{
    registrazione::{
        elenca::Voce,
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    rules::mezzo_label,
};

/// Rows of one export.
const MOST: usize = 50_000;
/// Rows read at once.
const BATCH: usize = 1_000;
/// The same where words are sought: a page of the index.
const BATCH_OF_FOUND: usize = 200;
const HEADS: [&str; 11] = [
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

fn celle(voce: &Voce) -> [String; 11] {
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

fn passi(ctx: &Ctx, scelte: &Scelte) -> Result<Passi, Error> {
    let (ente, who) = (Arc::clone(&ctx.ente), ctx.who()?.clone());
    Ok(Passi { ente, who, richiesta: richiesta(scelte), dopo: Some(scelte.prima.clone()), left: MOST })
}

fn name(ctx: &Ctx, end: &str) -> String {
    format!("attachment; filename=\"protocollo-{}.{end}\"", ctx.now.date())
}

/// As CSV: UTF-8 with its mark and semicolons, as Italian spreadsheets expect. Rows leave as they are read.
pub(super) async fn csv(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let passi = passi(&ctx, &scelte)?;
    let name = name(&ctx, "csv");
    let head = format!("\u{feff}{}", linea(HEADS.map(str::to_owned)));
    let rows = futures::stream::unfold((passi, Some(head)), |(mut passi, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (passi, None)));
        }
        match passi.next().await {
            Ok(voci) if voci.is_empty() => None,
            Ok(voci) => Some((Ok(voci.iter().map(|voce| linea(celle(voce))).collect::<String>()), (passi, None))),
            Err(error) => {
                passi.dopo = None;
                Some((Err(std::io::Error::other(error)), (passi, None)))
            }
        }
    });
    let headers = [("content-type", "text/csv; charset=utf-8".to_owned()), ("content-disposition", name)];
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front.
fn linea(cells: [String; 11]) -> String {
    let quoted = cells.map(|cell| {
        let formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
        let safe = if formula { format!("'{cell}") } else { cell };
        format!("\"{}\"", safe.replace('"', "\"\""))
    });
    quoted.join(";") + "\r\n"
}

/// As a workbook of Excel. Cells are texts: nothing in them is a formula.
pub(super) async fn xlsx(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let mut passi = passi(&ctx, &scelte)?;
    let mut rows = Vec::new();
    loop {
        let voci = passi.next().await?;
        if voci.is_empty() {
            break;
        }
        rows.extend(voci.iter().map(celle));
    }
    let made = tokio::task::spawn_blocking(move || libro(&rows)).await.map_err(Error::internal)?;
    let bytes = made.map_err(Error::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let headers = [("content-type", kind), ("content-disposition", name(&ctx, "xlsx"))];
    Ok((headers, bytes).into_response())
}

/// Characters that a cell of Excel holds.
const MAX_CELL: usize = 32_000;

fn libro(rows: &[[String; 11]]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Protocollo")?;
    let bold = Format::new().set_bold();
    for (head, column) in HEADS.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
    }
    for (cells, row) in rows.iter().zip(1_u32..) {
        for (cell, column) in cells.iter().zip(0_u16..) {
            match (column, cell.parse::<u32>()) {
                (0 | 1, Ok(number)) => sheet.write_number(row, column, number)?,
                _ => sheet.write_string(row, column, cell.chars().take(MAX_CELL).collect::<String>())?,
            };
        }
    }
    for (width, column) in [10, 8, 18, 12, 60, 36, 22, 10, 28, 14, 10].into_iter().zip(0_u16..) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(first: &str) -> String {
        let mut cells: [String; 11] = Default::default();
        cells[0] = first.into();
        linea(cells).split(';').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_only_text() {
        for formula in ["=1+1", "+39 055", "-2", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0"] {
            assert_eq!(with(formula), format!("\"'{formula}\""));
        }
        assert_eq!(with("Domanda \"urgente\""), "\"Domanda \"\"urgente\"\"\"");
    }
}
