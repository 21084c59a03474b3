//! The office for programs, under `/api/v1/copie`: the same actions as the pages, with the same rules and refusals.

use documents::document;
use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent, WithFiles};

use crate::{
    Porte,
    carta::indirizzo,
    codice::Codice,
    elenca::elenca,
    pagine::{GUARDANO, RILASCIANO, RITIRANO},
    rilascia::{Conversione, Richiesta, rilascia},
    ritira::ritira,
    rules::{Forma, Scarico},
    tables::{copia, ritiro},
};

pub(crate) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .api_get("/api/v1/copie", GUARDANO, "Legge una pagina del registro delle copie conformi", leggi)
        .api_post("/api/v1/copie", RILASCIANO, "Rilascia una copia conforme", move |ctx: Ctx, sent: Sent<Nuova>| {
            nuova(ctx, sent, porte)
        })
        .api_post(
            "/api/v1/copie/convertite",
            RILASCIANO,
            "Rilascia una copia conforme di un documento che si converte in PDF, con la sua conversione",
            move |ctx: Ctx, sent: WithFiles<Nuova>| convertita(ctx, sent, porte),
        )
        .api_post("/api/v1/copie/{id}/ritiro", RITIRANO, "Ritira una copia conforme", ritira_copia)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    copie: Vec<Voce>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    id: String,
    numero: i64,
    anno: i64,
    #[schemars(description = "copia o estratto.")]
    tipo: String,
    #[schemars(description = "carta, oppure file da firmare.")]
    forma: String,
    originale: String,
    #[schemars(description = "SHA-256 dell'originale, esadecimale.")]
    impronta: String,
    pagine: String,
    rilasciata: String,
    attestante: String,
    qualifica: String,
    #[schemars(description = "Quando è stata ritirata; nullo se vale.")]
    ritirata: Option<String>,
}

impl Voce {
    fn di(riga: copia::Model, ritiro: Option<&ritiro::Model>) -> Self {
        let forma = riga.forma().code().into();
        Self {
            id: riga.id.to_string(),
            numero: riga.numero,
            anno: riga.anno,
            tipo: riga.tipo,
            forma,
            originale: riga.segnatura,
            impronta: hex::encode(&riga.impronta),
            pagine: riga.pagine,
            rilasciata: riga.rilasciata_at.to_string(),
            attestante: riga.attestante,
            qualifica: riga.qualifica,
            ritirata: ritiro.map(|ritiro| ritiro.ritirata_at.to_string()),
        }
    }
}

/// A page of the register.
async fn leggi(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let dopo = match scelte.dopo.as_deref() {
        None => None,
        Some(text) => {
            let read = text.split_once('-').and_then(|(anno, numero)| Some((anno.parse().ok()?, numero.parse().ok()?)));
            Some(read.ok_or_else(|| Error::BadRequest("`dopo` non si legge: rimanda la `prossima` com'è.".into()))?)
        }
    };
    let limit = scelte.limite.rows();
    let mut rows = elenca(&ctx.ente, ctx.who()?, dopo, u64::from(limit) + 1).await?;
    let more = rows.len() as u64 > u64::from(limit);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let prossima = rows.last().filter(|_| more).map(|(row, _)| format!("{}-{}", row.anno, row.numero));
    let copie = rows.into_iter().map(|(row, ritiro)| Voce::di(row, ritiro.as_ref())).collect();
    Ok(Json(Elenco { copie, prossima }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuova {
    #[schemars(description = "L'ufficio che tiene l'originale: protocollo o atti.")]
    ufficio: String,
    #[schemars(
        description = "Di che cosa è: per il protocollo anno/numero della registrazione, come 2026/1; per gli atti l'identificativo dell'atto."
    )]
    cosa: String,
    #[schemars(
        description = "L'identificativo del documento: un PDF, un'immagine o una busta firmata. Gli altri con `/api/v1/copie/convertite`, oppure con `preparata`."
    )]
    documento: Id<document::Entity>,
    #[serde(default)]
    #[schemars(
        description = "Copia la versione PDF che il programma ha fatto di un documento di testo o di un foglio: chi attesta l'ha confrontata con l'originale."
    )]
    preparata: bool,
    #[serde(default)]
    #[schemars(description = "carta, oppure file: una copia informatica da firmare. Di solito carta.")]
    forma: Option<String>,
    #[serde(default)]
    #[schemars(description = "Le pagine di un estratto, come 1-3, 5; vuoto per la copia intera.")]
    pagine: String,
    #[serde(default)]
    omesso: Option<String>,
    #[serde(default)]
    richiedente: Option<String>,
    #[serde(default)]
    motivo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Come è assolta l'imposta di bollo, o perché non è dovuta: si legge nell'attestazione.")]
    bollo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Se la pagina pubblica dice l'oggetto.")]
    mostra_oggetto: bool,
    #[schemars(description = "Chi può scaricare l'originale dalla pagina pubblica: mai, carta o libero.")]
    scarico: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Rilasciata {
    copia: Voce,
    #[schemars(description = "Il codice stampato sulla copia. Si dice solo adesso.")]
    codice: String,
    #[schemars(description = "Le lettere stampate sull'ultima pagina. Si dicono solo adesso.")]
    lettere: String,
    #[schemars(description = "La pagina pubblica.")]
    indirizzo: String,
}

/// Releases one.
async fn nuova(ctx: Ctx, Sent(sent): Sent<Nuova>, porte: Porte) -> Result<Created<Rilasciata>, Error> {
    let conversione = sent.preparata.then_some(Conversione::Preparata);
    fai(&ctx, sent, conversione, porte).await
}

/// Releases one of a document that was converted: the field `file` is its conversion.
async fn convertita(
    ctx: Ctx,
    WithFiles { dati, files }: WithFiles<Nuova>,
    porte: Porte,
) -> Result<Created<Rilasciata>, Error> {
    let no = |told: &str| Err(Refusal::beside("file", told).into());
    let mut files = files.into_iter();
    let conversione = match (files.next(), dati.preparata, files.next()) {
        (Some(_), true, _) => return no("Una cosa sola: `preparata`, oppure un PDF nel campo \"file\"."),
        (Some((name, stored)), false, None) => Conversione::Portata(name, stored),
        (None, true, _) => Conversione::Preparata,
        _ => return no("Serve un PDF solo, la conversione del documento, nel campo \"file\"."),
    };
    fai(&ctx, dati, Some(conversione), porte).await
}

async fn fai(
    ctx: &Ctx,
    sent: Nuova,
    conversione: Option<Conversione>,
    porte: Porte,
) -> Result<Created<Rilasciata>, Error> {
    let mut refusal = Refusal::default();
    let forma = sent.forma.as_deref().map_or(Some(Forma::Carta), Forma::from_code);
    if forma.is_none() {
        refusal.add(Some("forma"), "Può essere carta o file.");
    }
    let scarico = Scarico::from_code(&sent.scarico);
    if scarico.is_none() {
        refusal.add(Some("scarico"), "Può essere mai, carta o libero.");
    }
    refusal.unless_empty(())?;
    let asked = Richiesta {
        ufficio: sent.ufficio,
        cosa: sent.cosa,
        documento: sent.documento,
        conversione,
        forma: forma.unwrap_or_default(),
        pagine: sent.pagine,
        omesso: sent.omesso,
        richiedente: sent.richiedente,
        motivo: sent.motivo,
        bollo: sent.bollo,
        mostra_oggetto: sent.mostra_oggetto,
        scarico: scarico.unwrap_or(Scarico::Mai),
    };
    let made = rilascia(&ctx.ente, ctx.who()?, porte, &**ctx.house.enti.random(), &asked).await?;
    let indirizzo = Codice::leggi(&made.codice).map(|codice| indirizzo(&ctx.ente, &codice)).unwrap_or_default();
    let copia = Voce::di(made.riga, None);
    // Programs read the register a page at a time, and no copy by itself.
    Ok(Created { location: None, body: Rilasciata { copia, codice: made.codice, lettere: made.lettere, indirizzo } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Motivo {
    motivo: String,
}

/// Withdraws one.
async fn ritira_copia(ctx: Ctx, Path(id): Path<Id<copia::Entity>>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    ritira(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}
