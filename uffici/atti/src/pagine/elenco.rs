//! The acts that one may see, the newest first.

use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{campi::scelta, href};
use crate::{
    elenca::{Dopo, Filtro, elenca},
    permissions::REDIGI,
    rules::tipi::TIPI,
    tables::stato,
};

const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    atti: Vec<Riga>,
    pager: Pager,
    tipi: Vec<Choice>,
    tipo: String,
    testo: String,
    vista: String,
    filtri: usize,
    redige: bool,
}

/// A row of a list of acts.
#[derive(Debug, Default, Serialize)]
pub(super) struct Riga {
    pub href: String,
    pub nome: String,
    pub estremi: String,
    pub oggetto: String,
    pub quando: String,
    pub stato: String,
    pub tono: &'static str,
    pub riservato: bool,
}

impl Riga {
    pub fn di(row: &stato::Model) -> Self {
        let (stato, tono) = match (&row.superato, row.numero.is_some(), row.chiuso) {
            (Some(state), ..) => (state.clone(), "danger"),
            (None, true, _) => ("adottato".to_owned(), "success"),
            (None, false, true) => ("proposta".to_owned(), "info"),
            (None, false, false) => ("bozza".to_owned(), "neutral"),
        };
        Self {
            href: href(row.atto_id),
            nome: row.nome(),
            estremi: row.estremi().unwrap_or_default(),
            oggetto: row.oggetto.clone(),
            quando: row.adottato_at.unwrap_or(row.creato_at).date().format("%d/%m/%Y").to_string(),
            stato,
            tono,
            riservato: row.riservato,
        }
    }

    pub fn esempio() -> Self {
        Self {
            href: "/x".into(),
            nome: "Determina con impegno di spesa".into(),
            estremi: "Determinazione n. 195 del 17/03/2026".into(),
            oggetto: "Riparazione del tetto".into(),
            quando: "17/03/2026".into(),
            stato: "adottato".into(),
            tono: "success",
            riservato: true,
        }
    }
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "atti/elenco.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            schede: schede(""),
            colonne: colonne(),
            atti: vec![Riga::esempio()],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            tipi: tipi(),
            filtri: 1,
            redige: true,
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Atto", "Oggetto", "Data", "Stato"])
}

fn tipi() -> Vec<Choice> {
    TIPI.iter().map(|tipo| scelta(tipo.codice, tipo.nome)).collect()
}

fn schede(vista: &str) -> Vec<Tab> {
    let tab = |code: &str, label: &str| Tab {
        label: label.into(),
        href: if code.is_empty() { "/atti".into() } else { format!("/atti?vista={code}") },
        count: None,
        current: vista == code,
    };
    vec![tab("", "Tutti"), tab("lavorazione", "In lavorazione"), tab("adottati", "Adottati")]
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    vista: String,
    tipo: String,
    testo: String,
    dopo: String,
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let filtro = Filtro {
        tipo: Some(scelte.tipo.clone()).filter(|tipo| !tipo.is_empty()),
        adottati: match scelte.vista.as_str() {
            "lavorazione" => Some(false),
            "adottati" => Some(true),
            _ => None,
        },
        testo: scelte.testo.clone(),
        ..Filtro::default()
    };
    let mut rows = elenca(&ctx.ente, who, &filtro, Dopo::leggi(&scelte.dopo), RIGHE as u64 + 1).await?;
    let more = rows.len() > RIGHE;
    rows.truncate(RIGHE);
    let next = rows.last().filter(|_| more).map(|row| {
        let (vista, tipo) = (web::encode(&scelte.vista), web::encode(&scelte.tipo));
        let (testo, dopo) = (web::encode(&scelte.testo), Dopo::scrivi(row));
        format!("/atti?vista={vista}&tipo={tipo}&testo={testo}&dopo={dopo}")
    });
    let atti: Vec<Riga> = rows.iter().map(Riga::di).collect();
    let shown = atti.len() as u64;
    let page = Elenco {
        schede: schede(&scelte.vista),
        colonne: colonne(),
        atti,
        pager: Pager { next, shown, ..Pager::default() },
        tipi: tipi(),
        filtri: usize::from(!scelte.tipo.is_empty()) + usize::from(!scelte.testo.trim().is_empty()),
        tipo: scelte.tipo,
        testo: scelte.testo,
        vista: scelte.vista,
        redige: who.may(&REDIGI),
    };
    ctx.page("Atti", &[], &page).await
}
