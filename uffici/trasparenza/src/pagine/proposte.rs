//! What offices propose: what waits for a person, what was decided, and whether what is complete publishes itself.

use serde::{Deserialize, Serialize};
use ui::{Column, Flash, FlashKind, Page, Pager, Tab, columns};
use web::{Ctx, Error, Form, IntoResponse, Query, Response};

use super::{CRUMBS, dopo};
use crate::{
    decidi::{come_si_decide, decidi_regola, elenca_proposte},
    fatti::giorno,
    permissions::CONFIGURA,
    proponi::{PUBBLICATA, RIFIUTATA},
    tables::proposta,
};

pub(super) const BASE: &str = "/trasparenza/ufficio/proposte";
/// Rows of a page.
const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    pager: Pager,
    da_sola: bool,
    configura: bool,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    titolo: String,
    sezione: String,
    proposta: String,
    stato: &'static str,
    tono: &'static str,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/proposte.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            href: "/x".into(),
            titolo: "Riparazione del tetto".into(),
            sezione: "09.02".into(),
            stato: "attende",
            tono: "warning",
            ..Riga::default()
        };
        let full = Self {
            schede: schede(true, 1),
            colonne: colonne(),
            righe: vec![riga],
            da_sola: true,
            configura: true,
            ..Self::default()
        };
        vec![full, Self { schede: schede(false, 0), ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Titolo", "Sezione", "Proposta", "Stato"])
}

fn schede(attende: bool, quante: u64) -> Vec<Tab> {
    vec![
        Tab { label: "Da decidere".into(), href: BASE.into(), count: Some(quante), current: attende },
        Tab { label: "Decise".into(), href: format!("{BASE}?vista=decise"), count: None, current: !attende },
    ]
}

/// How a proposal stands, in words and with the tone of its badge.
pub(super) fn come_sta(row: &proposta::Model) -> (&'static str, &'static str) {
    match (row.stato.as_str(), row.decisa_da) {
        (PUBBLICATA, Some(_)) => ("pubblicata", "success"),
        (PUBBLICATA, None) => ("pubblicata da sola", "success"),
        (RIFIUTATA, _) => ("rifiutata", "neutral"),
        _ => ("da decidere", "warning"),
    }
}

/// What is looked at, from where it goes on, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    vista: String,
    dopo: Option<String>,
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let attende = scelte.vista != "decise";
    let mut rows = elenca_proposte(&ctx.ente, who, attende, dopo(scelte.dopo.as_deref()), RIGHE as u64 + 1).await?;
    let more = rows.len() > RIGHE;
    rows.truncate(RIGHE);
    let (da_sola, quante) = come_si_decide(&ctx.ente).await?;
    let vista = if attende { "" } else { "vista=decise&" };
    let next = rows.last().filter(|_| more).map(|last| format!("{BASE}?{vista}dopo={}", last.id));
    let page = Pagina {
        schede: schede(attende, quante),
        colonne: colonne(),
        pager: Pager { next, shown: rows.len() as u64, ..Pager::default() },
        righe: rows.into_iter().map(riga).collect(),
        da_sola,
        configura: who.may(&CONFIGURA),
    };
    let flash = scelte.fatto.map(|_| Flash { kind: FlashKind::Success, text: "Fatto.".into() }).into_iter().collect();
    ctx.page_with("Proposte degli uffici", CRUMBS, flash, &page).await
}

fn riga(row: proposta::Model) -> Riga {
    let (stato, tono) = come_sta(&row);
    Riga {
        href: super::proposta::href(row.id.uuid()),
        sezione: crate::albero::sezione(&row.sezione)
            .map(|one| format!("{} {}", one.codice, one.nome))
            .unwrap_or_default(),
        proposta: giorno(row.proposta_at.date()),
        titolo: row.titolo,
        stato,
        tono,
    }
}

/// The rule, as the form writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Regola {
    da_sola: String,
}

/// Decides the rule.
pub(super) async fn regola(ctx: Ctx, Form(scritta): Form<Regola>) -> Result<Response, Error> {
    decidi_regola(&ctx.ente, ctx.who()?, !scritta.da_sola.is_empty()).await?;
    Ok(web::Redirect::to(&format!("{BASE}?fatto=si")).into_response())
}
