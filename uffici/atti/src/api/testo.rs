//! The text of an act for programs: what is pasted or imported into it, clauses, comments, parts that not everybody reads, and
//! what the office keeps of it for other acts.

use kernel::{Date, Id, Refusal, Uuid};
use prose::BlockId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Done, Error, Json, Path, Routes, Sent, WithFiles};

use crate::{
    atto::{
        arriva::{Arrivato, Arrivo, arriva},
        carta::byte,
        commenta::{chiudi, commenta},
        innesta::Dove,
        modelli::{Nuovo, clausole, metti_clausola, tieni},
        scrivi::ometti,
    },
    leggi::Scheda,
    pagine::{CONSULTANO, CURANO, REDIGONO},
    tables::{AttoId, modello},
    visibilita::agisce,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get("/api/v1/atti/clausole", REDIGONO, "Legge le clausole dell'ufficio che oggi valgono", valide)
        .api_post("/api/v1/atti/{id}/testo/clausola", REDIGONO, "Mette una clausola in una bozza", mette)
        .api_post(
            "/api/v1/atti/{id}/testo/incolla",
            REDIGONO,
            "Mette in una bozza un testo copiato da altrove, ripulito",
            incolla,
        )
        .api_post(
            "/api/v1/atti/{id}/testo/importa",
            REDIGONO,
            "Mette in una bozza il testo di un documento DOCX o ODT",
            importa,
        )
        .api_post(
            "/api/v1/atti/{id}/testo/omissis",
            REDIGONO,
            "Dice di una parte se la leggono tutti, o se al suo posto leggono omissis",
            omette,
        )
        .api_post("/api/v1/atti/{id}/testo/commenti", CONSULTANO, "Commenta una parte del testo", commento)
        .api_post(
            "/api/v1/atti/{id}/testo/commenti/{commento}/chiusura",
            CONSULTANO,
            "Chiude un commento: chi l'ha scritto, o chi scrive la bozza",
            chiusura,
        )
        .api_post(
            "/api/v1/atti/{id}/modello",
            CURANO,
            "Tiene il testo di un atto come modello del suo iter, o una sua parte come clausola",
            modello,
        )
}

/// A comment that waits for an answer, as the act tells it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Un commento aperto.")]
pub(crate) struct Commento {
    id: String,
    #[schemars(description = "L'identificativo della parte del testo.")]
    blocco: String,
    chi: String,
    #[schemars(extend("format" = "date-time"))]
    quando: String,
    testo: String,
}

impl Commento {
    /// Those of an act that are open.
    pub fn aperti(scheda: &Scheda) -> Vec<Self> {
        let open = scheda.commenti.iter().filter(|one| !one.chiuso);
        let told = open.map(|one| Self {
            id: one.id.to_string(),
            blocco: one.blocco.to_string(),
            chi: scheda.nomi.get(&one.persona_id).cloned().unwrap_or_default(),
            quando: one.at.to_string(),
            testo: one.testo.clone(),
        });
        told.collect()
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct Clausole {
    clausole: Vec<Clausola>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Clausola {
    id: String,
    nome: String,
    #[schemars(description = "Il testo, a parti: la forma è quella di platform/prose.")]
    testo: serde_json::Value,
    valido_dal: Date,
    valido_al: Option<Date>,
}

impl Clausola {
    fn di(row: modello::Model) -> Result<Self, crate::Error> {
        Ok(Self {
            id: row.id.to_string(),
            nome: row.nome,
            testo: serde_json::from_str(&row.testo)?,
            valido_dal: row.valido_dal,
            valido_al: row.valido_al,
        })
    }
}

/// The clauses that are good today.
async fn valide(ctx: Ctx) -> Result<Json<Clausole>, Error> {
    let rows = clausole(&ctx.ente, ctx.now.date()).await?;
    let clausole = rows.into_iter().map(Clausola::di).collect::<Result<_, _>>()?;
    Ok(Json(Clausole { clausole }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DaMettere {
    #[schemars(description = "L'identificativo di una clausola che oggi vale.")]
    clausola: Id<modello::Entity>,
    #[serde(default)]
    #[schemars(description = "La parte del testo dopo la quale va; senza, in fondo.")]
    dopo: Option<BlockId>,
}

/// Puts a clause into a draft.
async fn mette(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<DaMettere>) -> Result<Done, Error> {
    metti_clausola(&ctx.ente, ctx.who()?, id, (sent.clausola, sent.dopo)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Portato {
    #[schemars(
        description = "Dove va: tutto, al posto di tutto il testo; in-fondo:ID o al-posto:ID, in fondo o al posto di quello che c'è nella sezione che quella parte apre; dopo:ID, dopo quella parte."
    )]
    dove: String,
    #[schemars(description = "Il `salvataggio` che hai letto: se non è più quello, niente cambia.")]
    visto: i64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Copiato {
    #[schemars(description = "Dove va: tutto, in-fondo:ID, al-posto:ID o dopo:ID, come per un documento importato.")]
    dove: String,
    #[schemars(description = "Il `salvataggio` che hai letto: se non è più quello, niente cambia.")]
    visto: i64,
    #[serde(default)]
    #[schemars(description = "Il testo in HTML, al massimo 1 MiB: se c'è, conta questo.")]
    html: String,
    #[serde(default)]
    #[schemars(description = "Le sole parole, un paragrafo per riga; al massimo 1 MiB.")]
    incollato: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Messo {
    #[schemars(description = "Quante parti del testo sono nate.")]
    parti: usize,
    #[schemars(description = "Che cosa non è stato possibile riportare, e che cosa va guardato: una frase per volta.")]
    lasciato: Vec<String>,
}

impl From<Arrivato> for Messo {
    fn from(one: Arrivato) -> Self {
        Self { parti: one.parti, lasciato: one.lasciato }
    }
}

fn posto(dove: &str) -> Result<Dove, Refusal> {
    let told = "Scrivi dove va: tutto, in-fondo:ID, al-posto:ID oppure dopo:ID.";
    Dove::from_code(dove).ok_or_else(|| Refusal::beside("dove", told))
}

/// Puts in what was copied elsewhere.
async fn incolla(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Copiato>) -> Result<Json<Messo>, Error> {
    let place = posto(&sent.dove)?;
    let what = Arrivo::Incollato { html: sent.html, parole: sent.incollato };
    let made = arriva(&ctx.ente, ctx.who()?, id, what, (place, sent.visto)).await?;
    Ok(Json(made.into()))
}

/// Puts in a document: the field `dati` says where, the field `file` is the document.
async fn importa(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    WithFiles { dati, files }: WithFiles<Portato>,
) -> Result<Json<Messo>, Error> {
    let read = match files.as_slice() {
        [(_, stored)] => byte(&ctx.ente, stored, prose::bounds::FILE_BYTES as u64).await?,
        _ => None,
    };
    let mut no = Refusal::default();
    let place = posto(&dati.dove).map_err(|refusal| no.reasons.extend(refusal.reasons));
    if read.is_none() {
        no.add(Some("file"), "Serve un documento DOCX o ODT solo, non troppo grande, nel campo \"file\".");
    }
    let (Ok(place), Some(bytes)) = (place, read) else { return Err(no.into()) };
    let made = arriva(&ctx.ente, ctx.who()?, id, Arrivo::Documento(bytes), (place, dati.visto)).await?;
    Ok(Json(made.into()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Omissis {
    #[schemars(description = "L'identificativo della parte del testo.")]
    blocco: BlockId,
    #[schemars(description = "Vero se non la leggono tutti; falso se la leggono.")]
    omesso: bool,
}

/// Says of a part whether everybody reads it.
async fn omette(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Omissis>) -> Result<Done, Error> {
    ometti(&ctx.ente, ctx.who()?, id, sent.blocco, sent.omesso).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NuovoCommento {
    #[schemars(description = "L'identificativo della parte del testo.")]
    blocco: BlockId,
    #[schemars(description = "Che cosa si dice; al massimo 2000 caratteri.")]
    commento: String,
}

/// Comments a part.
async fn commento(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<NuovoCommento>) -> Result<Done, Error> {
    let who = ctx.who()?;
    agisce(who)?;
    commenta(&ctx.ente, who, id, sent.blocco, &sent.commento).await?;
    Ok(Done)
}

/// Closes a comment.
async fn chiusura(ctx: Ctx, Path((id, quale)): Path<(AttoId, Uuid)>) -> Result<Done, Error> {
    let who = ctx.who()?;
    agisce(who)?;
    chiudi(&ctx.ente, who, id, quale).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DaTenere {
    #[schemars(description = "Come si chiama; al massimo 200 caratteri.")]
    nome: String,
    #[serde(default)]
    #[schemars(description = "L'ultimo giorno in cui vale; senza, finché non lo si dice.")]
    valido_al: Option<Date>,
    #[serde(default)]
    #[schemars(description = "La parte del testo da tenere come clausola; senza, tutto il testo come modello.")]
    blocco: Option<BlockId>,
}

/// Keeps the text of an act, or one of its parts, from today on.
async fn modello(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<DaTenere>) -> Result<Done, Error> {
    let kept = Nuovo { nome: sent.nome, valido_dal: ctx.now.date(), valido_al: sent.valido_al };
    tieni(&ctx.ente, ctx.who()?, id, sent.blocco, &kept).await?;
    Ok(Done)
}
