use std::collections::BTreeSet;

use jobs::JobId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Sent};

use super::{Fatto, made};
use crate::{
    fatti::RoleId,
    lavori::{riprendi as riprendi_lavoro, scarta as scarta_lavoro},
    ruoli::{elenca::elenca as elenca_ruoli, salva::salva},
};

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voce {
    id: String,
    nome: String,
    permessi: Vec<String>,
    persone: u64,
}

/// The roles, by name.
pub(super) async fn elenca(ctx: Ctx) -> Result<Json<Vec<Voce>>, Error> {
    let voce = |ruolo: crate::ruoli::elenca::Ruolo| Voce {
        id: ruolo.riga.id.to_string(),
        permessi: ruolo.riga.permissions.lines().map(str::to_owned).collect(),
        nome: ruolo.riga.name,
        persone: ruolo.persone,
    };
    let roles = elenca_ruoli(&ctx.ente, ctx.who()?).await?;
    Ok(Json(roles.into_iter().map(voce).collect::<Vec<_>>()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuoloDati {
    nome: String,
    permessi: BTreeSet<String>,
}

/// Makes one.
pub(super) async fn crea(ctx: Ctx, Sent(sent): Sent<RuoloDati>) -> Result<Created<Fatto>, Error> {
    Ok(made(salva(&ctx.ente, &ctx.house.permissions, ctx.who()?, None, &sent.nome, &sent.permessi).await?))
}

/// Changes one.
pub(super) async fn cambia(ctx: Ctx, Path(id): Path<RoleId>, Sent(sent): Sent<RuoloDati>) -> Result<Done, Error> {
    salva(&ctx.ente, &ctx.house.permissions, ctx.who()?, Some(id), &sent.nome, &sent.permessi).await?;
    Ok(Done)
}

/// Puts a failed job back in the queue.
pub(super) async fn riprendi(ctx: Ctx, Path(id): Path<JobId>) -> Result<Done, Error> {
    riprendi_lavoro(&ctx.ente, ctx.who()?, id, &ctx.house.jobs).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rinuncia {
    motivo: String,
}

/// Gives a failed job up.
pub(super) async fn scarta(ctx: Ctx, Path(id): Path<JobId>, Sent(sent): Sent<Rinuncia>) -> Result<Done, Error> {
    scarta_lavoro(&ctx.ente, ctx.who()?, id, &sent.motivo, &ctx.house.jobs).await?;
    Ok(Done)
}
