//! The acts that one may see, the newest first.

use authz::unit;
use sea_orm::{EntityTrait, QueryOrder};
use search::{Total, Words};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    campi::{dell_indirizzo, scelta},
    href,
    registri::anni,
};
use crate::{elenca::Filtro, passati::voce, permissions::REDIGI, rules::tipi::TIPI, sfoglia::sfoglia, tables::stato};

const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    atti: Vec<Riga>,
    pager: Pager,
    tipi: Vec<Choice>,
    tipo: String,
    unita: Vec<Choice>,
    ufficio: String,
    anni: Vec<Choice>,
    anno: String,
    testo: String,
    vista: String,
    filtri: usize,
    /// What was looked for, where nothing was found.
    vuoto: String,
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

    pub fn del_passato(row: &voce::Model) -> Self {
        Self {
            href: format!("/atti/passati/{}", row.passato_id),
            nome: String::new(),
            estremi: row.estremi(),
            oggetto: row.oggetto.clone(),
            quando: row.data.format("%d/%m/%Y").to_string(),
            stato: "atto passato".to_owned(),
            tono: "neutral",
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
            unita: vec![scelta("x", "Lavori pubblici")],
            anni: anni(2026),
            filtri: 1,
            redige: true,
            ..Self::default()
        };
        vec![full, Self { vuoto: "Nessun atto contiene «tetto».".into(), ..Self::default() }, Self::default()]
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

/// Every unit, those that are closed too: acts of theirs stay.
async fn unita(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    let read = ctx.ente.db().read().await?;
    let all = unit::Entity::find().order_by_asc(unit::Column::Name).all(&read).await.map_err(crate::Error::from)?;
    Ok(all.into_iter().map(|unit| scelta(unit.id.to_string(), unit.name)).collect())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    vista: String,
    tipo: String,
    ufficio: String,
    anno: String,
    testo: String,
    dopo: String,
}

impl Scelte {
    fn filtro(&self) -> Result<Filtro, Error> {
        Ok(Filtro {
            tipo: Some(self.tipo.clone()).filter(|tipo| !tipo.is_empty()),
            unita: dell_indirizzo(&self.ufficio, "l'ufficio")?,
            anno: dell_indirizzo(&self.anno, "l'anno")?,
            adottati: match self.vista.as_str() {
                "lavorazione" => Some(false),
                "adottati" => Some(true),
                _ => None,
            },
            testo: self.testo.clone(),
            ..Filtro::default()
        })
    }

    /// The address of the page that begins there.
    fn indirizzo(&self, dopo: &str) -> String {
        let all = [
            ("vista", self.vista.as_str()),
            ("tipo", self.tipo.as_str()),
            ("ufficio", self.ufficio.as_str()),
            ("anno", self.anno.as_str()),
            ("testo", self.testo.as_str()),
            ("dopo", dopo),
        ];
        let said = all.into_iter().filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said.map(|(name, value)| format!("{name}={}", web::encode(value))).collect();
        format!("/atti?{}", said.join("&"))
    }
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let filtro = scelte.filtro()?;
    let found = sfoglia(&ctx.ente, who, &filtro, &scelte.dopo, RIGHE).await?;
    let pager = Pager {
        next: found.prossima.as_deref().map(|next| scelte.indirizzo(next)),
        shown: (found.atti.len() + found.passati.len()) as u64,
        total: found.totale.and_then(Total::exactly),
        ..Pager::default()
    };
    let chosen = [&scelte.tipo, &scelte.ufficio, &scelte.anno, &scelte.testo];
    let atti: Vec<Riga> = found.atti.iter().map(Riga::di).chain(found.passati.iter().map(Riga::del_passato)).collect();
    let nothing = atti.is_empty() && filtro.ha_parole();
    let page = Elenco {
        schede: schede(&scelte.vista),
        colonne: colonne(),
        atti,
        pager,
        tipi: tipi(),
        unita: unita(&ctx).await?,
        anni: anni(i64::from(ctx.now.year())),
        filtri: chosen.into_iter().filter(|text| !text.trim().is_empty()).count(),
        vuoto: if nothing { Words::parse(&scelte.testo).explain_empty() } else { String::new() },
        tipo: scelte.tipo,
        ufficio: scelte.ufficio,
        anno: scelte.anno,
        testo: scelte.testo,
        vista: scelte.vista,
        redige: who.may(&REDIGI),
    };
    ctx.page("Atti", &[], &page).await
}
