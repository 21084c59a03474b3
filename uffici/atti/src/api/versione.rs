//! For programs: what changes for an act with the version of its iter that is in force, and the move to it.

use std::collections::BTreeMap;

use pratiche::{DefinizioneId, Vista};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    Atti,
    atto::sposta::{Nominato, Spostamento, confronto, sposta},
    leggi::{pratica_di, una},
    pagine::SPOSTANO,
    tables::AttoId,
};

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/atti/{id}/versione",
            SPOSTANO,
            "Legge che cosa cambia per un atto con la versione in vigore del suo iter",
            move |ctx: Ctx, id: Path<AttoId>| guarda(ctx, id, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/versione",
            SPOSTANO,
            "Sposta un atto sulla versione in vigore del suo iter",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Richiesta>| muove(ctx, id, sent, atti),
        )
}

#[derive(Debug, Serialize, JsonSchema)]
struct Versione {
    #[schemars(description = "L'impronta della versione che l'atto segue.")]
    segue: String,
    #[schemars(description = "La versione in vigore; nullo se l'atto la segue già, o se è concluso.")]
    in_vigore: Option<Nuova>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Nuova {
    #[schemars(description = "Da rimandare per spostare l'atto.")]
    a: String,
    #[schemars(description = "Che cosa cambia, una frase alla volta.")]
    cambia: Vec<String>,
    #[schemars(description = "Gli stati in cui l'atto è e che non ci sono più: di ognuno va detto dove va.")]
    da_indicare: Vec<Stato>,
    #[schemars(description = "Dove possono andare.")]
    stati: Vec<Stato>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Stato {
    codice: String,
    nome: String,
}

impl From<Nominato> for Stato {
    fn from(one: Nominato) -> Self {
        Self { codice: one.codice, nome: one.nome }
    }
}

/// What would change.
async fn guarda(ctx: Ctx, Path(id): Path<AttoId>, atti: Atti) -> Result<Json<Versione>, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    una(&read, who, id).await?;
    let pratica = pratica_di(&read, id).await?;
    let presa = pratiche::prendi(&Vista::Letta(&read), &atti, pratica).await.map_err(crate::Error::from)?;
    drop(read);
    let found = confronto(&ctx.ente, who, &presa).await?;
    let all = |some: Vec<Nominato>| some.into_iter().map(Stato::from).collect();
    let in_vigore = found.map(|found| Nuova {
        a: found.a.to_string(),
        cambia: found.cambia,
        da_indicare: all(found.da_indicare),
        stati: all(found.stati),
    });
    Ok(Json(Versione { segue: presa.pratica.definizione().as_str().to_owned(), in_vigore }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Richiesta {
    #[schemars(description = "La versione in vigore, com'è stata letta.")]
    a: String,
    #[schemars(description = "Perché.")]
    motivo: String,
    #[serde(default)]
    #[schemars(description = "Per ogni stato che non c'è più, il codice di quello in cui va.")]
    mappa: BTreeMap<String, String>,
    #[schemars(description = "Una chiave di chi chiama: mandata due volte l'atto si sposta una volta.")]
    chiave: String,
}

/// Moves it.
async fn muove(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Richiesta>, atti: Atti) -> Result<Done, Error> {
    let Ok(a) = sent.a.parse::<DefinizioneId>() else {
        return Err(crate::Error::campo("a", "Non è l'identificativo di una versione.").into());
    };
    let asked = Spostamento { a, motivo: sent.motivo, mappa: sent.mappa, chiave: sent.chiave };
    sposta(&atti, &ctx.ente, ctx.who()?, id, &asked).await?;
    Ok(Done)
}
