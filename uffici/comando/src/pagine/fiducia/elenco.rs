use std::sync::Arc;

use accounts::names;
use axum::extract::RawQuery;
use kernel::Instant;
use serde::Serialize;
use signing::store::{ListKind, ListState, Lists, NO_JOURNAL, Note};
use ui::{Column, Kind, Page};
use validation::{all_anchors, anchor, anchors::uses};
use web::{Ctx, Error, Response};

use super::BASE;
use crate::pagine::{self, vista::fatto};

#[derive(Debug, Serialize)]
pub(crate) struct Fiducia {
    aggiornate: String,
    problemi: Vec<String>,
    colonne_liste: Vec<Column>,
    liste: Vec<Lista>,
    colonne: Vec<Column>,
    autorita: Vec<Autorita>,
}

#[derive(Debug, Serialize)]
struct Lista {
    nome: String,
    del: String,
    vale: String,
    stato: &'static str,
    tono: Kind,
    perche: Option<String>,
}

#[derive(Debug, Serialize)]
struct Autorita {
    nome: String,
    impronta: String,
    usi: String,
    perche: String,
    aggiunta: String,
    ritirata: Option<String>,
    /// Where one withdraws it.
    ritira: Option<String>,
}

impl Page for Fiducia {
    const TEMPLATE: &'static str = "comando/fiducia.html";
    fn samples() -> Vec<Self> {
        let lista = |perche: Option<&str>| Lista {
            nome: "Lista di IT".into(),
            del: "n. 100 del 01/11/2026 (25 giorni fa)".into(),
            vale: "fino al 01/05/2027".into(),
            stato: "in uso",
            tono: Kind::Success,
            perche: perche.map(str::to_owned),
        };
        let autorita = |ritira: Option<&str>| Autorita {
            nome: "Autorità di prova".into(),
            impronta: "ab".repeat(32),
            usi: "marche temporali".into(),
            perche: "La usa il consorzio".into(),
            aggiunta: "Anna Neri, 26/11/2026".into(),
            ritirata: ritira.is_none().then(|| "Anna Neri, 27/11/2026: non serve più".into()),
            ritira: ritira.map(str::to_owned),
        };
        let full = Self {
            aggiornate: "Aggiornate il 26/11/2026.".into(),
            problemi: vec!["IT.xml: la firma non è valida".into()],
            colonne_liste: colonne_liste(),
            liste: vec![lista(None), lista(Some("la firma non è valida"))],
            colonne: colonne(),
            autorita: vec![autorita(Some("/comando/fiducia/1/ritira")), autorita(None)],
        };
        let empty = Self {
            aggiornate: String::new(),
            problemi: Vec::new(),
            colonne_liste: colonne_liste(),
            liste: Vec::new(),
            colonne: colonne(),
            autorita: Vec::new(),
        };
        vec![full, empty]
    }
}

fn named<const N: usize>(labels: [&str; N]) -> Vec<Column> {
    labels.map(|label| Column { label: label.into(), ..Column::default() }).into()
}

fn colonne_liste() -> Vec<Column> {
    named(["Lista", "Di quando è", "Vale", "Stato"])
}

fn colonne() -> Vec<Column> {
    named(["Autorità", "Per che cosa", "Perché", "Aggiunta", "Azioni"])
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let rows = all_anchors(&ctx.ente, ctx.who()?).await.map_err(crate::Error::from)?;
    let people: Vec<_> = rows.iter().flat_map(|row| std::iter::once(row.added_by).chain(row.removed_by)).collect();
    let people = names(&ctx.ente.db().read().await?, &people).await?;
    let folder = Arc::clone(&ctx.ente.lists);
    let read = tokio::task::spawn_blocking(move || (folder.current(), Note::read(folder.path())));
    let (lists, note) = read.await.unwrap_or_default();
    let online = ctx.ente.outside.reach().is_some();
    let voce = |row: anchor::Model| {
        let who = |person| people.get(&person).cloned().unwrap_or_default();
        let at = |at: Instant| at.rome().format("%d/%m/%Y").to_string();
        Autorita {
            impronta: row.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            usi: uses(&row).join("; "),
            aggiunta: format!("{}, {}", who(row.added_by), at(row.added_at)),
            ritirata: row.removed_at.map(|when| {
                let why = row.removed_reason.as_deref().unwrap_or("motivo non scritto");
                format!("{}, {}: {why}", row.removed_by.map(who).unwrap_or_default(), at(when))
            }),
            ritira: row.removed_at.is_none().then(|| format!("{BASE}/{}/ritira", row.id)),
            nome: row.name,
            perche: row.reason,
        }
    };
    let page = Fiducia {
        aggiornate: aggiornate(note.as_ref(), online),
        problemi: problemi(note, online, &lists),
        colonne_liste: colonne_liste(),
        liste: liste(&lists, ctx.now),
        colonne: colonne(),
        autorita: rows.into_iter().map(voce).collect(),
    };
    ctx.page_with("Liste e autorità", pagine::CRUMBS, fatto(query.as_deref()), &page).await
}

/// What went wrong with the lists; of fetching them only where they are fetched.
fn problemi(note: Option<Note>, online: bool, lists: &Lists) -> Vec<String> {
    let mut told = note.filter(|_| online).map(|note| note.problems).unwrap_or_default();
    if lists.journal == 0 && !told.iter().any(|problem| problem == NO_JOURNAL) {
        told.insert(0, NO_JOURNAL.into());
    }
    told
}

fn aggiornate(note: Option<&Note>, online: bool) -> String {
    if !online {
        return "Il collegamento in rete per le firme è spento: le liste si caricano a mano, e la revoca dei certificati non si chiede a \
                nessuno."
            .into();
    }
    let good = note.and_then(|note| note.good).map(|at| Instant::from_micros(at.timestamp_micros()));
    match good {
        Some(at) => format!("Tutte scaricate l'ultima volta il {}.", at.told()),
        None => "Il programma non le ha ancora scaricate tutte da solo.".into(),
    }
}

fn liste(lists: &Lists, now: Instant) -> Vec<Lista> {
    let shown = lists.states.iter().filter(|state| state.kind != ListKind::Pivot || state.refused.is_some());
    shown.map(|state| lista(state, now)).collect()
}

fn lista(state: &ListState, now: Instant) -> Lista {
    let nome = match (state.kind, &state.country) {
        (ListKind::ListOfLists, _) => "Lista europea delle liste".to_owned(),
        (_, Some(country)) => format!("Lista di {country}"),
        (_, None) => state.file.clone(),
    };
    let (stato, tono) = if state.refused.is_some() {
        ("non accettata", Kind::Danger)
    } else if state.is_stale(now.utc()) {
        ("scaduta", Kind::Warning)
    } else {
        ("in uso", Kind::Success)
    };
    let day = |at: chrono::DateTime<chrono::Utc>| at.format("%d/%m/%Y").to_string();
    let del = state.issued.map_or_else(String::new, |issued| {
        let (number, days) = (state.number.unwrap_or_default(), state.age_days(now.utc()).unwrap_or_default());
        format!("n. {number} del {} ({days} giorni fa)", day(issued))
    });
    let vale = match state.next_update {
        Some(until) => format!("fino al {}", day(until)),
        None if state.kind == ListKind::Pivot || state.refused.is_some() => String::new(),
        None => "chiusa: non ne uscirà un'altra".into(),
    };
    Lista { nome, del, vale, stato, tono, perche: state.refused.clone() }
}
