//! The words of the ente's papers, for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, File, Json, Path, Pdf, Routes, Sent};
use wording::{Paper, TESTI, texts_of, version};

use crate::{
    modelli::{self, Testi, correnti, versioni},
    pagine::modelli::carta,
};

pub(super) fn routes() -> Routes {
    const SCRIVONO: Access = Access::With(&TESTI);
    Routes::new()
        .api_get("/api/v1/comando/modelli", SCRIVONO, "Elenca i documenti con testi che l'ente può scrivere", elenca)
        .api_get(
            "/api/v1/comando/modelli/{nome}",
            SCRIVONO,
            "Legge i testi di un documento: quelli del programma e le ultime versioni dell'ente",
            leggi,
        )
        .api_post(
            "/api/v1/comando/modelli/{nome}/anteprima",
            SCRIVONO,
            "Compone un documento con dati inventati e questi testi, senza salvarli",
            anteprima,
        )
        .api_post(
            "/api/v1/comando/modelli/{nome}/versioni",
            SCRIVONO,
            "Dà a un documento testi nuovi, con il motivo",
            scrivi,
        )
        .api_post(
            "/api/v1/comando/modelli/{nome}/ripristino",
            SCRIVONO,
            "Torna ai testi del programma, con il motivo",
            ripristina,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Modelli {
    modelli: Vec<Uno>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Uno {
    nome: &'static str,
    titolo: &'static str,
    scopo: &'static str,
    #[schemars(description = "L'ultima versione; manca se l'ente non ha mai scritto niente.")]
    versione: Option<i64>,
    #[schemars(description = "Se i testi in uso sono dell'ente.")]
    dell_ente: bool,
}

async fn elenca(ctx: Ctx) -> Result<Json<Modelli>, Error> {
    let now = correnti(&ctx.ente, ctx.who()?).await?;
    let uno = |paper: &&'static Paper| {
        let own = now.iter().find(|one| one.paper == paper.name());
        Uno {
            nome: paper.name(),
            titolo: paper.title,
            scopo: paper.purpose,
            versione: own.map(|one| one.number),
            dell_ente: own.is_some_and(|one| one.own),
        }
    };
    Ok(Json(Modelli { modelli: ctx.house.papers.iter().map(uno).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Modello {
    nome: &'static str,
    titolo: &'static str,
    scopo: &'static str,
    parti: Vec<Parte>,
    #[schemars(description = "Le ultime venti, dalla più recente: la prima è in uso.")]
    versioni: Vec<Versione>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Parte {
    codice: &'static str,
    titolo: &'static str,
    #[schemars(description = "Il testo del programma.")]
    testo: &'static str,
    facoltativa: bool,
    dati: Vec<Dato>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Dato {
    nome: &'static str,
    significato: &'static str,
    #[schemars(description = "La norma per cui ci vuole; manca se si può tralasciare.")]
    legge: Option<&'static str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Versione {
    numero: i64,
    #[schemars(description = "I testi per codice della parte; mancano se la versione torna a quelli del programma.")]
    testi: Option<Testi>,
    motivo: String,
    #[schemars(extend("format" = "date-time"))]
    scritta_at: String,
}

async fn leggi(ctx: Ctx, Path(nome): Path<String>) -> Result<Json<Modello>, Error> {
    let paper = carta(&ctx, &nome)?;
    let rows = versioni(&ctx.ente, ctx.who()?, paper).await?;
    let versione = |row: version::Model| Versione {
        numero: row.number,
        testi: texts_of(&row),
        motivo: row.reason,
        scritta_at: row.written_at.to_string(),
    };
    Ok(Json(Modello {
        nome: paper.name(),
        titolo: paper.title,
        scopo: paper.purpose,
        parti: paper.parts.iter().map(parte).collect(),
        versioni: rows.into_iter().map(versione).collect(),
    }))
}

fn parte(part: &'static wording::Part) -> Parte {
    let dato = |name: &wording::Name| Dato { nome: name.name, significato: name.meaning, legge: name.law };
    Parte {
        codice: part.code,
        titolo: part.title,
        testo: part.shipped,
        facoltativa: part.optional,
        dati: part.names.iter().map(dato).collect(),
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Provati {
    #[schemars(description = "I testi per codice della parte; di quelle che mancano vale il testo del programma.")]
    testi: Testi,
}

/// The sample with these texts.
async fn anteprima(ctx: Ctx, Path(nome): Path<String>, Sent(sent): Sent<Provati>) -> Result<File<Pdf>, Error> {
    let paper = carta(&ctx, &nome)?;
    let pdf = modelli::anteprima(&ctx.ente, ctx.who()?, paper, &sent.testi).await?;
    Ok(File::of(web::made_pdf(&format!("anteprima-{nome}.pdf"), pdf)?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuovi {
    #[schemars(description = "I testi per codice della parte; di quelle che mancano vale il testo del programma.")]
    testi: Testi,
    #[schemars(description = "Perché cambiano.")]
    motivo: String,
    #[schemars(description = "Il numero dell'ultima versione che si è letta; 0 se non ce n'era.")]
    sopra: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Il numero della versione nuova.")]
pub(super) struct Numero {
    numero: i64,
}

async fn scrivi(ctx: Ctx, Path(nome): Path<String>, Sent(sent): Sent<Nuovi>) -> Result<Created<Numero>, Error> {
    let paper = carta(&ctx, &nome)?;
    let asked = (sent.motivo.as_str(), sent.sopra);
    let numero = modelli::scrivi(&ctx.ente, ctx.who()?, paper, &sent.testi, asked).await?;
    Ok(Created { location: None, body: Numero { numero } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ritorno {
    #[schemars(description = "Perché si torna ai testi del programma.")]
    motivo: String,
    #[schemars(description = "Il numero dell'ultima versione che si è letta.")]
    sopra: i64,
}

async fn ripristina(ctx: Ctx, Path(nome): Path<String>, Sent(sent): Sent<Ritorno>) -> Result<Created<Numero>, Error> {
    let paper = carta(&ctx, &nome)?;
    let numero = modelli::ripristina(&ctx.ente, ctx.who()?, paper, (sent.motivo.as_str(), sent.sopra)).await?;
    Ok(Created { location: None, body: Numero { numero } })
}
