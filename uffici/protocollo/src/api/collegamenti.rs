//! Links between entries, for programs; they are read with the entry.

use authz::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Path, Routes, Sent};

use crate::{
    collegamento::{
        CollegamentoId, Tipo, collega::collega as collega_atto, elenca::Collegata, sciogli::sciogli as sciogli_atto,
    },
    permissions::REGISTRA,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/collegamenti",
            Access::With(&REGISTRA),
            "Dice che una registrazione risponde a un'altra, o le fa seguito",
            collega,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/collegamenti/{id}/scioglimento",
            Access::With(&REGISTRA),
            "Scioglie un collegamento fra due registrazioni, che resta leggibile",
            sciogli,
        )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuovo {
    #[schemars(description = "Questa registrazione risponde all'altra (`risponde`) o le fa seguito (`seguito`).")]
    tipo: Tipo,
    #[schemars(description = "L'anno dell'altra.")]
    anno: i64,
    #[schemars(description = "Il numero dell'altra.")]
    numero: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Fatto {
    id: String,
}

/// Makes a link.
async fn collega(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Sent(sent): Sent<Nuovo>,
) -> Result<Created<Fatto>, Error> {
    let id = collega_atto(&ctx.ente, ctx.who()?, (anno, numero), sent.tipo, (sent.anno, sent.numero)).await?;
    Ok(Created { location: None, body: Fatto { id: id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scioglimento {
    motivo: String,
}

/// Undoes one.
async fn sciogli(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, CollegamentoId)>,
    Sent(sent): Sent<Scioglimento>,
) -> Result<Done, Error> {
    sciogli_atto(&ctx.ente, ctx.who()?, (anno, numero), id, &sent.motivo).await?;
    Ok(Done)
}

// A link as it is seen from one of its entries.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CollegamentoDati {
    id: String,
    tipo: Tipo,
    #[schemars(description = "Se è questa registrazione che risponde o fa seguito; altrimenti è l'altra.")]
    da_questa: bool,
    anno: i64,
    numero: i64,
    fatto_da: PersonId,
    #[schemars(extend("format" = "date-time"))]
    fatto_at: String,
    #[schemars(description = "Perché è stato sciolto; nulla dove vale ancora.")]
    sciolto: Option<ScioltoDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ScioltoDati {
    da: PersonId,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    motivo: String,
}

impl From<Collegata> for CollegamentoDati {
    fn from(link: Collegata) -> Self {
        Self {
            id: link.id.to_string(),
            tipo: link.tipo,
            da_questa: link.da,
            anno: link.altra.0,
            numero: link.altra.1,
            fatto_da: link.fatto.0,
            fatto_at: link.fatto.1.to_string(),
            sciolto: link.sciolto.map(|(da, at, motivo)| ScioltoDati { da, at: at.to_string(), motivo }),
        }
    }
}
