use accounts::names;
use axum::extract::RawQuery;
use serde::{Deserialize, Serialize};
use ui::{Column, Kind, Page, Pager, Row};
use web::{Ctx, Error, Path, Query, Response};
use webhooks::{Delivery, DeliveryId, DeliveryState, State, SubscriptionId, subscription};

use super::{BASE, CRUMBS, in_parole};
use crate::pagine::vista::fatto;

/// Notices on a page.
const RIGHE: usize = 50;

#[derive(Debug, Serialize)]
pub(crate) struct Collegamento {
    href: String,
    acceso: bool,
    motivo: Option<String>,
    righe: Vec<Row>,
    colonne: Vec<Column>,
    avvisi: Vec<Avviso>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Avviso {
    id: String,
    cosa: String,
    successo: i64,
    stato: &'static str,
    tono: Kind,
    detto: Option<String>,
    tentato: Option<i64>,
    misura: String,
    rimanda: bool,
}

impl Page for Collegamento {
    const TEMPLATE: &'static str = "comando/collegamento.html";
    fn samples() -> Vec<Self> {
        let avviso = |tentato, rimanda| Avviso {
            id: "018f3f1e-0000-7000-8000-000000000000".into(),
            cosa: "una registrazione nuova".into(),
            successo: 0,
            stato: "consegnato",
            tono: Kind::Success,
            detto: Some("Ricevuto (200).".into()),
            tentato,
            misura: "un tentativo, 120 ms".into(),
            rimanda,
        };
        let page = |acceso, motivo, avvisi| Self {
            href: BASE.into(),
            acceso,
            motivo,
            righe: vec![riga("Stato", "acceso")],
            colonne: colonne(),
            avvisi,
            pager: Pager::default(),
        };
        let failed = Some("Non risponde da un giorno.".into());
        vec![page(true, None, vec![]), page(false, failed, vec![avviso(Some(0), true), avviso(None, false)])]
    }
}

fn colonne() -> Vec<Column> {
    let named = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Che cosa", "Successo", "Esito", "Ultimo tentativo", "Azioni"].map(named).into()
}

fn riga(label: &str, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), ..Row::default() }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    prima: String,
}

/// One, with what was told.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Path<SubscriptionId>,
    Query(scelte): Query<Scelte>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let row = webhooks::find(&read, who, id).await?;
    let before: Option<DeliveryId> = scelte.prima.parse().ok();
    let mut found = webhooks::deliveries(&read, who, id, before, RIGHE as u64 + 1).await?;
    let owner = names(&read, &[row.person_id]).await?.into_values().next().unwrap_or_default();
    drop(read);
    let more = found.len() > RIGHE;
    found.truncate(RIGHE);
    let href = format!("{BASE}/{id}");
    let next = found.last().filter(|_| more).map(|last| format!("{href}?prima={}", last.id));
    let acceso = row.standing() == State::On;
    let page = Collegamento {
        acceso,
        righe: righe(&ctx, &row, owner),
        motivo: row.reason.clone(),
        colonne: colonne(),
        pager: Pager { previous: before.map(|_| href.clone()), next, shown: found.len() as u64, total: None },
        avvisi: found.into_iter().map(|delivery| avviso(&ctx, delivery, acceso)).collect(),
        href,
    };
    ctx.page_with(row.label, CRUMBS, fatto(query.as_deref()), &page).await
}

fn righe(ctx: &Ctx, row: &subscription::Model, owner: String) -> Vec<Row> {
    let eventi: Vec<String> = row.kinds.lines().map(|code| parole(ctx, code)).collect();
    let mut righe = vec![
        riga("Stato", in_parole(row.standing()).0),
        Row { code: true, ..riga("Indirizzo", row.url.clone()) },
        riga("Di che cosa viene avvisato", eventi.join(", ")),
        riga("Di chi è la chiave", owner),
    ];
    if let Some(until) = row.old_until.filter(|until| *until > ctx.now) {
        let when = until.told();
        righe.push(riga("Segreto", format!("Quello di prima vale ancora fino al {when}.")));
    }
    righe
}

/// A kind of thing in words; its name in the program where it has none.
fn parole(ctx: &Ctx, code: &str) -> String {
    if code == webhooks::TEST {
        return "avviso di prova".into();
    }
    let known = ctx.house.events.iter().find(|kind| kind.code == code);
    known.map_or(code, |kind| kind.label).to_owned()
}

fn avviso(ctx: &Ctx, delivery: Delivery, acceso: bool) -> Avviso {
    let (stato, tono) = match delivery.state {
        DeliveryState::Waiting if delivery.attempts > 0 => ("si riprova da solo", Kind::Warning),
        DeliveryState::Waiting => ("in partenza", Kind::Info),
        DeliveryState::Delivered => ("consegnato", Kind::Success),
        DeliveryState::Failed => ("non consegnato", Kind::Danger),
        DeliveryState::Withheld => ("trattenuto", Kind::Neutral),
    };
    let tries = if delivery.attempts == 1 { "un tentativo".into() } else { format!("{} tentativi", delivery.attempts) };
    Avviso {
        id: delivery.id.to_string(),
        cosa: parole(ctx, &delivery.kind),
        successo: delivery.happened_at.micros(),
        stato,
        tono,
        detto: delivery.told,
        tentato: delivery.tried_at.map(kernel::Instant::micros),
        misura: delivery.took_ms.map_or_else(|| tries.clone(), |ms| format!("{tries}, {ms} ms")),
        rimanda: acceso && delivery.state != DeliveryState::Waiting,
    }
}
