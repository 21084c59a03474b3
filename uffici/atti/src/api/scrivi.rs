//! For programs: an act is begun, its text and its data are written.

use prose::Op;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Path, Sent};

use crate::{
    Atti,
    atto::{
        dati::{Dati, dati},
        nuovo::{Nuovo, nuovo},
        scrivi::scrivi,
    },
    tables::AttoId,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Inizio {
    #[schemars(description = "Il codice dell'iter, come determina-impegno.")]
    iter: String,
    #[schemars(description = "L'identificativo dell'ufficio proponente.")]
    unita: String,
    oggetto: String,
    #[serde(default)]
    riservato: bool,
    #[schemars(description = "Una chiave di chi chiama: mandata due volte comincia un atto solo.")]
    chiave: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Iniziato {
    id: String,
}

/// Begins one.
pub(super) async fn comincia(ctx: Ctx, Sent(sent): Sent<Inizio>, atti: Atti) -> Result<Created<Iniziato>, Error> {
    let Ok(unita) = sent.unita.parse() else {
        return Err(crate::Error::campo("unita", "Non è l'identificativo di un ufficio.").into());
    };
    let asked = Nuovo { iter: sent.iter, unita, oggetto: sent.oggetto, riservato: sent.riservato, chiave: sent.chiave };
    let id = nuovo(&atti, &ctx.ente, ctx.who()?, &asked).await?;
    Ok(Created { location: Some(format!("/api/v1/atti/{id}")), body: Iniziato { id: id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Passi {
    #[schemars(
        description = "I cambiamenti: insert, replace, remove, move, ciascuno con ciò che l'autore aveva visto."
    )]
    cambiamenti: serde_json::Value,
}

/// Changes the text.
pub(super) async fn testo(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Passi>) -> Result<Done, Error> {
    let ops: Vec<Op> = serde_json::from_value(sent.cambiamenti)
        .map_err(|why| Error::BadRequest(format!("I cambiamenti non si leggono: {why}.")))?;
    scrivi(&ctx.ente, ctx.who()?, id, &ops).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scritti {
    #[schemars(description = "I dati, nella forma in cui si leggono.")]
    dati: serde_json::Value,
    #[schemars(description = "L'impronta dei dati che chi chiama aveva letto.")]
    impronta: String,
}

/// Writes the data.
pub(super) async fn scrive_dati(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<Scritti>,
    atti: Atti,
) -> Result<Done, Error> {
    let new: Dati =
        serde_json::from_value(sent.dati).map_err(|why| Error::BadRequest(format!("I dati non si leggono: {why}.")))?;
    dati(&atti, &ctx.ente, ctx.who()?, id, (&new, &sent.impronta)).await?;
    Ok(Done)
}
