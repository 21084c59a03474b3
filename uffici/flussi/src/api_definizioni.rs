//! For programs: a definition that is begun, its draft thrown away, its versions, a former one put back in force.

use pratiche::{DefinizioneId, Versione};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    Materie,
    api::Salvata,
    azioni,
    pagine::{GESTISCONO, GUARDANO},
};

pub(crate) fn routes(materie: Materie) -> Routes {
    Routes::new()
        .api_post(
            "/api/v1/flussi",
            GESTISCONO,
            "Comincia una definizione che non c'è ancora, come bozza",
            move |ctx: Ctx, sent: Sent<Nuova>| comincia(ctx, sent, materie),
        )
        .api_post("/api/v1/flussi/{codice}/bozza/scarto", GESTISCONO, "Butta la bozza di una nuova versione", scarta)
        .api_get(
            "/api/v1/flussi/{codice}/versioni",
            GUARDANO,
            "Le versioni di un iter che sono state in vigore, dall'ultima",
            move |ctx: Ctx, codice: Path<String>| versioni(ctx, codice, materie),
        )
        .api_post(
            "/api/v1/flussi/{codice}/ripristino",
            GESTISCONO,
            "Rimette in vigore una versione di prima: da qui le nuove pratiche la seguono",
            move |ctx: Ctx, codice: Path<String>, sent: Sent<Rimessa>| rimetti(ctx, codice, sent, materie),
        )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuova {
    #[schemars(description = "Di quale ufficio sono le pratiche, come atti.")]
    materia: String,
    #[schemars(description = "Il codice: 1-60 lettere minuscole senza accenti, cifre e trattini.")]
    codice: String,
    #[schemars(description = "Il nome; al massimo 120 caratteri.")]
    nome: String,
}

/// Begins one.
async fn comincia(ctx: Ctx, Sent(sent): Sent<Nuova>, materie: Materie) -> Result<Created<Salvata>, Error> {
    let codice = sent.codice.trim();
    let versione = azioni::nuova(&ctx.ente, ctx.who()?, materie, &sent.materia, codice, &sent.nome).await?;
    // A draft is read by no call: what is at the address of its code is in force.
    Ok(Created { location: None, body: Salvata { versione } })
}

/// Throws a draft away; done already, where there is none.
async fn scarta(ctx: Ctx, Path(codice): Path<String>) -> Result<Done, Error> {
    azioni::butta(&ctx.ente, ctx.who()?, &codice).await?;
    Ok(Done)
}

#[derive(Debug, Serialize, JsonSchema)]
struct Versioni {
    versioni: Vec<InVigoreDal>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct InVigoreDal {
    #[schemars(description = "Da dare come `versione` a chi la rimette in vigore. Una versione rimessa ha lo stesso.")]
    id: String,
    #[schemars(description = "SHA-256 di ciò che dice, esadecimale.")]
    versione: String,
    #[schemars(description = "Quante ne erano state messe in vigore, con questa.")]
    ordine: i64,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
    motivo: String,
}

impl From<Versione> for InVigoreDal {
    fn from(one: Versione) -> Self {
        Self {
            id: one.definizione_id.to_string(),
            versione: one.impronta,
            ordine: one.ordine,
            dal: one.dal.to_string(),
            motivo: one.motivo,
        }
    }
}

/// What was in force.
async fn versioni(ctx: Ctx, Path(codice): Path<String>, materie: Materie) -> Result<Json<Versioni>, Error> {
    azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let read = ctx.ente.db().read().await?;
    let all = pratiche::versioni(&read, &codice).await.map_err(crate::Error::from)?;
    Ok(Json(Versioni { versioni: all.into_iter().map(InVigoreDal::from).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rimessa {
    #[schemars(description = "L'`id` di una versione di questo iter.")]
    versione: DefinizioneId,
    #[schemars(description = "Perché; al massimo 2000 caratteri.")]
    motivo: String,
    #[schemars(description = "L'`ordine` della versione in vigore che hai letto: se non è più quella, niente cambia.")]
    visto: i64,
}

/// Puts a former version back.
async fn rimetti(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Rimessa>,
    materie: Materie,
) -> Result<Done, Error> {
    let who = ctx.who()?;
    let scheda = azioni::scheda(&ctx.ente, who, materie, &codice).await?;
    azioni::rimetti(&ctx.ente, who, &scheda, sent.versione, &sent.motivo, Some(sent.visto)).await?;
    Ok(Done)
}
