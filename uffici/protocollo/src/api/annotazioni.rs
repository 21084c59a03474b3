//! Notes on entries, for programs; they are read with the entry.

use authz::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, Path, Routes, Sent};

use crate::{permissions::CONSULTA, registrazione::annota::annota, tables::annotazione};

pub(super) fn routes() -> Routes {
    Routes::new().api_post(
        "/api/v1/protocollo/registrazioni/{anno}/{numero}/annotazioni",
        Access::With(&CONSULTA),
        "Aggiunge un'annotazione a una registrazione; chi la consulta soltanto non ne scrive",
        aggiungi,
    )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuova {
    testo: String,
}

// A note as it was written.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AnnotazioneDati {
    testo: String,
    persona: PersonId,
    #[schemars(extend("format" = "date-time"))]
    at: String,
}

impl From<annotazione::Model> for AnnotazioneDati {
    fn from(row: annotazione::Model) -> Self {
        Self { testo: row.testo, persona: row.persona_id, at: row.at.to_string() }
    }
}

/// Adds a note.
async fn aggiungi(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Sent(sent): Sent<Nuova>,
) -> Result<Created<AnnotazioneDati>, Error> {
    let row = annota(&ctx.ente, ctx.who()?, (anno, numero), &sent.testo).await?;
    Ok(Created { location: None, body: row.into() })
}
