//! The counter, for programs: deferral, corrections, terms, forwarding.

use authz::UnitId;
use kernel::{Date, Id, Uuid};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    correzione::{
        correggi::{Campo, Richiesta, correggi as correggi_atto},
        tables as correzione,
    },
    differita::{
        DifferimentoId,
        autorizza::{Nuovo as NuovoDifferimento, autorizza as autorizza_atto},
        elenca::{Vista, elenca as elenca_differimenti},
        revoca::revoca as revoca_atto,
        tables::differimento,
    },
    permissions::{ASSEGNA, DIFFERISCI, PRENDI, REGISTRA},
    registrazione::inoltra::inoltra as inoltra_atto,
    rules::{Assegnatario, Tipo as TipoAssegnazione},
    tables::assegnazione,
    termine::{
        Termine, TermineId,
        accade::{Accaduto, Tipo, accade as accade_atto},
        poni::{Nuovo as NuovoTermine, poni as poni_atto},
        tables::termine,
    },
};

/// Acts told: there are few in the life of an ente.
const MOST: usize = 500;

pub(super) fn routes() -> Routes {
    const ACTS: &str = "/api/v1/protocollo/differimenti";
    Routes::new()
        .api_get(ACTS, Access::With(&DIFFERISCI), "Elenca i provvedimenti di registrazione differita", differimenti)
        .api_post(ACTS, Access::With(&DIFFERISCI), "Autorizza la registrazione differita", autorizza)
        .api_post(
            "/api/v1/protocollo/differimenti/{id}/revoca",
            Access::With(&DIFFERISCI),
            "Revoca un provvedimento di registrazione differita",
            revoca,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/correzioni",
            Access::With(&REGISTRA),
            "Corregge un dato di una registrazione; quello di prima resta leggibile",
            correggi,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni/{id}/termine",
            Access::With(&ASSEGNA),
            "Mette un termine a un'assegnazione per competenza",
            poni,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/termini/{id}/fatti",
            Access::With(&PRENDI),
            "Scrive che cosa è successo a un termine",
            accade,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni/{id}/inoltro",
            Access::With(&PRENDI),
            "Inoltra a un altro ufficio quello che il proprio ha per competenza",
            inoltra,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
struct Differimento {
    id: String,
    motivo: String,
    provvedimento: String,
    documenti: String,
    #[schemars(description = "Vale per ciò che è arrivato da questo giorno.")]
    dal: Date,
    #[schemars(description = "Fino a questo giorno, compreso.")]
    al: Date,
    #[schemars(description = "Entro quanti giorni dall'arrivo si registra.")]
    giorni: i64,
    revocato: bool,
    in_vigore: bool,
    registrate: i64,
}

impl From<Vista> for Differimento {
    fn from(vista: Vista) -> Self {
        let atto = vista.atto;
        Self {
            id: atto.id.to_string(),
            motivo: atto.motivo,
            provvedimento: atto.provvedimento,
            documenti: atto.documenti,
            dal: atto.dal,
            al: atto.al,
            giorni: atto.giorni,
            revocato: atto.revocato_at.is_some(),
            in_vigore: vista.in_forza,
            registrate: vista.registrate,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Differimenti {
    differimenti: Vec<Differimento>,
}

/// The acts.
async fn differimenti(ctx: Ctx) -> Result<Json<Differimenti>, Error> {
    let found = elenca_differimenti(&ctx.ente, ctx.who()?, MOST).await?;
    Ok(Json(Differimenti { differimenti: found.into_iter().map(Into::into).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Autorizza {
    motivo: String,
    provvedimento: String,
    documenti: String,
    dal: Date,
    al: Date,
    giorni: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fatto {
    id: String,
}

/// Authorises.
async fn autorizza(ctx: Ctx, Sent(sent): Sent<Autorizza>) -> Result<Created<Fatto>, Error> {
    let nuovo = NuovoDifferimento {
        motivo: sent.motivo,
        provvedimento: sent.provvedimento,
        documenti: sent.documenti,
        dal: sent.dal,
        al: sent.al,
        giorni: sent.giorni,
    };
    let atto: differimento::Model = autorizza_atto(&ctx.ente, ctx.who()?, &nuovo).await?;
    Ok(Created { location: None, body: Fatto { id: atto.id.to_string() } })
}

/// Revokes.
async fn revoca(ctx: Ctx, Path(id): Path<DifferimentoId>) -> Result<Done, Error> {
    revoca_atto(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

// What is corrected, as a program reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CorrezioneDati {
    campo: String,
    #[schemars(description = "La parte o l'allegato di cui è il dato; nullo se è della registrazione.")]
    di: Option<String>,
    prima: Option<String>,
    dopo: Option<String>,
    motivo: String,
    provvedimento: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    at: String,
}

impl From<correzione::Model> for CorrezioneDati {
    fn from(row: correzione::Model) -> Self {
        Self {
            campo: row.campo,
            di: row.di_id.map(|id| id.to_string()),
            prima: row.prima,
            dopo: row.dopo,
            motivo: row.motivo,
            provvedimento: row.provvedimento,
            at: row.at.to_string(),
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Correggi {
    campo: Campo,
    #[serde(default)]
    #[schemars(description = "La parte o l'allegato di cui è il dato, quando non è della registrazione.")]
    di: Option<Id<Correggi>>,
    #[schemars(description = "Il valore giusto; vuoto dove non c'è niente.")]
    valore: String,
    motivo: String,
    #[serde(default)]
    #[schemars(description = "Gli estremi del provvedimento: serve per oggetto, nome e codice_fiscale.")]
    provvedimento: String,
}

/// Corrects.
async fn correggi(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Sent(sent): Sent<Correggi>,
) -> Result<Created<CorrezioneDati>, Error> {
    let di: Option<Uuid> = sent.di.map(Id::uuid);
    let Correggi { campo, valore, motivo, provvedimento, .. } = sent;
    let richiesta = Richiesta { campo, di, valore, motivo, provvedimento };
    let row = correggi_atto(&ctx.ente, ctx.who()?, (anno, numero), &richiesta).await?;
    Ok(Created { location: None, body: row.into() })
}

// A term, as a program reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TermineDati {
    id: String,
    assegnazione: String,
    decorre_dal: Date,
    giorni: i64,
    scadenza: Date,
    aperto: bool,
    fatti: Vec<FattoDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FattoDati {
    tipo: String,
    dal: Date,
    al: Option<Date>,
    motivo: String,
}

impl From<Termine> for TermineDati {
    fn from(termine: Termine) -> Self {
        let fatti = termine.fatti.into_iter().map(|fatto| FattoDati {
            tipo: fatto.tipo,
            dal: fatto.dal,
            al: fatto.al,
            motivo: fatto.motivo,
        });
        Self { fatti: fatti.collect(), ..termine.riga.into() }
    }
}

impl From<termine::Model> for TermineDati {
    fn from(riga: termine::Model) -> Self {
        Self {
            id: riga.id.to_string(),
            assegnazione: riga.assegnazione_id.to_string(),
            decorre_dal: riga.decorre_dal,
            giorni: riga.giorni,
            scadenza: riga.scadenza,
            aperto: riga.aperto,
            fatti: Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Poni {
    giorni: i64,
    #[serde(default)]
    #[schemars(description = "Da quando decorre; altrimenti dal giorno di arrivo, o di registrazione.")]
    decorre_dal: Option<Date>,
}

/// Sets a term.
async fn poni(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, Id<assegnazione::Entity>)>,
    Sent(sent): Sent<Poni>,
) -> Result<Created<TermineDati>, Error> {
    let nuovo = NuovoTermine { giorni: sent.giorni, dal: sent.decorre_dal };
    let row = poni_atto(&ctx.ente, ctx.who()?, (anno, numero), id, nuovo).await?;
    Ok(Created { location: None, body: row.into() })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accade {
    tipo: Tipo,
    dal: Date,
    #[serde(default)]
    #[schemars(description = "Di una sospensione: per quanti giorni.")]
    giorni: Option<i64>,
    motivo: String,
}

/// Notes what happened to a term.
async fn accade(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, TermineId)>,
    Sent(sent): Sent<Accade>,
) -> Result<Json<TermineDati>, Error> {
    let Accade { tipo, dal, giorni, motivo } = sent;
    let what = Accaduto { tipo, dal, giorni, motivo };
    Ok(Json(accade_atto(&ctx.ente, ctx.who()?, (anno, numero), id, &what).await?.into()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Inoltra {
    ufficio: UnitId,
    motivo: String,
}

/// Passes on.
async fn inoltra(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, Id<assegnazione::Entity>)>,
    Sent(sent): Sent<Inoltra>,
) -> Result<Done, Error> {
    let a = Assegnatario { ufficio: sent.ufficio, persona: None, tipo: TipoAssegnazione::Competenza };
    inoltra_atto(&ctx.ente, ctx.who()?, (anno, numero), id, &a, &sent.motivo).await?;
    Ok(Done)
}
