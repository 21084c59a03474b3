//! The page of a unit, its name and place, its closing.

use authz::{UnitId, unit};
use axum::extract::RawQuery;
use kernel::Refusal;
use sea_orm::EntityTrait;
use serde::Serialize;
use ui::{Column, Page, Row, TimelineEntry, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    ORGANIGRAMMA,
    modulo::{Campo, Inviato, Modulo, rifiuto},
    vista::{RigaIncarico, fatto, oggi, righe, storia, uffici},
};
use crate::{
    fatti::{Di, ultimi},
    incarichi::{
        UNITA,
        elenca::{Filtro, Stato, elenca},
    },
    organigramma::{
        cambia::cambia as cambia_unita,
        chiudi::{che_cosa_resta, chiudi as chiudi_unita},
    },
    permissions::GESTISCI,
    rules::{Periodo, giorno},
};

#[derive(Debug, Serialize)]
pub(crate) struct Unita {
    id: String,
    href: String,
    aperta: bool,
    gestisce: bool,
    dati: Vec<Row>,
    colonne: Vec<Column>,
    incarichi: Vec<RigaIncarico>,
    finiti: Vec<RigaIncarico>,
    storia: Vec<TimelineEntry>,
}

impl Page for Unita {
    const TEMPLATE: &'static str = "comando/unita.html";
    fn samples() -> Vec<Self> {
        let page = |aperta, incarichi, finiti, storia| Self {
            id: "1".into(),
            href: "/comando/organigramma/1".into(),
            aperta,
            gestisce: aperta,
            dati: vec![Row { label: "Codice".into(), value: "TRI".into(), ..Row::default() }],
            colonne: columns(&["Persona"]),
            incarichi,
            finiti,
            storia,
        };
        let entry = TimelineEntry { what: "ha aperto l'ufficio".into(), ..TimelineEntry::default() };
        let over = vec![RigaIncarico::campione("finito", false)];
        vec![
            page(true, vec![RigaIncarico::campione("in corso", true)], over, vec![entry]),
            page(false, vec![], vec![], vec![]),
        ]
    }
}

async fn trova(ctx: &Ctx, id: UnitId) -> Result<unit::Model, Error> {
    let read = ctx.ente.db().read().await?;
    let found = unit::Entity::find_by_id(id).one(&read).await.map_err(db::Error::from)?;
    found.ok_or(Error::NotFound(UNITA))
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<UnitId>, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let who = ctx.who()?;
    let unit = trova(&ctx, id).await?;
    let today = ctx.now.date();
    let (finiti, incarichi): (Vec<_>, Vec<_>) =
        elenca(&ctx.ente, who, &Filtro { unita: Some(id), ..Filtro::default() }, 1_000)
            .await?
            .into_iter()
            .partition(|voce| voce.stato(today) == Stato::Finito);
    let aperta = !Periodo::new(unit.valid_from, unit.valid_to).finito(today);
    let passi = ultimi(&ctx.ente, Di { unita: Some(id), ..Di::default() }, 40).await?;
    let page = Unita {
        id: id.to_string(),
        href: format!("/comando/organigramma/{id}"),
        aperta,
        gestisce: who.may(&GESTISCI),
        dati: dati(&ctx, &unit).await?,
        colonne: columns(&["Persona", "Ruolo", "Quando", "Stato", "Azioni"]),
        incarichi: righe(&ctx, incarichi)?,
        finiti: righe(&ctx, finiti)?,
        storia: storia(&ctx, passi).await?,
    };
    ctx.page_with(unit.name, ORGANIGRAMMA, fatto(query.as_deref()), &page).await
}

async fn dati(ctx: &Ctx, unit: &unit::Model) -> Result<Vec<Row>, Error> {
    let row = |label: &str, value: String, href: Option<String>| Row { label: label.into(), value, href, code: false };
    let mut rows = vec![row("Codice", unit.code.clone(), None), row("Aperto dal", giorno(unit.valid_from), None)];
    if let Some(end) = unit.valid_to {
        rows.push(row("Ultimo giorno", giorno(end), None));
    }
    match unit.parent_id {
        Some(above) => {
            let above = trova(ctx, above).await?;
            let href = format!("/comando/organigramma/{}", above.id);
            rows.push(row("Dipende da", above.name, Some(href)));
        }
        None => rows.push(row("Dipende da", "nessuno: è al primo livello".into(), None)),
    }
    Ok(rows)
}

/// The form for name and place.
pub(super) async fn modifica(ctx: Ctx, Path(id): Path<UnitId>) -> Result<Response, Error> {
    let unit = trova(&ctx, id).await?;
    let above = unit.parent_id.map(|above| above.to_string()).unwrap_or_default();
    mostra_modifica(&ctx, id, &Inviato::con([("nome", unit.name), ("sopra", above)]), Refusal::default()).await
}

async fn mostra_modifica(ctx: &Ctx, id: UnitId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let back = format!("/comando/organigramma/{id}");
    let campi = vec![
        Campo::testo("nome", "Nome", sent).aiuto(
            "Il nome nuovo si vede anche nelle carte vecchie. Se cambia che cosa fa l'ufficio, chiudilo e aprine un altro.",
        ),
        Campo::scelta("sopra", "Dipende da", uffici(ctx, ctx.now.date(), Some(id)).await?, sent)
            .vuoto("Nessuno: è al primo livello"),
    ];
    Modulo::new(format!("{back}/modifica"), back, "Salva")
        .campi(campi)
        .mostra(ctx, "Cambia nome o posto", ORGANIGRAMMA, refusal)
        .await
}

/// The deed.
pub(super) async fn cambia(
    ctx: Ctx,
    Path(id): Path<UnitId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    match cambia_unita(&ctx.ente, ctx.who()?, id, sent.uno("nome"), sent.id("sopra")).await {
        Ok(()) => Ok(Redirect::to(&format!("/comando/organigramma/{id}?fatto=unita")).into_response()),
        Err(error) => mostra_modifica(&ctx, id, &sent, rifiuto(error)?).await,
    }
}

/// The form for its closing: or all that stands in the way.
pub(super) async fn chiusura(ctx: Ctx, Path(id): Path<UnitId>) -> Result<Response, Error> {
    mostra_chiusura(&ctx, id, &Inviato::con([("al", oggi(&ctx))]), Refusal::default()).await
}

async fn mostra_chiusura(ctx: &Ctx, id: UnitId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let unit = trova(ctx, id).await?;
    let back = format!("/comando/organigramma/{id}");
    let form = Modulo::new(format!("{back}/chiudi"), back, "Chiudi l'ufficio")
        .testo(format!("{} ({})", unit.name, unit.code))
        .avviso("L'ufficio resta nelle carte vecchie e il suo codice non si riusa. Dopo l'ultimo giorno non si può riaprire.")
        .pericolo()
        .campi(vec![
            Campo::data("al", "Ultimo giorno", sent).aiuto("Compreso. Gli incarichi devono finire entro quel giorno."),
            Campo::area("motivo", "Motivo", sent).facoltativo(),
        ]);
    // Before anything is sent, what would stand in the way today is told as it is.
    let form = if refusal.reasons.is_empty() {
        form.motivi(che_cosa_resta(&ctx.ente, &ctx.house.desks, id, ctx.now.date()).await?)
    } else {
        form
    };
    form.mostra(ctx, "Chiudi l'ufficio", ORGANIGRAMMA, refusal).await
}

/// The deed.
pub(super) async fn chiudi(
    ctx: Ctx,
    Path(id): Path<UnitId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let al = sent.data("al", &mut refusal);
    if !refusal.reasons.is_empty() {
        return mostra_chiusura(&ctx, id, &sent, refusal).await;
    }
    match chiudi_unita(&ctx.ente, &ctx.house.desks, ctx.who()?, id, al, sent.uno("motivo")).await {
        Ok(()) => Ok(Redirect::to(&format!("/comando/organigramma/{id}?fatto=chiusa")).into_response()),
        Err(error) => mostra_chiusura(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
