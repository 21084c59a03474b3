use authz::{PersonId, UnitId};
use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    fascicolo::{
        Chiave,
        chiudi::chiudi as chiudi_atto,
        condividi::{condividi as condividi_atto, non_condividere as non_condividere_atto},
        correggi::correggi as correggi_atto,
        della_registrazione,
        metti::metti as metti_atto,
        proponi::proponi,
        regole::Dati,
        riapri::riapri as riapri_atto,
        tables::voce,
        togli::togli as togli_atto,
        trasferisci::{A, trasferisci as trasferisci_atto},
    },
    permissions::{CONSULTA, FASCICOLA},
    registrazione::scheda::leggi as leggi_registrazione,
};

pub(super) fn routes() -> Routes {
    const FASCICOLANO: Access = Access::With(&FASCICOLA);
    Routes::new()
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/contenuto",
            FASCICOLANO,
            "Mette una registrazione in un fascicolo",
            metti,
        )
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/contenuto/{voce}/uscita",
            FASCICOLANO,
            "Toglie una registrazione da un fascicolo",
            togli,
        )
        .api_post("/api/v1/protocollo/fascicoli/{fascicolo}/chiusura", FASCICOLANO, "Chiude un fascicolo", chiudi)
        .api_post("/api/v1/protocollo/fascicoli/{fascicolo}/riapertura", FASCICOLANO, "Riapre un fascicolo", riapri)
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/trasferimento",
            FASCICOLANO,
            "Passa un fascicolo a un'altra unità",
            trasferisci,
        )
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/correzione",
            FASCICOLANO,
            "Corregge i dati di un fascicolo",
            correggi,
        )
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/condivisione",
            FASCICOLANO,
            "Condivide un fascicolo con un'unità",
            condividi,
        )
        .api_post(
            "/api/v1/protocollo/fascicoli/{fascicolo}/condivisione/fine",
            FASCICOLANO,
            "Non condivide più un fascicolo con un'unità",
            non_condividere,
        )
        .api_get(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/fascicoli",
            Access::With(&CONSULTA),
            "In quali fascicoli sta una registrazione, e in quali potrebbe stare",
            della,
        )
}

// The number of an entry.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Numerata {
    pub anno: i64,
    pub numero: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Messa {
    anno: i64,
    numero: i64,
    #[serde(default)]
    #[schemars(description = "Se la classe è diversa, le dà anche quella del fascicolo.")]
    classifica: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Esito {
    #[schemars(description = "Che cosa guardare: classi che non corrispondono.")]
    avviso: Option<String>,
}

/// Puts an entry in.
async fn metti(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Messa>) -> Result<Json<Esito>, Error> {
    let avviso = metti_atto(&ctx.ente, ctx.who()?, &chiave, (sent.anno, sent.numero), sent.classifica).await?;
    Ok(Json(Esito { avviso }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Takes an entry out.
async fn togli(
    ctx: Ctx,
    Path((chiave, id)): Path<(Chiave, Id<voce::Entity>)>,
    Sent(sent): Sent<Motivo>,
) -> Result<Done, Error> {
    togli_atto(&ctx.ente, ctx.who()?, &chiave, id, &sent.motivo).await?;
    Ok(Done)
}

/// Closes.
async fn chiudi(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    chiudi_atto(&ctx.ente, ctx.who()?, &chiave, &sent.motivo).await?;
    Ok(Done)
}

/// Reopens.
async fn riapri(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    riapri_atto(&ctx.ente, ctx.who()?, &chiave, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Trasferimento {
    ufficio: UnitId,
    #[serde(default)]
    responsabile: Option<PersonId>,
    #[serde(default)]
    #[schemars(description = "L'unità che lo cede continua a leggerlo.")]
    resta: bool,
    motivo: String,
}

/// Gives it to another unit.
async fn trasferisci(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Trasferimento>) -> Result<Done, Error> {
    let a = A { ufficio: sent.ufficio, responsabile: sent.responsabile, resta: sent.resta };
    trasferisci_atto(&ctx.ente, ctx.who()?, &chiave, a, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Correzione {
    oggetto: String,
    #[serde(default)]
    responsabile: Option<PersonId>,
    #[serde(default)]
    termine: Option<Date>,
    motivo: String,
}

/// Corrects its data: all three are written as they are sent.
async fn correggi(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Correzione>) -> Result<Done, Error> {
    let dati = Dati { oggetto: sent.oggetto, responsabile: sent.responsabile, termine: sent.termine };
    correggi_atto(&ctx.ente, ctx.who()?, &chiave, &dati, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Condivisione {
    ufficio: UnitId,
    #[serde(default)]
    #[schemars(description = "Ci mette e ne toglie registrazioni, e non lo legge soltanto.")]
    lavora: bool,
}

/// Shares it.
async fn condividi(ctx: Ctx, Path(chiave): Path<Chiave>, Sent(sent): Sent<Condivisione>) -> Result<Done, Error> {
    condividi_atto(&ctx.ente, ctx.who()?, &chiave, sent.ufficio, sent.lavora).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FineCondivisione {
    ufficio: UnitId,
}

/// Shares it no more.
async fn non_condividere(
    ctx: Ctx,
    Path(chiave): Path<Chiave>,
    Sent(sent): Sent<FineCondivisione>,
) -> Result<Done, Error> {
    non_condividere_atto(&ctx.ente, ctx.who()?, &chiave, sent.ufficio).await?;
    Ok(Done)
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Della {
    #[schemars(description = "Quelli in cui sta, il suo primo per primo.")]
    fascicoli: Vec<DoveDati>,
    #[schemars(description = "Quelli aperti in cui puoi metterla, i più probabili per primi.")]
    proposte: Vec<PropostaDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DoveDati {
    fascicolo: String,
    oggetto: String,
    chiuso: bool,
    voce: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PropostaDati {
    fascicolo: String,
    oggetto: String,
    perche: &'static str,
    avviso: Option<String>,
}

/// Where an entry lies, and where it could.
async fn della(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Json<Della>, Error> {
    let who = ctx.who()?;
    let scheda = leggi_registrazione(&ctx.ente, who, anno, numero).await?;
    let dove = della_registrazione::dove(&ctx.ente, who, scheda.riga.id).await?;
    let fascicoli = dove.into_iter().map(|dove| DoveDati {
        fascicolo: dove.chiave.in_address(),
        oggetto: dove.oggetto,
        chiuso: dove.chiuso,
        voce: dove.voce.to_string(),
    });
    let proposte = proponi(&ctx.ente, who, &scheda.riga, &scheda.stato).await?.into_iter().map(|each| PropostaDati {
        fascicolo: each.chiave.in_address(),
        oggetto: each.oggetto,
        perche: each.perche,
        avviso: each.avviso,
    });
    Ok(Json(Della { fascicoli: fascicoli.collect(), proposte: proposte.collect() }))
}
