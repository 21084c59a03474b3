use std::collections::BTreeSet;

use axum::extract::Path;
use jobs::JobId;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, IntoResponse, Json, Response};

use super::{Letto, done, made, read};
use crate::{
    fatti::RoleId,
    lavori::{riprendi as riprendi_lavoro, scarta as scarta_lavoro},
    ruoli::{elenca::elenca as elenca_ruoli, salva::salva},
};

#[derive(Debug, Serialize)]
struct Voce {
    id: String,
    nome: String,
    permessi: Vec<String>,
    persone: u64,
}

/// The roles, by name.
pub(super) async fn elenca(ctx: Ctx) -> Result<Response, Error> {
    let voce = |ruolo: crate::ruoli::elenca::Ruolo| Voce {
        id: ruolo.riga.id.to_string(),
        permessi: ruolo.riga.permissions.lines().map(str::to_owned).collect(),
        nome: ruolo.riga.name,
        persone: ruolo.persone,
    };
    let roles = elenca_ruoli(&ctx.ente, ctx.who()?).await?;
    Ok(Json(roles.into_iter().map(voce).collect::<Vec<_>>()).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuoloDati {
    nome: String,
    permessi: BTreeSet<String>,
}

/// Makes one.
pub(super) async fn crea(ctx: Ctx, sent: Letto<RuoloDati>) -> Result<Response, Error> {
    let sent = read(sent)?;
    Ok(made(salva(&ctx.ente, &ctx.house.permissions, ctx.who()?, None, &sent.nome, &sent.permessi).await?))
}

/// Changes one.
pub(super) async fn cambia(ctx: Ctx, Path(id): Path<RoleId>, sent: Letto<RuoloDati>) -> Result<Response, Error> {
    let sent = read(sent)?;
    salva(&ctx.ente, &ctx.house.permissions, ctx.who()?, Some(id), &sent.nome, &sent.permessi).await?;
    Ok(done())
}

/// Puts a failed job back in the queue.
pub(super) async fn riprendi(ctx: Ctx, Path(id): Path<JobId>) -> Result<Response, Error> {
    riprendi_lavoro(&ctx.ente, ctx.who()?, id, &ctx.house.jobs).await?;
    Ok(done())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rinuncia {
    motivo: String,
}

/// Gives a failed job up.
pub(super) async fn scarta(ctx: Ctx, Path(id): Path<JobId>, sent: Letto<Rinuncia>) -> Result<Response, Error> {
    let sent = read(sent)?;
    scarta_lavoro(&ctx.ente, ctx.who()?, id, &sent.motivo, &ctx.house.jobs).await?;
    Ok(done())
}
