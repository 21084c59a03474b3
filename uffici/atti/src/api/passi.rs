//! For programs: the steps of an act, its vote, its fascicolo.

use schemars::JsonSchema;
use serde::Deserialize;
use web::{Ctx, Done, Error, Path, Sent};

use crate::{
    Atti,
    atto::{
        passo::{Passo, compi},
        vota::vota,
    },
    fascicolo::scegli::scegli,
    tables::AttoId,
    visibilita::agisce,
    voto::Voto,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Richiesta {
    #[schemars(description = "Il codice del passo, come visto.")]
    passo: String,
    #[schemars(description = "Una chiave di chi chiama: mandata due volte il passo si compie una volta.")]
    chiave: String,
    #[serde(default)]
    motivo: String,
    #[serde(default)]
    #[schemars(description = "Quanti fatti della pratica chi chiama aveva letto; se ce ne sono altri, lo si dice.")]
    visto: Option<u32>,
    #[serde(default)]
    #[schemars(description = "Chi firma dichiara di non essere in conflitto di interessi.")]
    nessun_conflitto: bool,
    #[serde(default)]
    #[schemars(description = "Di un parere: favorevole, condizioni, contrario, non_dovuto.")]
    esito: String,
    #[serde(default)]
    #[schemars(description = "Di un parere: osservazioni o ragioni.")]
    testo: String,
}

impl Richiesta {
    /// The step, with the paper that it signs where that was signed elsewhere.
    pub(super) fn passo(self, riportata: Option<Vec<u8>>) -> Passo {
        Passo {
            passo: self.passo,
            motivo: self.motivo,
            chiave: self.chiave,
            visto: self.visto,
            nessun_conflitto: self.nessun_conflitto,
            esito: self.esito,
            testo: self.testo,
            riportata,
        }
    }
}

/// Takes a step.
pub(super) async fn passo(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<Richiesta>,
    atti: Atti,
) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    compi(&atti, &ctx.ente, ctx.who()?, id, &sent.passo(None)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Votazione {
    componenti: u32,
    presenti: u32,
    favorevoli: u32,
    contrari: u32,
    astenuti: u32,
    #[serde(default)]
    #[schemars(description = "I favorevoli all'immediata eseguibilità, se è stata votata.")]
    favorevoli_immediata: Option<u32>,
}

/// Notes a vote.
pub(super) async fn voto(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<Votazione>,
    atti: Atti,
) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    let voto = Voto {
        componenti: sent.componenti,
        presenti: sent.presenti,
        favorevoli: sent.favorevoli,
        contrari: sent.contrari,
        astenuti: sent.astenuti,
        favorevoli_immediata: sent.favorevoli_immediata,
    };
    vota(&atti, &ctx.ente, ctx.who()?, id, &voto).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NelFascicolo {
    #[schemars(description = "Il numero del fascicolo, come 2026-VI.3/12: aperto, e in cui chi chiama lavora.")]
    fascicolo: String,
}

/// Chooses its fascicolo.
pub(super) async fn fascicolo(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<NelFascicolo>,
    atti: Atti,
) -> Result<Done, Error> {
    scegli(&atti, &ctx.ente, ctx.who()?, id, &sent.fascicolo).await?;
    Ok(Done)
}
