//! The days of the ente for programs: read, and written by who has seen those that stand.

use calendar::Calendario;
use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Done, Error, Json, Sent};

use crate::{azioni, permissions::CONSULTA};

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Giorni {
    #[schemars(description = "I giorni in cui si lavora, da 1 (lunedì) a 7.")]
    settimana: Vec<u8>,
    patroni: Vec<String>,
    chiusure: Vec<Chiusura>,
    #[schemars(description = "Da dare come `visto` a chi li cambia; nullo se nessuno li ha ancora scritti.")]
    visto: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Chiusura {
    dal: Date,
    al: Date,
    motivo: String,
}

/// The days that stand.
pub(crate) async fn calendario(ctx: Ctx) -> Result<Json<Giorni>, Error> {
    ctx.who()?.require(&CONSULTA)?;
    let read = ctx.ente.db().read().await?;
    let (now, visto) = pratiche::calendario_visto(&read).await.map_err(crate::Error::from)?;
    let Calendario { patroni, chiusure, settimana } = now;
    let closed = |one: calendar::Chiusura| Chiusura { dal: one.dal, al: one.al, motivo: one.motivo };
    Ok(Json(Giorni {
        settimana,
        patroni: patroni.into_iter().map(|one| one.nome).collect(),
        chiusure: chiusure.into_iter().map(closed).collect(),
        visto,
    }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NuoviGiorni {
    #[schemars(description = "I giorni in cui si lavora, da 1 (lunedì) a 7.")]
    settimana: Vec<u8>,
    #[serde(default)]
    chiusure: Vec<Chiusura>,
    #[schemars(description = "Perché: l'atto che lo dispone.")]
    motivo: String,
    #[schemars(description = "Il `visto` dei giorni che hai letto: se non sono più quelli, niente cambia.")]
    visto: Option<i64>,
}

/// The week and the closures; the patrons stay as they are.
pub(crate) async fn giorni(ctx: Ctx, Sent(sent): Sent<NuoviGiorni>) -> Result<Done, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let now = pratiche::calendario(&read).await.map_err(crate::Error::from)?;
    drop(read);
    let closed = |one: Chiusura| calendar::Chiusura { dal: one.dal, al: one.al, motivo: one.motivo };
    let chiusure = sent.chiusure.into_iter().map(closed).collect();
    let wanted = Calendario { settimana: sent.settimana, chiusure, ..now };
    azioni::giorni(&ctx.ente, who, &wanted, &sent.motivo, sent.visto).await?;
    Ok(Done)
}
