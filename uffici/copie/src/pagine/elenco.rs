//! The register of the copies.

use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, columns};
use web::{Ctx, Error, Query, Response};

use super::scheda::href;
use crate::elenca::elenca;

const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    colonne: Vec<Column>,
    copie: Vec<Riga>,
    pager: Pager,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    numero: String,
    che_cosa: &'static str,
    segnatura: String,
    pagine: String,
    quando: String,
    attestante: String,
    ritirata: bool,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "copie/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = |ritirata| Riga {
            href: "/x".into(),
            numero: "1/2026".into(),
            che_cosa: "Copia conforme",
            segnatura: "protocollo n. 1/2026 del 25/11/2026".into(),
            pagine: "1-2".into(),
            quando: "25/11/2026 alle 10:30".into(),
            attestante: "Anna Neri".into(),
            ritirata,
        };
        let pager = Pager { next: Some("/x".into()), ..Pager::default() };
        vec![Self { colonne: colonne(), copie: vec![riga(true), riga(false)], pager }, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Numero", "Che cosa", "Originale", "Pagine", "Rilasciata", "Stato"])
}

/// After which copy.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Dopo {
    dopo: Option<String>,
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(dopo): Query<Dopo>) -> Result<Response, Error> {
    let after = dopo.dopo.as_deref().and_then(|text| text.split_once('-'));
    let after = after.and_then(|(anno, numero)| Some((anno.parse().ok()?, numero.parse().ok()?)));
    let mut rows = elenca(&ctx.ente, ctx.who()?, after, RIGHE as u64 + 1).await?;
    let more = rows.len() > RIGHE;
    rows.truncate(RIGHE);
    let next = rows.last().filter(|_| more).map(|(row, _)| format!("/copie/registro?dopo={}-{}", row.anno, row.numero));
    let copie = rows.into_iter().map(|(row, ritiro)| Riga {
        href: href(row.id),
        numero: format!("{}/{}", row.numero, row.anno),
        che_cosa: row.che_cosa(),
        pagine: row.pagine,
        quando: row.rilasciata_at.told(),
        segnatura: row.segnatura,
        attestante: row.attestante,
        ritirata: ritiro.is_some(),
    });
    let copie: Vec<Riga> = copie.collect();
    let shown = copie.len() as u64;
    let pager = Pager { next, shown, ..Pager::default() };
    ctx.page("Copie conformi", &[], &Elenco { colonne: colonne(), copie, pager }).await
}
