//! The post's receipt of a registered letter, for programs: what the page of the entry does.

use kernel::{Date, Refusal};
use schemars::JsonSchema;
use serde::Deserialize;
use web::{Access, Ctx, Done, Error, Path, Routes, WithFiles};

use crate::{
    permissions::REGISTRA,
    spedizione::{
        SpedizioneId,
        ritorno::{Ritorno, ritorno as ritorno_atto},
    },
};

pub(super) fn routes() -> Routes {
    Routes::new().api_post(
        "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni/{id}/ritorno",
        Access::With(&REGISTRA),
        "Annota la ricevuta di ritorno di una raccomandata, con la sua scansione se c'è",
        annota,
    )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RitornoDati {
    #[schemars(description = "Il giorno di consegna che sta sulla ricevuta.")]
    il: Date,
    #[serde(default)]
    #[schemars(description = "Chi l'ha firmata, dove si legge.")]
    firmata_da: String,
}

/// Notes it: a form with the field `dati` (JSON) and, where there is one, the scan in the field `file`.
async fn annota(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, SpedizioneId)>,
    WithFiles { dati, files }: WithFiles<RitornoDati>,
) -> Result<Done, Error> {
    if files.len() > 1 {
        return Err(Refusal::beside("file", "La ricevuta ha una scansione sola: manda un file soltanto.").into());
    }
    let dati = Ritorno { il: Some(dati.il), firmata_da: dati.firmata_da };
    ritorno_atto(&ctx.ente, ctx.who()?, (anno, numero), id, &dati, files.first()).await?;
    Ok(Done)
}
