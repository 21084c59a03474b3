//! The authorities that the ente adds, for programs.

use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validation::{AUTORITA, NewAnchor, all_anchors, anchor, anchors};
use web::{Access, Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use super::{Fatto, made};
use crate::autorita;

pub(super) fn routes() -> Routes {
    const DECIDONO: Access = Access::With(&AUTORITA);
    const ALL: &str = "/api/v1/comando/autorita";
    Routes::new()
        .api_get(ALL, DECIDONO, "Elenca le autorità aggiunte dall'ente per le firme, anche ritirate", elenca)
        .api_post(ALL, DECIDONO, "Aggiunge un'autorità di cui l'ente si fida per le firme", aggiungi)
        .api_post("/api/v1/comando/autorita/{id}/ritiro", DECIDONO, "Ritira un'autorità aggiunta dall'ente", ritira)
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Autorita {
    autorita: Vec<Una>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Una {
    id: String,
    nome: String,
    #[schemars(description = "Il certificato, PEM.")]
    pem: String,
    #[schemars(description = "Per che cosa vale: `documents`, `time_stamps`, `mail`.")]
    usi: Vec<String>,
    motivo: String,
    #[schemars(extend("format" = "date-time"))]
    aggiunta_at: String,
    #[schemars(extend("format" = "date-time"))]
    ritirata_at: Option<String>,
    motivo_del_ritiro: Option<String>,
}

async fn elenca(ctx: Ctx) -> Result<Json<Autorita>, Error> {
    let una = |row: anchor::Model| Una {
        id: row.id.to_string(),
        nome: row.name,
        pem: row.pem,
        usi: row.purposes.lines().map(str::to_owned).collect(),
        motivo: row.reason,
        aggiunta_at: row.added_at.to_string(),
        ritirata_at: row.removed_at.map(|at| at.to_string()),
        motivo_del_ritiro: row.removed_reason,
    };
    let rows = all_anchors(&ctx.ente, ctx.who()?).await.map_err(crate::Error::from)?;
    Ok(Json(Autorita { autorita: rows.into_iter().map(una).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuova {
    #[schemars(description = "Un certificato solo, PEM.")]
    pem: String,
    #[schemars(description = "Per che cosa vale: `documents`, `time_stamps`, `mail`.")]
    usi: Vec<String>,
    #[schemars(description = "Perché l'ente se ne fida.")]
    motivo: String,
}

/// Trusts one.
async fn aggiungi(ctx: Ctx, Sent(sent): Sent<Nuova>) -> Result<Created<Fatto>, Error> {
    let mut purposes = Vec::new();
    for code in &sent.usi {
        let Some(purpose) = anchors::purpose(code) else {
            return Err(Refusal::beside("usi", "Gli usi sono documents, time_stamps e mail.").into());
        };
        purposes.push(purpose);
    }
    let new = NewAnchor { pem: sent.pem, reason: sent.motivo, purposes };
    Ok(made(autorita::aggiungi(&ctx.ente, ctx.who()?, &new).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ritiro {
    #[schemars(description = "Perché l'ente non se ne fida più.")]
    motivo: String,
}

/// Trusts one no longer.
async fn ritira(ctx: Ctx, Path(id): Path<Id<anchor::Entity>>, Sent(sent): Sent<Ritiro>) -> Result<Done, Error> {
    autorita::ritira(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}
