//! For programs: what looks like personal data in a draft. Its parts are marked in `testo`.

use kernel::Id;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Ctx, Error, Json, Path, Routes};

use crate::{
    pagine::REDIGONO,
    personali::{NelFile, NelTesto, cerca_nel_file, cerca_nel_testo},
    tables::{AttoId, allegato},
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/atti/{id}/dati-personali",
            REDIGONO,
            "Legge che cosa sembra un dato personale nell'oggetto e nel testo di una bozza",
            testo,
        )
        .api_get(
            "/api/v1/atti/{id}/allegati/{allegato}/dati-personali",
            REDIGONO,
            "Legge che cosa sembra un dato personale in un allegato di una bozza",
            file,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
struct Trovato {
    genere: String,
    testo: String,
    #[schemars(description = "In quanti punti.")]
    quante: u32,
}

fn trovati(found: Vec<privacy::Trovato>) -> Vec<Trovato> {
    found.into_iter().map(|one| Trovato { genere: one.genere, testo: one.testo, quante: one.quante }).collect()
}

#[derive(Debug, Serialize, JsonSchema)]
struct Testo {
    #[schemars(description = "Nell'oggetto che leggono tutti.")]
    oggetto: Vec<Trovato>,
    #[schemars(description = "Nelle parti che non sono segnate come omissis.")]
    parti: Vec<Parte>,
    #[schemars(description = "Vero se ce n'è più di quanto si dice qui.")]
    troppi: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Parte {
    #[schemars(description = "L'identificativo della parte: con questo si segna come omissis.")]
    blocco: String,
    #[schemars(description = "Il suo posto nel testo, da 1.")]
    numero: usize,
    trovati: Vec<Trovato>,
}

/// What was found in subject and text.
async fn testo(ctx: Ctx, Path(id): Path<AttoId>) -> Result<Json<Testo>, Error> {
    let NelTesto { oggetto, parti, troppi } = cerca_nel_testo(&ctx.ente, ctx.who()?, id).await?;
    let parte = |one: crate::personali::Parte| Parte {
        blocco: one.blocco.to_string(),
        numero: one.numero,
        trovati: trovati(one.trovati),
    };
    Ok(Json(Testo { oggetto: trovati(oggetto), parti: parti.into_iter().map(parte).collect(), troppi }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct File {
    #[schemars(description = "Il nome del file in cui si è cercato: la versione con omissis, dove c'è.")]
    file: String,
    trovati: Vec<Trovato>,
    #[schemars(description = "Vero se ce n'è più di quanto si dice qui.")]
    troppi: bool,
    #[schemars(description = "Perché il programma non ha potuto leggerlo tutto; nullo se l'ha letto.")]
    illeggibile: Option<String>,
}

/// What was found in an annex.
async fn file(ctx: Ctx, Path((id, quale)): Path<(AttoId, Id<allegato::Entity>)>) -> Result<Json<File>, Error> {
    let NelFile { nome, trovati: found, troppi, illeggibile } =
        cerca_nel_file(&ctx.ente, ctx.who()?, id, quale).await?;
    Ok(Json(File { file: nome, trovati: trovati(found), troppi, illeggibile }))
}
