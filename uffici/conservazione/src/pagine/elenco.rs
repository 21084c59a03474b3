//! The list, by state and kind.

use kernel::Uuid;
use porte::conservazione::Tipo;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{BASE, CRUMBS, detto, href, tono};
use crate::{
    elenca::{Filtro, Voce, elenca},
    rules::Stato,
};

const ROWS: usize = 50;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    stato: String,
    #[serde(default)]
    tipo: String,
    #[serde(default)]
    scadute: String,
    #[serde(default)]
    sistemare: String,
    dopo: Option<Uuid>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    tabs: Vec<Tab>,
    stato: String,
    scadute: bool,
    sistemare: bool,
    tipo: String,
    tipi: Vec<Choice>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    tipo: &'static str,
    stato: &'static str,
    tono: &'static str,
    dal: i64,
    termine: String,
    oltre: bool,
    causa: Option<String>,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "conservazione/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = |oltre: bool| Riga {
            href: "/x".into(),
            nome: "Protocollo 1/2026".into(),
            tipo: "Documento",
            stato: "da versare",
            tono: "neutral",
            dal: 0,
            termine: "2026-11-27".into(),
            oltre,
            causa: oltre.then(|| "Manca la classificazione.".into()),
        };
        let page = |voci| Self {
            tabs: vec![],
            stato: String::new(),
            scadute: false,
            sistemare: false,
            tipo: String::new(),
            tipi: vec![],
            colonne: columns(&["Che cosa"]),
            voci,
            pager: Pager::default(),
        };
        vec![page(vec![]), page(vec![riga(true), riga(false)])]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let filtro = Filtro {
        stato: Stato::from_code(&scelte.stato),
        tipo: Tipo::from_code(&scelte.tipo),
        scadute: scelte.scadute == "si",
        sistemare: scelte.sistemare == "si",
    };
    let mut rows = elenca(&ctx.ente, ctx.who()?, filtro, scelte.dopo, ROWS + 1).await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let here = |dopo: Option<Uuid>| {
        let mut parts = Vec::new();
        parts.extend(filtro.stato.map(|stato| format!("stato={}", stato.code())));
        parts.extend(filtro.tipo.map(|tipo| format!("tipo={}", tipo.code())));
        parts.extend(filtro.scadute.then(|| "scadute=si".to_owned()));
        parts.extend(filtro.sistemare.then(|| "sistemare=si".to_owned()));
        parts.extend(dopo.map(|id| format!("dopo={id}")));
        format!("{BASE}/elenco?{}", parts.join("&"))
    };
    let next = rows.last().filter(|_| more).map(|last| here(Some(last.id.uuid())));
    let pager = Pager { previous: scelte.dopo.map(|_| here(None)), next, shown: rows.len() as u64, total: None };
    let today = ctx.now.date();
    let page = Elenco {
        tabs: tabs(filtro),
        stato: filtro.stato.map(|stato| stato.code().to_owned()).unwrap_or_default(),
        scadute: filtro.scadute,
        sistemare: filtro.sistemare,
        tipo: filtro.tipo.map(|tipo| tipo.code().to_owned()).unwrap_or_default(),
        tipi: Tipo::ALL
            .map(|tipo| Choice { value: tipo.code().into(), label: detto(tipo).1.into(), hint: None })
            .into(),
        colonne: columns(&["Che cosa", "Tipo", "Stato", "Dal", "Entro il"]),
        voci: rows.into_iter().map(|voce| riga(voce, today)).collect(),
        pager,
    };
    ctx.page("Che cosa va conservato", CRUMBS, &page).await
}

fn tabs(filtro: Filtro) -> Vec<Tab> {
    let kind = filtro.tipo.map(|tipo| format!("&tipo={}", tipo.code())).unwrap_or_default();
    let tab = |stato: Option<Stato>| {
        let mut label = stato.map_or("tutte", Stato::label).to_owned();
        label.get_mut(..1).map(str::make_ascii_uppercase).unwrap_or_default();
        let code = stato.map_or("", Stato::code);
        Tab {
            label,
            href: format!("{BASE}/elenco?stato={code}{kind}"),
            count: None,
            current: filtro.stato == stato && !filtro.scadute && !filtro.sistemare,
        }
    };
    let late = Tab {
        label: "Oltre il termine".into(),
        href: format!("{BASE}/elenco?scadute=si{kind}"),
        count: None,
        current: filtro.scadute,
    };
    let mend = Tab {
        label: "Da sistemare".into(),
        href: format!("{BASE}/elenco?sistemare=si{kind}"),
        count: None,
        current: filtro.sistemare,
    };
    [None].into_iter().chain(Stato::ALL.map(Some)).map(tab).chain([mend, late]).collect()
}

fn riga(voce: Voce, today: kernel::Date) -> Riga {
    Riga {
        href: href(voce.id),
        nome: voce.nome,
        tipo: detto(voce.tipo).0,
        stato: voce.stato.label(),
        tono: tono(voce.stato),
        dal: voce.dal.micros(),
        termine: voce.termine.format("%d/%m/%Y").to_string(),
        oltre: voce.stato != Stato::Conservata && voce.termine < today,
        causa: voce.causa,
    }
}
