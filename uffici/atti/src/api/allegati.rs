//! What lies beside an act, for programs: files put, decided upon, taken out; what the act does to others.

use documents::store::Stored;
use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Path, Routes, Sent, WithFiles};

use crate::{
    atto::{
        allega::{Decisione, allega, decidi},
        collega::collega,
    },
    leggi::Scheda,
    pagine::REDIGONO,
    tables::{AttoId, allegato},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_post("/api/v1/atti/{id}/allegati", REDIGONO, "Mette un allegato accanto a una bozza", mette)
        .api_post(
            "/api/v1/atti/{id}/allegati/{allegato}",
            REDIGONO,
            "Decide se un allegato si pubblica, con omissis o no, oppure lo toglie",
            decide,
        )
        .api_post(
            "/api/v1/atti/{id}/collegamenti",
            REDIGONO,
            "Scrive che cosa una bozza farà a un altro atto, quando sarà adottata",
            lega,
        )
}

/// A file beside an act, as the act tells it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Un file accanto all'atto.")]
pub(crate) struct Allegato {
    id: String,
    titolo: String,
    #[schemars(description = "Il nome del file.")]
    nome: String,
    #[schemars(description = "L'impronta SHA-256 del file.")]
    impronta: Option<String>,
    parte_integrante: bool,
    #[schemars(description = "intero, omissis o no; nullo se è da decidere.")]
    pubblica: Option<String>,
    #[schemars(description = "Perché non si pubblica.")]
    motivo: Option<String>,
}

impl Allegato {
    /// Those of an act.
    pub fn tutti(scheda: &Scheda) -> Vec<Self> {
        let one = |row: &allegato::Model| {
            let file = scheda.documenti.get(&row.documento_id.uuid());
            Self {
                id: row.id.to_string(),
                titolo: row.titolo.clone(),
                nome: file.map(|file| file.name.clone()).unwrap_or_default(),
                impronta: file.map(|file| file.hash().to_string()),
                parte_integrante: row.parte_integrante,
                pubblica: row.pubblica.clone(),
                motivo: row.motivo.clone(),
            }
        };
        scheda.allegati.iter().map(one).collect()
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuovo {
    #[schemars(description = "Che cos'è; al massimo 300 caratteri.")]
    titolo: String,
    #[serde(default)]
    #[schemars(description = "Se è parte integrante: allora l'atto firmato ne dice l'impronta.")]
    parte_integrante: bool,
}

/// That not more than one file was sent: which of many was meant nobody guesses.
fn solo(files: &[(String, Stored)], told: &str) -> Result<(), Refusal> {
    if files.len() > 1 { Err(Refusal::beside("file", told)) } else { Ok(()) }
}

#[derive(Debug, Serialize, JsonSchema)]
struct Messo {
    #[schemars(description = "L'identificativo dell'allegato.")]
    id: String,
}

/// Puts a file beside an act.
async fn mette(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    WithFiles { dati, files }: WithFiles<Nuovo>,
) -> Result<Created<Messo>, Error> {
    solo(&files, "Un allegato per volta: manda un file solo.")?;
    let what = (dati.titolo.as_str(), dati.parte_integrante);
    let row = allega(&ctx.ente, ctx.who()?, id, what, files.first()).await?;
    // Programs read the annexes with their act, and none by itself.
    Ok(Created { location: None, body: Messo { id: row.id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decisa {
    #[schemars(description = "intero; omissis, con il file mascherato in `file`; no, con il motivo; togli.")]
    decisione: String,
    #[serde(default)]
    #[schemars(description = "Perché non si pubblica; al massimo 300 caratteri.")]
    motivo: String,
}

/// Decides what becomes of one.
async fn decide(
    ctx: Ctx,
    Path((id, quale)): Path<(AttoId, Id<allegato::Entity>)>,
    WithFiles { dati, files }: WithFiles<Decisa>,
) -> Result<Done, Error> {
    solo(&files, "Serve un file solo: quello mascherato.")?;
    let what = Decisione::letta(&dati.decisione, dati.motivo, files.into_iter().next())?;
    decidi(&ctx.ente, ctx.who()?, id, quale, &what).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Legame {
    #[schemars(description = "L'identificativo dell'altro atto, adottato.")]
    altro: AttoId,
    #[schemars(
        description = "revoca, annulla, sostituisce, rettifica, convalida, ratifica, modifica, sospende o attua."
    )]
    tipo: String,
    #[schemars(description = "Perché; al massimo 1000 caratteri.")]
    motivo: String,
}

/// Links an act to another.
async fn lega(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Legame>) -> Result<Done, Error> {
    collega(&ctx.ente, ctx.who()?, id, (sent.altro, &sent.tipo, &sent.motivo)).await?;
    Ok(Done)
}
