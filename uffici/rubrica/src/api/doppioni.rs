use directory::{By, MergeId, Merging, SubjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Sent};

use super::schede::{Dati, Scheda};
use crate::azioni::{diverse, separa, unisci};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "codice, pec, nome o omocodia; senza, codice.")]
    per: String,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Coppie {
    coppie: Vec<Coppia>,
    #[schemars(description = "Da dare come `dopo` per cercarne altre; nullo quando non ce ne sono.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Coppia {
    prima: Scheda,
    seconda: Scheda,
    #[schemars(description = "Che cosa hanno in comune.")]
    perche: Vec<&'static str>,
}

/// Pairs that nobody has decided.
pub(super) async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Coppie>, Error> {
    let read = ctx.ente.db().read().await?;
    let (by, limit) = (By::from_word(&scelte.per), usize::from(scelte.limite.rows()));
    let found = directory::duplicates(ctx.who()?, &read, by, scelte.dopo.as_deref(), limit).await;
    let found = found.map_err(crate::Error::from)?;
    let coppia =
        |pair: directory::Pair| Coppia { prima: pair.first.into(), seconda: pair.second.into(), perche: pair.why };
    Ok(Json(Coppie { coppie: found.pairs.into_iter().map(coppia).collect(), prossima: found.next }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Diverse {
    prima: SubjectId,
    seconda: SubjectId,
    #[serde(default)]
    motivo: Option<String>,
}

/// Remembers that two are two.
pub(super) async fn segna_diverse(ctx: Ctx, Sent(sent): Sent<Diverse>) -> Result<Done, Error> {
    diverse(&ctx.ente, ctx.who()?, (sent.prima, sent.seconda), sent.motivo.as_deref()).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unione {
    #[schemars(description = "La scheda che se ne va.")]
    persa: SubjectId,
    #[schemars(description = "La scheda che rimane.")]
    rimasta: SubjectId,
    #[schemars(description = "Che cosa dice da ora la scheda che rimane, tutta.")]
    dati: Dati,
    #[serde(default)]
    motivo: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Unita {
    #[schemars(description = "L'identificativo dell'unione, per poterla annullare.")]
    id: String,
}

/// Merges two.
pub(super) async fn unisci_schede(ctx: Ctx, Sent(sent): Sent<Unione>) -> Result<Created<Unita>, Error> {
    let (fields, _) = sent.dati.letti()?;
    let asked = Merging { lost: sent.persa, kept: sent.rimasta, fields, note: sent.motivo, seen: None };
    let merge = unisci(&ctx.ente, ctx.who()?, &asked).await?;
    Ok(Created { location: None, body: Unita { id: merge.id.to_string() } })
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Separazione {
    #[serde(default)]
    motivo: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Separate {
    persa: Scheda,
    rimasta: Scheda,
    #[schemars(
        description = "I dati della scheda rimasta che erano stati cambiati dopo l'unione e restano come sono."
    )]
    restano: Vec<String>,
}

/// Undoes a merge.
pub(super) async fn separa_schede(
    ctx: Ctx,
    Path(id): Path<MergeId>,
    Sent(sent): Sent<Separazione>,
) -> Result<Json<Separate>, Error> {
    let undone = separa(&ctx.ente, ctx.who()?, id, sent.motivo.as_deref()).await?;
    Ok(Json(Separate { persa: undone.lost.into(), rimasta: undone.kept.into(), restano: undone.stays }))
}
