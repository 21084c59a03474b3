//! Plans of preservation, for programs.

use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use super::{Fatto, Niente};
use crate::{
    Porte,
    pagine::{GUARDANO, PIANIFICANO},
    piano::{Conferma, cambia, conferma as conferma_atto, elenca as elenca_atto, importa, leggi, proponi},
    tables::{piano, piano_conferma},
};

pub(super) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .api_get("/api/v1/conservazione/piani", GUARDANO, "Elenca i piani di conservazione, dall'ultimo", elenca)
        .api_get("/api/v1/conservazione/piani/{id}", GUARDANO, "Legge un piano di conservazione con le sue classi", uno)
        .api_post(
            "/api/v1/conservazione/piani",
            PIANIFICANO,
            "Prepara un piano da un CSV, come proposta",
            move |ctx: Ctx, sent: Sent<Nuovo>| nuovo(ctx, sent, porte),
        )
        .api_post(
            "/api/v1/conservazione/piani/proposta",
            PIANIFICANO,
            "Prepara la proposta di Municipio per il titolario di oggi",
            move |ctx: Ctx, sent: Sent<Niente>| proposta(ctx, sent, porte),
        )
        .api_post(
            "/api/v1/conservazione/piani/{id}/voce",
            PIANIFICANO,
            "Corregge una classe di un piano non ancora confermato",
            voce,
        )
        .api_post("/api/v1/conservazione/piani/{id}/conferma", PIANIFICANO, "Conferma un piano", conferma)
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    piani: Vec<Piano>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Piano {
    id: String,
    nome: String,
    fonte: String,
    #[schemars(description = "Da quando vale; nulla finché è una proposta.")]
    dal: Option<Date>,
    #[schemars(description = "Con quale atto è adottato.")]
    atto: Option<String>,
}

impl Piano {
    fn of(row: piano::Model, confirmed: Option<piano_conferma::Model>) -> Self {
        let (dal, atto) = confirmed.map(|one| (one.dal, one.atto)).unzip();
        Self { id: row.id.to_string(), nome: row.nome, fonte: row.fonte, dal, atto }
    }
}

async fn elenca(ctx: Ctx) -> Result<Json<Elenco>, Error> {
    let found = elenca_atto(&ctx.ente, ctx.who()?).await?;
    Ok(Json(Elenco { piani: found.piani.into_iter().map(|(row, confirmed)| Piano::of(row, confirmed)).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Intero {
    piano: Piano,
    classi: Vec<Classe>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Classe {
    classe: String,
    titolo: String,
    #[schemars(description = "Anni dopo la chiusura del fascicolo, dal 1° gennaio che segue; nulla per sempre.")]
    anni: Option<i64>,
    nota: Option<String>,
}

async fn uno(ctx: Ctx, Path(id): Path<Id<piano::Entity>>) -> Result<Json<Intero>, Error> {
    let plan = leggi(&ctx.ente, ctx.who()?, id).await?;
    let classi = plan
        .voci
        .into_iter()
        .map(|row| Classe { classe: row.classe, titolo: row.titolo, anni: row.anni, nota: row.nota })
        .collect();
    Ok(Json(Intero { piano: Piano::of(plan.riga, plan.conferma), classi }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuovo {
    nome: String,
    #[schemars(description = "Da dove viene: il massimario, l'accordo con la Soprintendenza.")]
    fonte: String,
    #[schemars(description = "Il testo del CSV: classe;titolo;anni;nota, una riga per ogni classe del titolario.")]
    file: String,
}

async fn nuovo(ctx: Ctx, Sent(sent): Sent<Nuovo>, porte: Porte) -> Result<Created<Fatto>, Error> {
    let id = importa(&ctx.ente, ctx.who()?, porte, &sent.nome, &sent.fonte, &sent.file).await?;
    Ok(fatto(id))
}

async fn proposta(ctx: Ctx, Sent(Niente {}): Sent<Niente>, porte: Porte) -> Result<Created<Fatto>, Error> {
    Ok(fatto(proponi(&ctx.ente, ctx.who()?, porte).await?))
}

fn fatto(id: Id<piano::Entity>) -> Created<Fatto> {
    let location = format!("/api/v1/conservazione/piani/{id}");
    Created { location: Some(location), body: Fatto { id: id.to_string() } }
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Corretta {
    classe: String,
    #[serde(default)]
    #[schemars(description = "Un numero da 1 a 200; vuoto per sempre.")]
    anni: String,
    #[serde(default)]
    nota: String,
}

async fn voce(ctx: Ctx, Path(id): Path<Id<piano::Entity>>, Sent(sent): Sent<Corretta>) -> Result<Done, Error> {
    cambia(&ctx.ente, ctx.who()?, id, &sent.classe, &sent.anni, &sent.nota).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Confermata {
    #[schemars(description = "Da quale giorno vale: oggi o dopo, AAAA-MM-GG.")]
    dal: String,
    #[schemars(description = "Con quale atto è adottato; al massimo 500 caratteri.")]
    atto: String,
}

async fn conferma(ctx: Ctx, Path(id): Path<Id<piano::Entity>>, Sent(sent): Sent<Confermata>) -> Result<Done, Error> {
    conferma_atto(&ctx.ente, ctx.who()?, id, &Conferma { dal: sent.dal, atto: sent.atto }).await?;
    Ok(Done)
}
