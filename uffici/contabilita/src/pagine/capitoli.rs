//! The chapters of a year, with what is left on each.

use std::collections::BTreeMap;

use kernel::Cents;
use porte::ragioneria::Capitolo;
use serde::{Deserialize, Serialize};
use ui::{Chart, Column, Page, Pager, Point, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{anno_o_oggi, scheda::href};
use crate::{
    elenca::elenca,
    esercizio::bilanci,
    importa::credibili,
    permissions::VARIA,
    rules::{Codice, nome_missione},
};

/// Rows of a page.
const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Capitoli {
    anno: i64,
    q: String,
    anni: Vec<Tab>,
    /// Whether the year is the present one and its budget is not approved.
    provvisorio: bool,
    colonne: Vec<Column>,
    capitoli: Vec<Riga>,
    totale: Option<Riga>,
    grafico: Chart,
    pager: Pager,
    varia: bool,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    codice: String,
    descrizione: String,
    missione: String,
    stanziato: String,
    prenotato: String,
    impegnato: String,
    disponibile: String,
    /// How much of what may be spent is taken, from 0 to 100.
    preso: i64,
    limite: bool,
}

impl Page for Capitoli {
    const TEMPLATE: &'static str = "contabilita/capitoli.html";
    fn samples() -> Vec<Self> {
        let riga = |limite| Riga {
            href: "/x".into(),
            codice: "2613.1".into(),
            descrizione: "Manutenzione straordinaria delle scuole".into(),
            missione: "04.02".into(),
            stanziato: Cents(12_000_000).to_string(),
            prenotato: Cents(0).to_string(),
            impegnato: Cents(366_000).to_string(),
            disponibile: Cents(11_634_000).to_string(),
            preso: 3,
            limite,
        };
        let full = Self {
            anno: 2026,
            q: "scuole".into(),
            anni: anni(2026, 2026, ""),
            provvisorio: true,
            colonne: colonne(),
            capitoli: vec![riga(true), riga(false)],
            totale: Some(riga(true)),
            grafico: Chart { points: vec![Point { label: "04".into(), value: 3, href: None }], ..Chart::default() },
            pager: Pager { next: Some("/x".into()), ..Pager::default() },
            varia: true,
        };
        vec![full, Self::default(), Self { varia: true, ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    let mut all = columns(&[
        "Capitolo",
        "Descrizione",
        "Missione",
        "Stanziato",
        "Prenotato",
        "Impegnato",
        "Disponibile",
        "Preso",
    ]);
    for column in all.iter_mut().skip(3).take(4) {
        column.number = true;
    }
    all
}

/// The years of which chapters may be imported.
fn anni(oggi: i64, anno: i64, q: &str) -> Vec<Tab> {
    let tab = |one: i64| Tab {
        label: one.to_string(),
        href: format!("/contabilita?anno={one}&q={}", web::encode(q)),
        count: None,
        current: one == anno,
    };
    credibili(oggi).map(tab).collect()
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    anno: Option<i64>,
    #[serde(default)]
    q: String,
    dopo: Option<String>,
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let oggi = i64::from(ctx.now.year());
    let anno = anno_o_oggi(&ctx, scelte.anno);
    let q: String = scelte.q.chars().take(200).collect();
    let all = elenca(&ctx.ente, who, anno, &q).await?;
    let approved = bilanci(&ctx.ente, who).await?.iter().any(|row| row.anno == anno);
    let after = scelte.dopo.as_deref().and_then(|text| text.parse::<Codice>().ok()).map_or(-1, Codice::ordine);
    let beyond = |one: &&Capitolo| one.codice.parse::<Codice>().is_ok_and(|code| code.ordine() > after);
    let mut shown: Vec<&Capitolo> = all.iter().filter(beyond).take(RIGHE + 1).collect();
    let more = shown.len() > RIGHE;
    shown.truncate(RIGHE);
    let next = shown.last().filter(|_| more);
    let next = next.map(|last| format!("/contabilita?anno={anno}&q={}&dopo={}", web::encode(&q), last.codice));
    let page = Capitoli {
        provvisorio: anno == oggi && !approved,
        anni: anni(oggi, anno, &q),
        colonne: colonne(),
        totale: (!all.is_empty()).then(|| totale(&all)),
        grafico: grafico(&all, anno),
        pager: Pager { previous: None, next, shown: shown.len() as u64, total: Some(all.len() as u64) },
        capitoli: shown.into_iter().map(riga).collect(),
        varia: who.may(&VARIA),
        anno,
        q,
    };
    ctx.page("Capitoli di spesa", &[], &page).await
}

fn riga(one: &Capitolo) -> Riga {
    Riga {
        href: href(&one.id.to_string()),
        codice: one.codice.clone(),
        descrizione: one.descrizione.clone(),
        missione: format!("{}.{}", one.missione, one.programma),
        stanziato: one.assestato.to_string(),
        prenotato: one.prenotato.to_string(),
        impegnato: one.impegnato.to_string(),
        disponibile: one.disponibile.to_string(),
        preso: preso(one),
        limite: one.limite,
    }
}

/// How much of what may be spent is taken, in hundredths; of nothing, all is.
pub(super) fn preso(one: &Capitolo) -> i64 {
    let taken = i128::from((one.prenotato + one.impegnato).0);
    let whole = taken + i128::from(one.disponibile.0.max(0));
    i64::try_from(if whole <= 0 { 100 } else { taken * 100 / whole }).unwrap_or(100)
}

fn totale(all: &[Capitolo]) -> Riga {
    let sum = |of: fn(&Capitolo) -> Cents| all.iter().map(of).sum::<Cents>().to_string();
    Riga {
        stanziato: sum(|one| one.assestato),
        prenotato: sum(|one| one.prenotato),
        impegnato: sum(|one| one.impegnato),
        // What has no limit has nothing left either.
        disponibile: sum(|one| if one.limite { one.disponibile } else { Cents(0) }),
        ..Riga::default()
    }
}

/// What is left, by mission, in whole euro.
fn grafico(all: &[Capitolo], anno: i64) -> Chart {
    let mut by: BTreeMap<&str, i64> = BTreeMap::new();
    for one in all.iter().filter(|one| one.limite) {
        let sum = by.entry(one.missione.as_str()).or_default();
        *sum = sum.saturating_add(one.disponibile.0);
    }
    let most = by.iter().max_by_key(|(_, cents)| **cents).map(|(missione, _)| *missione);
    let most = most.map_or_else(String::new, |missione| {
        format!("Ne resta di più nella missione {missione}, {}.", nome_missione(missione).unwrap_or_default())
    });
    Chart {
        title: format!("Quanto resta nel {anno}, per missione"),
        description: format!("In euro, sui capitoli elencati. {most}"),
        label_head: "Missione".into(),
        value_head: "Euro disponibili".into(),
        points: by
            .into_iter()
            .map(|(missione, cents)| Point { label: missione.into(), value: cents / 100, href: None })
            .collect(),
        download_href: None,
    }
}
