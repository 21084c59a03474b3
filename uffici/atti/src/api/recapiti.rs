//! To whom acts are communicated by law, for programs.

use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    comunicazioni::{
        recapiti::{Nuovo, cessa, scrivi, tutti},
        tabelle::recapito,
    },
    pagine::CURANO,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get("/api/v1/atti/destinatari", CURANO, "Legge a chi si comunicano gli atti per legge", elenco)
        .api_post("/api/v1/atti/destinatari", CURANO, "Aggiunge un capogruppo o il prefetto", aggiunge)
        .api_post(
            "/api/v1/atti/destinatari/{id}/fine",
            CURANO,
            "Scrive l'ultimo giorno in cui un destinatario lo è",
            finisce,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    destinatari: Vec<Voce>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    id: String,
    #[schemars(description = "capogruppo o prefetto.")]
    genere: String,
    nome: String,
    gruppo: Option<String>,
    codice: Option<String>,
    #[schemars(description = "Nullo dove vale quello dell'anagrafica.")]
    indirizzo: Option<String>,
    valido_dal: Date,
    valido_al: Option<Date>,
}

impl Voce {
    fn di(row: recapito::Model) -> Self {
        Self {
            id: row.id.to_string(),
            genere: row.genere,
            nome: row.nome,
            gruppo: row.gruppo,
            codice: row.codice,
            indirizzo: row.indirizzo,
            valido_dal: row.valido_dal,
            valido_al: row.valido_al,
        }
    }
}

/// The list.
async fn elenco(ctx: Ctx) -> Result<Json<Elenco>, Error> {
    let all = tutti(&ctx.ente, ctx.who()?).await?;
    Ok(Json(Elenco { destinatari: all.into_iter().map(Voce::di).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Aggiunto {
    #[schemars(description = "capogruppo o prefetto.")]
    genere: String,
    nome: String,
    #[serde(default)]
    gruppo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Codice fiscale, con cui si trova nell'anagrafica.")]
    codice: Option<String>,
    #[serde(default)]
    indirizzo: Option<String>,
    valido_dal: Date,
    #[serde(default)]
    valido_al: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Nato {
    id: String,
}

/// Adds one.
async fn aggiunge(ctx: Ctx, Sent(sent): Sent<Aggiunto>) -> Result<Created<Nato>, Error> {
    let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let nuovo = Nuovo {
        genere: sent.genere,
        nome: sent.nome,
        gruppo: text(sent.gruppo),
        codice: text(sent.codice),
        indirizzo: text(sent.indirizzo),
        valido_dal: Some(sent.valido_dal),
        valido_al: sent.valido_al,
    };
    let id = scrivi(&ctx.ente, ctx.who()?, &nuovo).await?;
    Ok(Created { location: None, body: Nato { id: id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Fine {
    #[schemars(description = "L'ultimo giorno, compreso.")]
    giorno: Date,
}

/// Says until when one is that.
async fn finisce(ctx: Ctx, Path(id): Path<Id<recapito::Entity>>, Sent(sent): Sent<Fine>) -> Result<Done, Error> {
    cessa(&ctx.ente, ctx.who()?, id, Some(sent.giorno)).await?;
    Ok(Done)
}
