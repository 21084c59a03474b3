use authz::UnitId;
use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Sent};

use super::{Fatto, made};
use crate::{
    organigramma::{
        apri::{Nuova, apri as apri_unita},
        cambia::cambia as cambia_unita,
        chiudi::chiudi as chiudi_unita,
    },
    permissions::CONSULTA,
};

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voce {
    id: String,
    codice: String,
    nome: String,
    sopra: Option<String>,
    dal: Date,
    al: Option<Date>,
}

/// Every unit that there ever was, by code.
pub(super) async fn elenca(ctx: Ctx) -> Result<Json<Vec<Voce>>, Error> {
    ctx.who()?.require(&CONSULTA)?;
    let units = authz::all_units(&ctx.ente.db().read().await?).await?;
    let voce = |unit: authz::unit::Model| Voce {
        id: unit.id.to_string(),
        codice: unit.code,
        nome: unit.name,
        sopra: unit.parent_id.map(|above| above.to_string()),
        dal: unit.valid_from,
        al: unit.valid_to,
    };
    Ok(Json(units.into_iter().map(voce).collect::<Vec<_>>()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unita {
    codice: String,
    nome: String,
    #[serde(default)]
    sopra: Option<UnitId>,
    #[serde(default)]
    dal: Option<Date>,
}

/// Opens one.
pub(super) async fn apri(ctx: Ctx, Sent(sent): Sent<Unita>) -> Result<Created<Fatto>, Error> {
    let new = Nuova { codice: sent.codice, nome: sent.nome, sopra: sent.sopra, dal: sent.dal };
    Ok(made(apri_unita(&ctx.ente, ctx.who()?, &new).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cambio {
    nome: String,
    #[serde(default)]
    sopra: Option<UnitId>,
}

/// Gives one a name and a place.
pub(super) async fn cambia(ctx: Ctx, Path(id): Path<UnitId>, Sent(sent): Sent<Cambio>) -> Result<Done, Error> {
    cambia_unita(&ctx.ente, ctx.who()?, id, &sent.nome, sent.sopra).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chiusura {
    al: Date,
    #[serde(default)]
    motivo: String,
}

/// Closes one.
pub(super) async fn chiudi(ctx: Ctx, Path(id): Path<UnitId>, Sent(sent): Sent<Chiusura>) -> Result<Done, Error> {
    chiudi_unita(&ctx.ente, &ctx.house.desks, ctx.who()?, id, Some(sent.al), &sent.motivo).await?;
    Ok(Done)
}
