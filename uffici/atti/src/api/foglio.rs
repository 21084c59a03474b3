//! What a step asks of who takes it, for programs: the paper to be signed elsewhere, the paper that comes back, a conflict of
//! interest.

use schemars::JsonSchema;
use serde::Deserialize;
use web::{Ctx, Done, Error, File, Path, Pdf, Routes, Sent, WithFiles};

use super::passi::Richiesta;
use crate::{
    Atti,
    atto::{
        astieni::astieni,
        foglio::da_portare_via,
        passo::{Passo, compi, tornato},
    },
    pagine::CONSULTANO,
    tables::AttoId,
    visibilita::agisce,
};

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .api_post(
            "/api/v1/atti/{id}/foglio",
            CONSULTANO,
            "Prende il documento che un passo firma, da firmare con il proprio programma",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Foglio>| foglio(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/riportata",
            CONSULTANO,
            "Compie un passo con il documento firmato con il proprio programma",
            move |ctx: Ctx, id: Path<AttoId>, sent: WithFiles<Richiesta>| riportata(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/astensione",
            CONSULTANO,
            "Si astiene da un atto per conflitto di interessi: da lì lo segue chi sostituisce",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Astiene>| astensione(ctx, id, sent, atti),
        )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Foglio {
    #[schemars(description = "Il codice del passo che lo firma, come visto.")]
    passo: String,
    #[serde(default)]
    #[schemars(description = "Di un parere: favorevole, condizioni, contrario, non_dovuto.")]
    esito: String,
    #[serde(default)]
    #[schemars(description = "Di un parere: osservazioni o ragioni.")]
    testo: String,
}

/// The paper of a step.
async fn foglio(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Foglio>, atti: Atti) -> Result<File<Pdf>, Error> {
    let asked = Passo { passo: sent.passo, esito: sent.esito, testo: sent.testo, ..Passo::default() };
    let (name, bytes) = da_portare_via(&atti, &ctx.ente, ctx.who()?, id, &asked).await?;
    Ok(File::of(web::made_pdf(&name, bytes)?))
}

/// Takes the step: the field `dati` asks for it, the field `file` is the paper, signed.
async fn riportata(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    WithFiles { dati, files }: WithFiles<Richiesta>,
    atti: Atti,
) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    if files.len() > 1 {
        return Err(crate::Error::campo("file", "Serve un file solo: il documento firmato.").into());
    }
    let bytes = tornato(&ctx.ente, files.first().map(|(_, stored)| stored)).await?;
    compi(&atti, &ctx.ente, ctx.who()?, id, &dati.passo(Some(bytes))).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Astiene {
    #[schemars(description = "In che cosa consiste il conflitto (art. 6-bis L. 241/1990). Non si torna indietro.")]
    motivo: String,
    #[schemars(description = "Una chiave di chi chiama.")]
    chiave: String,
}

/// Declares a conflict of interest.
async fn astensione(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Astiene>, atti: Atti) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    astieni(&atti, &ctx.ente, ctx.who()?, id, (&sent.motivo, &sent.chiave)).await?;
    Ok(Done)
}
