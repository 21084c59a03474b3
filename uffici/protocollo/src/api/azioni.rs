use kernel::Id;
use schemars::JsonSchema;
use serde::Deserialize;
use web::{Ctx, Done, Error, Path, Sent};

use super::registrazioni::AssegnatarioDati;
use crate::{
    registrazione::{
        annulla::annulla_per as annulla_atto, assegna::assegna_entro as dai, classifica::classifica as dai_classe,
        rispondi::rispondi as risposta,
    },
    rules::Assegnatario,
    tables::assegnazione,
    termine::poni::Nuovo,
};

type Numero = Path<(i64, i64)>;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assegna {
    a: Vec<AssegnatarioDati>,
    #[serde(default)]
    nota: Option<String>,
    #[serde(default)]
    #[schemars(description = "Entro quanti giorni devono concludere quelli a cui è data per competenza.")]
    termine_giorni: Option<i64>,
}

/// Gives an entry to offices and people.
pub(super) async fn assegna(ctx: Ctx, Path((anno, numero)): Numero, Sent(sent): Sent<Assegna>) -> Result<Done, Error> {
    let a: Vec<Assegnatario> = sent.a.into_iter().map(Into::into).collect();
    let entro = sent.termine_giorni.map(|giorni| Nuovo { giorni, dal: None });
    dai(&ctx.ente, ctx.who()?, (anno, numero), &a, sent.nota.as_deref(), entro).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Risposta {
    accetta: bool,
    #[serde(default)]
    motivo: String,
}

/// Accepts or refuses an assignment.
pub(super) async fn rispondi(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, Id<assegnazione::Entity>)>,
    Sent(sent): Sent<Risposta>,
) -> Result<Done, Error> {
    risposta(&ctx.ente, ctx.who()?, (anno, numero), id, sent.accetta, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Classe {
    #[schemars(description = "Il codice della voce del titolario, come \"VI.5\".")]
    classe: String,
}

/// Gives an entry its class.
pub(super) async fn classifica(
    ctx: Ctx,
    Path((anno, numero)): Numero,
    Sent(sent): Sent<Classe>,
) -> Result<Done, Error> {
    dai_classe(&ctx.ente, ctx.who()?, anno, numero, &sent.classe).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Annullamento {
    motivo: String,
    #[serde(default)]
    #[schemars(
        description = "Gli estremi del provvedimento, per l'amministrazione che aveva mandato il documento con la sua segnatura."
    )]
    provvedimento: String,
}

/// Annuls an entry.
pub(super) async fn annulla(
    ctx: Ctx,
    Path((anno, numero)): Numero,
    Sent(sent): Sent<Annullamento>,
) -> Result<Done, Error> {
    annulla_atto(&ctx.ente, ctx.who()?, (anno, numero), (&sent.motivo, &sent.provvedimento)).await?;
    Ok(Done)
}
