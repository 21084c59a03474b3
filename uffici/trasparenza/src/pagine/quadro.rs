//! How each section stands: what is missing, what is stale, who answers for it.

use authz::PersonId;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, Tab, columns};
use web::{Ctx, Error, Query, Response};

use crate::{
    fatti::giorno,
    permissions::PUBBLICA,
    quadro::{Situazione, quadro},
    rules::Salute,
};

const BASE: &str = "/trasparenza/ufficio";

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    in_tutto: usize,
    da_fare: usize,
    pubblica: bool,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    codice: &'static str,
    nome: &'static str,
    frequenza: &'static str,
    quante: i64,
    aggiornata: String,
    responsabile: String,
    stato: String,
    tono: &'static str,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/quadro.html";
    fn samples() -> Vec<Self> {
        let riga =
            Riga { href: "/x".into(), codice: "05.01", stato: "mancante".into(), tono: "danger", ..Riga::default() };
        let full = Self {
            schede: schede("da-fare", (1, 1)),
            colonne: colonne(),
            righe: vec![riga],
            in_tutto: 68,
            da_fare: 1,
            pubblica: true,
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Sezione", "Contenuti", "Ultimo aggiornamento", "Ne risponde", "Stato"])
}

fn schede(vista: &str, (da_fare, mie): (usize, usize)) -> Vec<Tab> {
    let tab = |code: &str, label: &str, count: Option<usize>| Tab {
        label: label.into(),
        href: if code.is_empty() { BASE.into() } else { format!("{BASE}?vista={code}") },
        count: count.map(|count| count as u64),
        current: vista == code,
    };
    vec![
        tab("", "Tutte", None),
        tab("da-fare", "Mancanti o scadute", Some(da_fare)),
        tab("mie", "Ne rispondo io", Some(mie)),
    ]
}

/// How a section stands, in words and with the tone of its badge.
pub(super) fn detta(salute: Salute) -> (String, &'static str) {
    match salute {
        Salute::NonDovuta => ("non dovuta".into(), "neutral"),
        Salute::Mancante => ("mancante".into(), "danger"),
        Salute::Scaduta(day) => (format!("da aggiornare dal {}", giorno(day)), "warning"),
        Salute::InRegola(day) => (format!("in regola, fino al {}", giorno(day.pred_opt().unwrap_or(day))), "success"),
    }
}

/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    vista: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let all = quadro(&ctx.ente, who).await?;
    let people: Vec<PersonId> = all.iter().filter_map(|one| one.responsabile).collect();
    let read = ctx.ente.db().read().await?;
    let names = accounts::names(&read, &people).await?;
    drop(read);
    let mia = |one: &Situazione| one.responsabile == Some(who.person);
    let (da_fare, mie) = (all.iter().filter(|one| one.chiede()).count(), all.iter().filter(|one| mia(one)).count());
    let name = |person: PersonId| names.get(&person).cloned();
    let riga = |one: &Situazione| {
        let (stato, tono) = detta(one.salute);
        Riga {
            href: super::sezione::href(one.sezione),
            codice: one.sezione.codice,
            nome: one.sezione.nome,
            frequenza: one.sezione.frequenza,
            quante: one.quante,
            aggiornata: one.aggiornata().map(giorno).unwrap_or_default(),
            responsabile: one.responsabile.and_then(name).unwrap_or_else(|| "nessuno".into()),
            stato,
            tono,
        }
    };
    let shown = |one: &&Situazione| match scelte.vista.as_str() {
        "da-fare" => one.chiede(),
        "mie" => mia(one),
        _ => true,
    };
    let page = Pagina {
        schede: schede(&scelte.vista, (da_fare, mie)),
        colonne: colonne(),
        righe: all.iter().filter(shown).map(riga).collect(),
        in_tutto: all.len(),
        da_fare,
        pubblica: who.may(&PUBBLICA),
    };
    ctx.page("Stato di Amministrazione trasparente", &[], &page).await
}
