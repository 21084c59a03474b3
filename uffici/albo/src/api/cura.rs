//! What happens to publications, and how days are counted, for programs.

use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::Deserialize;
use web::{Created, Ctx, Done, Error, Path, Sent};

use super::scrivi::Pubblicata;
use crate::{
    interruzioni::annota,
    regole::{decidi, fissa_termine},
    rules::{Lettura, Regole},
    tables::pubblicazione,
    vicende::{Vicenda, accade, ripubblica},
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accaduto {
    #[schemars(description = "annulla, sospendi o riprendi; per le annotazioni opposizione o restituisci.")]
    vicenda: String,
    motivo: String,
}

/// Makes something happen to one.
pub(super) async fn vicenda(
    ctx: Ctx,
    Path(id): Path<Id<pubblicazione::Entity>>,
    Sent(sent): Sent<Accaduto>,
) -> Result<Done, Error> {
    let Some(vicenda) = Vicenda::from_code(&sent.vicenda) else {
        return Err(Refusal::because(
            "`vicenda` può essere annulla, sospendi o riprendi; per le annotazioni opposizione o restituisci.",
        )
        .into());
    };
    accade(&ctx.ente, ctx.who()?, id, vicenda, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Oggetto {
    #[serde(default)]
    #[schemars(description = "L'oggetto corretto; senza, quello di prima.")]
    oggetto: Option<String>,
}

/// Publishes one anew.
pub(super) async fn di_nuovo(
    ctx: Ctx,
    Path(id): Path<Id<pubblicazione::Entity>>,
    Sent(sent): Sent<Oggetto>,
) -> Result<Created<Pubblicata>, Error> {
    let made = ripubblica(&ctx.ente, ctx.who()?, id, sent.oggetto.as_deref()).await?;
    Ok(Pubblicata::di(&ctx, made))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Interruzione {
    #[schemars(description = "Da quando, in microsecondi dal 1970 UTC.")]
    da: i64,
    #[schemars(description = "Fino a quando, in microsecondi dal 1970 UTC.")]
    a: i64,
    causa: String,
}

/// Records an interruption.
pub(super) async fn interruzione(ctx: Ctx, Sent(sent): Sent<Interruzione>) -> Result<Done, Error> {
    let at = kernel::Instant::from_micros;
    annota(&ctx.ente, ctx.who()?, at(sent.da), at(sent.a), &sent.causa).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Termine {
    #[schemars(description = "Il codice del tipo di atto.")]
    tipo: String,
    #[schemars(description = "Quanti giorni; nullo se li scrive chi pubblica.")]
    giorni: Option<i64>,
    #[schemars(description = "La norma o l'articolo del regolamento.")]
    fonte: String,
    #[schemars(description = "Da quale giorno vale (AAAA-MM-GG).")]
    dal: kernel::Date,
}

/// Sets the term of a kind.
pub(super) async fn termine(ctx: Ctx, Sent(sent): Sent<Termine>) -> Result<Done, Error> {
    fissa_termine(&ctx.ente, ctx.who()?, &sent.tipo, (sent.giorni, &sent.fonte, sent.dal)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decise {
    #[schemars(description = "Se il giorno della pubblicazione conta.")]
    conta_primo: bool,
    #[schemars(description = "Da dove si contano i dieci giorni di una deliberazione: inizio o fine.")]
    lettura: String,
    #[schemars(description = "Ore di silenzio in un giorno oltre le quali il giorno non conta.")]
    soglia_ore: u16,
    #[schemars(description = "Se di ciò che è finito si leggono ancora numero, tipo e date.")]
    storico: bool,
    #[schemars(description = "Giorni lavorativi dopo i quali una pubblicazione è in ritardo.")]
    allarme_giorni: u16,
}

/// Decides the readings.
pub(super) async fn regole(ctx: Ctx, Sent(sent): Sent<Decise>) -> Result<Done, Error> {
    let Some(lettura) = Lettura::from_code(&sent.lettura) else {
        return Err(Refusal::because("`lettura` può essere inizio oppure fine.").into());
    };
    let Decise { conta_primo, soglia_ore, storico, allarme_giorni, .. } = sent;
    let regole = Regole { conta_primo, lettura, soglia_ore, storico, allarme_giorni };
    decidi(&ctx.ente, ctx.who()?, &regole).await?;
    Ok(Done)
}
