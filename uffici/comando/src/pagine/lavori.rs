//! The background work that needs someone.

use axum::extract::RawQuery;
use jobs::{FailedJob, JobId, WaitingJob};
use kernel::{Instant, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Kind, Page, Pager, Stat};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response};

use super::{
    CRUMBS,
    modulo::{Campo, Inviato, Modulo, rifiuto},
    vista::fatto,
};
use crate::lavori::{coda, riprendi as riprendi_lavoro, scarta as scarta_lavoro, titolo};

#[derive(Debug, Serialize)]
pub(crate) struct Lavori {
    numeri: Vec<Stat>,
    falliti: Vec<Fallito>,
    in_ripresa: Vec<InRipresa>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Fallito {
    href: String,
    cosa: String,
    motivo: String,
    tentativi: String,
    chiesto: i64,
    fallito: i64,
    tecnico: String,
}

#[derive(Debug, Serialize)]
struct InRipresa {
    cosa: String,
    motivo: String,
    tentativi: String,
    prossimo: i64,
}

impl Page for Lavori {
    const TEMPLATE: &'static str = "comando/lavori.html";
    fn samples() -> Vec<Self> {
        let failed = Fallito {
            href: "/comando/lavori/1".into(),
            cosa: "Leggere il testo dei documenti".into(),
            motivo: "Non è stato possibile.".into(),
            tentativi: "8 volte".into(),
            chiesto: 0,
            fallito: 0,
            tecnico: "protocollo.estrai_testo".into(),
        };
        let again = InRipresa {
            cosa: "Spedire".into(),
            motivo: "Non risponde.".into(),
            tentativi: "una volta".into(),
            prossimo: 0,
        };
        vec![
            Self {
                numeri: numeri(&jobs::Stats::default()),
                falliti: vec![failed],
                in_ripresa: vec![again],
                pager: Pager::default(),
            },
            Self { numeri: vec![], falliti: vec![], in_ripresa: vec![], pager: Pager::default() },
        ]
    }
}

fn numeri(stats: &jobs::Stats) -> Vec<Stat> {
    let stat = |label: &str, value: u64, kind| Stat {
        label: label.into(),
        value: value.to_string(),
        href: "/comando/lavori".into(),
        note: None,
        kind,
    };
    let late = stats.oldest_due_micros / 60_000_000;
    let mut waiting = stat("in attesa", stats.waiting, Kind::Neutral);
    if late > 0 {
        waiting.note = Some(format!("il più vecchio da {late} min"));
    }
    let kind = if stats.failed > 0 { Kind::Warning } else { Kind::Neutral };
    vec![waiting, stat("in corso", stats.running, Kind::Neutral), stat("falliti", stats.failed, kind)]
}

fn volte(attempts: u32) -> String {
    if attempts == 1 { "una volta".into() } else { format!("{attempts} volte") }
}

fn maiuscola(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    prima: String,
}

/// The list.
pub(super) async fn pagina(
    ctx: Ctx,
    Query(scelte): Query<Scelte>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let prima = scelte
        .prima
        .split_once('_')
        .and_then(|(at, id)| Some((Instant::from_micros(at.parse().ok()?), id.parse::<JobId>().ok()?)));
    let found = coda(&ctx.ente, ctx.who()?, prima).await?;
    let titles = &ctx.house.jobs;
    let failed = |job: FailedJob| Fallito {
        href: format!("/comando/lavori/{}", job.id),
        cosa: maiuscola(&titolo(titles, &job.kind)),
        motivo: job.reason,
        tentativi: volte(job.attempts),
        chiesto: job.created_at.micros(),
        fallito: job.failed_at.micros(),
        tecnico: [Some(job.kind), Some(job.payload), job.cause].into_iter().flatten().collect::<Vec<_>>().join(" · "),
    };
    let again = |job: WaitingJob| InRipresa {
        cosa: maiuscola(&titolo(titles, &job.kind)),
        motivo: job.reason,
        tentativi: volte(job.attempts),
        prossimo: job.due_at.micros(),
    };
    let next = found.altri.map(|(at, id)| format!("/comando/lavori?prima={}_{id}", at.micros()));
    let page = Lavori {
        numeri: numeri(&found.conto),
        pager: Pager { previous: None, next, shown: found.falliti.len() as u64, total: None },
        falliti: found.falliti.into_iter().map(failed).collect(),
        in_ripresa: found.in_ripresa.into_iter().map(again).collect(),
    };
    ctx.page_with("Lavori in sospeso", CRUMBS, fatto(query.as_deref()), &page).await
}

/// Puts one back in the queue.
pub(super) async fn riprendi(ctx: Ctx, Path(id): Path<JobId>) -> Result<Response, Error> {
    riprendi_lavoro(&ctx.ente, ctx.who()?, id, &ctx.house.jobs).await?;
    Ok(Redirect::to("/comando/lavori?fatto=ripreso").into_response())
}

/// Asks once before one is given up.
pub(super) async fn rinuncia(ctx: Ctx, Path(id): Path<JobId>) -> Result<Response, Error> {
    mostra(&ctx, id, &Inviato::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: JobId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let what = crate::lavori::che_lavoro(&ctx.ente.db().read().await?, id, &ctx.house.jobs).await?;
    Modulo::new(format!("/comando/lavori/{id}/rinuncia"), "/comando/lavori", "Rinuncia al lavoro")
        .testo(maiuscola(&what))
        .avviso("Il lavoro non sarà più tentato, e fra sette giorni sparisce dalla coda. Se serve ancora, va chiesto di nuovo da dove era nato.")
        .pericolo()
        .campi(vec![Campo::area("motivo", "Perché rinunci", sent).aiuto("Resta nella storia di Comando.")])
        .mostra(ctx, "Rinuncia al lavoro", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn scarta(
    ctx: Ctx,
    Path(id): Path<JobId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    match scarta_lavoro(&ctx.ente, ctx.who()?, id, sent.uno("motivo"), &ctx.house.jobs).await {
        Ok(()) => Ok(Redirect::to("/comando/lavori?fatto=scartato").into_response()),
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
