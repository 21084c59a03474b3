//! Programs that are told of what happens, as a program of theirs manages them.

use std::collections::BTreeSet;

use kernel::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent};
use webhooks::{COLLEGA, Delivery, DeliveryId, NewSubscription, SubscriptionId, subscription};

use crate::collegamenti as azione;

pub(super) fn routes() -> Routes {
    const COLLEGANO: Access = Access::With(&COLLEGA);
    const ALL: &str = "/api/v1/comando/collegamenti";
    const ONE: &str = "/api/v1/comando/collegamenti/{id}";
    Routes::new()
        .api_get(ALL, COLLEGANO, "Elenca i programmi collegati, che ricevono avvisi", elenca)
        .api_post(ALL, COLLEGANO, "Collega questo programma; il segreto si legge solo in questa risposta", crea)
        .api_get(
            "/api/v1/comando/collegamenti/eventi",
            COLLEGANO,
            "Elenca le cose di cui si può essere avvisati",
            eventi,
        )
        .api_get(ONE, COLLEGANO, "Legge un collegamento", leggi)
        .api_get(
            "/api/v1/comando/collegamenti/{id}/avvisi",
            COLLEGANO,
            "Sfoglia gli avvisi mandati a un programma, con l'esito",
            avvisi,
        )
        .api_post("/api/v1/comando/collegamenti/{id}/stato", COLLEGANO, "Accende o spegne un collegamento", accendi)
        .api_post(
            "/api/v1/comando/collegamenti/{id}/segreto",
            COLLEGANO,
            "Cambia il segreto di un collegamento; si legge solo in questa risposta",
            segreto,
        )
        .api_post("/api/v1/comando/collegamenti/{id}/prova", COLLEGANO, "Manda un avviso di prova", prova)
        .api_post("/api/v1/comando/collegamenti/{id}/fine", COLLEGANO, "Toglie un collegamento per sempre", togli)
        .api_post(
            "/api/v1/comando/collegamenti/{id}/avvisi/{avviso}/rinvio",
            COLLEGANO,
            "Rimanda un avviso, con lo stesso webhook-id",
            rimanda,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CollegamentoDati {
    id: String,
    nome: String,
    indirizzo: String,
    eventi: Vec<String>,
    #[schemars(description = "`on` acceso, `off` spento, `failed` spento dal programma.")]
    stato: &'static str,
    #[schemars(description = "Perché il programma lo ha spento.")]
    motivo: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    nato_at: String,
    #[schemars(description = "Fino a quando vale anche il segreto di prima.", extend("format" = "date-time"))]
    segreto_di_prima_fino_at: Option<String>,
}

fn dati(row: subscription::Model, now: kernel::Instant) -> CollegamentoDati {
    CollegamentoDati {
        id: row.id.to_string(),
        stato: row.standing().code(),
        eventi: row.kinds.lines().map(str::to_owned).collect(),
        nome: row.label,
        indirizzo: row.url,
        motivo: row.reason,
        nato_at: row.created_at.to_string(),
        segreto_di_prima_fino_at: row.old_until.filter(|until| *until > now).map(|until| until.to_string()),
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Collegati {
    collegamenti: Vec<CollegamentoDati>,
}

/// The person's, or everybody's for whoever looks after them.
async fn elenca(ctx: Ctx) -> Result<Json<Collegati>, Error> {
    let read = ctx.ente.db().read().await?;
    let rows = webhooks::list(&read, ctx.who()?).await?;
    Ok(Json(Collegati { collegamenti: rows.into_iter().map(|row| dati(row, ctx.now)).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Eventi {
    eventi: Vec<Evento>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Evento {
    codice: &'static str,
    #[schemars(description = "In parole.")]
    nome: &'static str,
    #[schemars(description = "Il permesso che la chiave deve avere.")]
    permesso: &'static str,
}

/// The kinds of things.
async fn eventi(ctx: Ctx) -> Result<Json<Eventi>, Error> {
    let evento =
        |kind: &&'static webhooks::Kind| Evento { codice: kind.code, nome: kind.label, permesso: kind.permission.code };
    ctx.who()?.require(&COLLEGA)?;
    Ok(Json(Eventi { eventi: ctx.house.events.iter().map(evento).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuovo {
    nome: String,
    #[schemars(description = "Dove ascolta il programma, con https://.")]
    indirizzo: String,
    #[schemars(description = "I codici delle cose di cui avvisarlo.")]
    eventi: BTreeSet<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Nato {
    id: String,
    #[schemars(description = "Con cui si controllano le firme degli avvisi.")]
    segreto: String,
}

/// Connects the program that asks: what its key may not see it is not told.
async fn crea(ctx: Ctx, Sent(sent): Sent<Nuovo>) -> Result<Created<Nato>, Error> {
    let Some(token) = ctx.token() else {
        return Err(
            Refusal::because("Chiama con la chiave del programma: gli avvisi seguono quello che permette.").into()
        );
    };
    let new = NewSubscription { label: sent.nome, url: sent.indirizzo, kinds: sent.eventi, token: Some(token) };
    let (id, segreto) = azione::crea(&ctx.ente, ctx.who()?, &ctx.house.events, &new).await?;
    let location = Some(format!("/api/v1/comando/collegamenti/{id}"));
    Ok(Created { location, body: Nato { id: id.to_string(), segreto: segreto.reveal().into() } })
}

/// One.
async fn leggi(ctx: Ctx, Path(id): Path<SubscriptionId>) -> Result<Json<CollegamentoDati>, Error> {
    let read = ctx.ente.db().read().await?;
    let row = webhooks::find(&read, ctx.who()?, id).await?;
    Ok(Json(dati(row, ctx.now)))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[schemars(description = "La `prossima` della pagina di prima.")]
    prima: Option<DeliveryId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Avvisi {
    avvisi: Vec<AvvisoDati>,
    #[schemars(description = "Da dare come `prima` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AvvisoDati {
    #[schemars(description = "Quello dell'intestazione `webhook-id`.")]
    id: String,
    evento: String,
    #[schemars(extend("format" = "date-time"))]
    successo_at: String,
    #[schemars(description = "`waiting` da mandare o rimandare, `delivered`, `failed`, `withheld` trattenuto.")]
    stato: &'static str,
    tentativi: u64,
    #[schemars(description = "Il codice dell'ultima risposta.")]
    risposta: Option<u16>,
    #[schemars(description = "Che cosa è successo all'ultimo tentativo.")]
    esito: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    tentato_at: Option<String>,
    #[schemars(description = "Quanto è durato, in millisecondi.")]
    durata_ms: Option<i64>,
}

fn avviso(delivery: Delivery) -> AvvisoDati {
    AvvisoDati {
        id: delivery.id.to_string(),
        evento: delivery.kind,
        successo_at: delivery.happened_at.to_string(),
        stato: delivery.state.code(),
        tentativi: delivery.attempts,
        risposta: delivery.status,
        esito: delivery.told,
        tentato_at: delivery.tried_at.map(|at| at.to_string()),
        durata_ms: delivery.took_ms,
    }
}

/// What was told to one of them.
async fn avvisi(ctx: Ctx, Path(id): Path<SubscriptionId>, Query(scelte): Query<Scelte>) -> Result<Json<Avvisi>, Error> {
    let limit = usize::from(scelte.limite.rows());
    let read = ctx.ente.db().read().await?;
    let mut found = webhooks::deliveries(&read, ctx.who()?, id, scelte.prima, limit as u64 + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let prossima = found.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(Avvisi { avvisi: found.into_iter().map(avviso).collect(), prossima }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stato {
    acceso: bool,
}

/// Switches it on or off.
async fn accendi(ctx: Ctx, Path(id): Path<SubscriptionId>, Sent(sent): Sent<Stato>) -> Result<Done, Error> {
    azione::accendi(&ctx.ente, ctx.who()?, id, sent.acceso).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cambio {
    #[serde(default)]
    #[schemars(description = "Quello di prima non vale più da subito; senza, vale ancora per un giorno.")]
    subito: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SegretoDati {
    segreto: String,
}

/// Gives it a new secret.
async fn segreto(
    ctx: Ctx,
    Path(id): Path<SubscriptionId>,
    Sent(sent): Sent<Cambio>,
) -> Result<Json<SegretoDati>, Error> {
    let secret = azione::nuovo_segreto(&ctx.ente, ctx.who()?, id, sent.subito).await?;
    Ok(Json(SegretoDati { segreto: secret.reveal().into() }))
}

/// Sends a notice of nothing.
async fn prova(ctx: Ctx, Path(id): Path<SubscriptionId>) -> Result<Done, Error> {
    azione::prova(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

/// Ends it.
async fn togli(ctx: Ctx, Path(id): Path<SubscriptionId>) -> Result<Done, Error> {
    azione::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

/// Tells again what did not arrive.
async fn rimanda(ctx: Ctx, Path((id, avviso)): Path<(SubscriptionId, DeliveryId)>) -> Result<Done, Error> {
    azione::rimanda(&ctx.ente, ctx.who()?, id, avviso).await?;
    Ok(Done)
}
