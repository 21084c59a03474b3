//! Two versions of a text, one beside the other in words: what came and what went.

use std::collections::HashMap;

use prose::{compare, compared_html};
use serde::{Deserialize, Serialize};
use ui::{Page, Row};
use web::{Ctx, Error, Path, Query, Response};

use super::{CRUMBS, Quale, href};
use crate::{
    leggi::{Scheda, leggi},
    tables::versione,
    testo,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Confronta {
    href: String,
    da: String,
    a: String,
    uguali: bool,
    html: String,
}

impl Page for Confronta {
    const TEMPLATE: &'static str = "atti/confronta.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            href: "/x".into(),
            da: "Versione 1".into(),
            a: "Testo di adesso".into(),
            uguali: false,
            html: "<p><ins>aggiunto</ins></p>".into(),
        };
        vec![full, Self { uguali: true, ..Self::default() }]
    }
}

/// Which versions; 0 is the text as it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quali {
    da: i64,
    a: i64,
}

fn una(scheda: &Scheda, n: i64) -> Result<(String, prose::Prose), Error> {
    if n == 0 {
        return Ok(("Testo di adesso".to_owned(), scheda.pieno.clone()));
    }
    let row = scheda.versioni.iter().find(|one| one.n == n).ok_or(crate::Error::NotFound)?;
    Ok((format!("Versione {n}"), testo::leggi(&row.testo)?))
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, Query(quali): Query<Quali>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let ((da, old), (a, new)) = (una(&scheda, quali.da)?, una(&scheda, quali.a)?);
    let comparison = compare(&old, &new);
    let page = Confronta {
        href: href(id),
        da,
        a,
        uguali: comparison.is_same(),
        html: compared_html(&comparison, &prose::Page::default()),
    };
    let back = href(id);
    let crumbs = [CRUMBS[0], (scheda.stato.oggetto.as_str(), back.as_str())];
    ctx.page("Confronto di versioni", &crumbs, &page).await
}

/// The versions of an act, each compared with its text of now; one that an amendment made says which.
pub(super) fn versioni(scheda: &Scheda, applicati: &HashMap<i64, i64>) -> Vec<Row> {
    let base = href(scheda.atto.id);
    let row = |one: &versione::Model| {
        let who = scheda.nomi.get(&one.persona_id).cloned().unwrap_or_default();
        let amended = applicati.get(&one.n).map(|n| format!(", con l'emendamento n. {n}")).unwrap_or_default();
        Row {
            label: format!("Versione {}", one.n),
            value: format!("{}, {who}{amended}", one.at.told()),
            href: Some(format!("{base}/confronta?da={}&a=0", one.n)),
            code: false,
        }
    };
    scheda.versioni.iter().map(row).collect()
}
