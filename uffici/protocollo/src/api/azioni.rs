use axum::extract::Path;
use kernel::Id;
use serde::{Deserialize, de::DeserializeOwned};
use web::{Ctx, Error, Json, Response, StatusCode};

use super::registrazioni::AssegnatarioDati;
use crate::{
    registrazione::{
        annulla::annulla as annulla_atto, assegna::assegna as dai, classifica::classifica as dai_classe,
        rispondi::rispondi as risposta,
    },
    rules::Assegnatario,
    tables::assegnazione,
};

type Numero = Path<(i64, i64)>;
type Letto<T> = Result<Json<T>, axum::extract::rejection::JsonRejection>;

fn read<T: DeserializeOwned>(sent: Letto<T>) -> Result<T, Error> {
    sent.map(|Json(sent)| sent)
        .map_err(|error| Error::BadRequest(format!("Il JSON non si legge: {}.", error.body_text())))
}

fn done() -> Response {
    axum::response::IntoResponse::into_response(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assegna {
    a: Vec<AssegnatarioDati>,
    #[serde(default)]
    nota: Option<String>,
}

/// Gives an entry to offices and people.
pub(super) async fn assegna(ctx: Ctx, Path((anno, numero)): Numero, sent: Letto<Assegna>) -> Result<Response, Error> {
    let sent = read(sent)?;
    let a: Vec<Assegnatario> = sent.a.into_iter().map(Into::into).collect();
    dai(&ctx.ente, ctx.who()?, anno, numero, &a, sent.nota.as_deref()).await?;
    Ok(done())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Risposta {
    accetta: bool,
    #[serde(default)]
    motivo: String,
}

/// Accepts or refuses an assignment.
pub(super) async fn rispondi(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, Id<assegnazione::Entity>)>,
    sent: Letto<Risposta>,
) -> Result<Response, Error> {
    let sent = read(sent)?;
    risposta(&ctx.ente, ctx.who()?, (anno, numero), id, sent.accetta, &sent.motivo).await?;
    Ok(done())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classe {
    classe: String,
}

/// Gives an entry its class.
pub(super) async fn classifica(ctx: Ctx, Path((anno, numero)): Numero, sent: Letto<Classe>) -> Result<Response, Error> {
    let sent = read(sent)?;
    dai_classe(&ctx.ente, ctx.who()?, anno, numero, &sent.classe).await?;
    Ok(done())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Annullamento {
    motivo: String,
}

/// Annuls an entry.
pub(super) async fn annulla(
    ctx: Ctx,
    Path((anno, numero)): Numero,
    sent: Letto<Annullamento>,
) -> Result<Response, Error> {
    let sent = read(sent)?;
    annulla_atto(&ctx.ente, ctx.who()?, anno, numero, &sent.motivo).await?;
    Ok(done())
}
