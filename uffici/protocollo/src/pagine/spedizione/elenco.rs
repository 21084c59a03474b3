//! The sendings of the units for which one registers.

use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, Tab};
use web::{Ctx, Error, Query, Response};

use super::vista::tono;
use crate::{
    pagine::href,
    rules::mezzo_label,
    spedizione::elenca::{Vista, Voce, conta_da_vedere, elenca},
};

const ROWS: usize = 50;
const BASE: &str = "/protocollo/spedizioni";

/// What the list's address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Scelte {
    vista: String,
    dopo: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Spedizioni {
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    da_vedere: bool,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    numero: String,
    oggetto: String,
    a: String,
    dove: String,
    stato: String,
    tono: &'static str,
    in_ritardo: bool,
    quando: i64,
}

impl Page for Spedizioni {
    const TEMPLATE: &'static str = "protocollo/spedizioni.html";
    fn samples() -> Vec<Self> {
        let riga = |in_ritardo| Riga {
            href: "/protocollo/2026/1".into(),
            numero: "1/2026".into(),
            oggetto: "Nulla osta".into(),
            a: "Rossi Mario".into(),
            dove: "rossi@pec.example.it".into(),
            stato: "non consegnato".into(),
            tono: "danger",
            in_ritardo,
            quando: 1,
        };
        let page = |voci, da_vedere| Self {
            tabs: tabs(Vista::DaVedere, 2),
            colonne: colonne(),
            voci,
            pager: Pager { previous: None, next: Some("/x".into()), shown: 2, total: None },
            da_vedere,
        };
        vec![page(vec![riga(true), riga(false)], true), page(vec![], true), page(vec![], false)]
    }
}

fn colonne() -> Vec<Column> {
    let labels = ["A chi", "Protocollo", "Com'è andata", "Spedita"];
    labels.into_iter().map(|label| Column { label: label.into(), ..Column::default() }).collect()
}

fn tabs(now: Vista, da_vedere: u64) -> Vec<Tab> {
    let label = |vista: Vista| match vista {
        Vista::DaVedere => "Non riuscite",
        Vista::InCorso => "In corso",
        Vista::Concluse => "Concluse",
    };
    let tab = |vista: Vista| Tab {
        label: label(vista).into(),
        href: indirizzo(vista, ""),
        count: (vista == Vista::DaVedere).then_some(da_vedere),
        current: vista == now,
    };
    Vista::ALL.into_iter().map(tab).collect()
}

fn indirizzo(vista: Vista, dopo: &str) -> String {
    let after = if dopo.is_empty() { String::new() } else { format!("&dopo={dopo}") };
    format!("{BASE}?vista={}{after}", vista.code())
}

/// The list.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let vista = Vista::from_code(&scelte.vista);
    let mut found = elenca(&ctx.ente, who, vista, scelte.dopo.parse().ok(), ROWS as u64 + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|last| indirizzo(vista, &last.id.to_string()));
    let count = conta_da_vedere(&ctx.ente, who).await?;
    let page = Spedizioni {
        tabs: tabs(vista, count),
        colonne: colonne(),
        pager: Pager { previous: None, next, shown: found.len() as u64, total: None },
        voci: found.into_iter().map(riga).collect(),
        da_vedere: vista == Vista::DaVedere,
    };
    ctx.page("Spedizioni", &[("Protocollo", "/protocollo")], &page).await
}

fn riga(voce: Voce) -> Riga {
    Riga {
        href: href(voce.anno, voce.numero),
        numero: format!("{}/{}", voce.numero, voce.anno),
        oggetto: voce.oggetto,
        a: voce.nome,
        dove: voce.indirizzo.unwrap_or_else(|| mezzo_label(&voce.mezzo).to_owned()),
        stato: voce.stato.parole(voce.certificata).into(),
        tono: tono(voce.stato, voce.in_ritardo),
        in_ritardo: voce.in_ritardo && !voce.stato.fallito(),
        quando: voce.at.micros(),
    }
}
