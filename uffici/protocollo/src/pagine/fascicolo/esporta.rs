//! The list of fascicoli, with its filters, as a table for a spreadsheet. Who takes one away is recorded.

use std::sync::Arc;

use authz::Who;
use ente::Ente;
use web::{Ctx, Error, IntoResponse, Query, Response};

use super::{
    BASE,
    elenco::{Scelte, in_parole, indirizzo, richiesta},
};
use crate::{
    csv::linea,
    fascicolo::{
        elenca::Voce,
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    pagine::esporta::annota,
};

/// Rows of one export.
const MOST: usize = 50_000;
/// Rows read at once: what a page of the index holds.
const BATCH: usize = 200;
const HEADS: [&str; 11] = [
    "Fascicolo",
    "Anno",
    "Classe",
    "Tipo",
    "Oggetto",
    "Intestatario",
    "Ufficio",
    "Aperto il",
    "Termine",
    "Registrazioni",
    "Stato",
];

/// The rest of a walk over the list, a batch at a time.
struct Passi {
    ente: Arc<Ente>,
    who: Who,
    richiesta: Richiesta,
    dopo: Option<String>,
    left: usize,
}

impl Passi {
    async fn next(&mut self) -> Result<Option<Vec<Voce>>, crate::Error> {
        let Some(dopo) = self.dopo.take() else { return Ok(None) };
        let Pagina { voci, prossima, .. } =
            sfoglia(&self.ente, &self.who, &self.richiesta, &dopo, BATCH.min(self.left)).await?;
        self.left = self.left.saturating_sub(voci.len());
        self.dopo = prossima.filter(|_| self.left > 0);
        Ok(Some(voci))
    }
}

/// As CSV: UTF-8 with its mark and semicolons. Rows leave as they are read.
pub(super) async fn come_csv(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (ente, who, today) = (Arc::clone(&ctx.ente), ctx.who()?.clone(), ctx.now.date());
    annota(&ente, &who, "csv", &indirizzo(BASE, &scelte)).await?;
    let passi = Passi { ente, who, richiesta: richiesta(&scelte), dopo: Some(scelte.prima.clone()), left: MOST };
    let head = format!("\u{feff}{}", linea(HEADS.map(str::to_owned)));
    let rows = futures::stream::unfold((passi, Some(head)), move |(mut passi, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (passi, None)));
        }
        match passi.next().await {
            Ok(None) => None,
            Ok(Some(voci)) => {
                let lines: String = voci.iter().map(|voce| linea(celle(voce, today))).collect();
                Some((Ok(lines), (passi, None)))
            }
            Err(error) => {
                passi.dopo = None;
                Some((Err(std::io::Error::other(error)), (passi, None)))
            }
        }
    });
    let name = format!("attachment; filename=\"fascicoli-{today}.csv\"");
    let headers = [("content-type", "text/csv; charset=utf-8".to_owned()), ("content-disposition", name)];
    Ok((headers, web::streamed(rows)).into_response())
}

fn celle(voce: &Voce, today: kernel::Date) -> [String; HEADS.len()] {
    [
        voce.chiave.to_string(),
        voce.chiave.anno.to_string(),
        voce.chiave.classe.clone(),
        voce.tipo.label().into(),
        voce.oggetto.clone(),
        voce.intestatario.clone().unwrap_or_default(),
        voce.ufficio.clone(),
        voce.aperto_at.rome().format("%d/%m/%Y").to_string(),
        voce.termine.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default(),
        voce.registrazioni.to_string(),
        in_parole(voce.chiuso, voce.termine, today).0,
    ]
}
