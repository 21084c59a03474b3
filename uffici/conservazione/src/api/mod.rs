//! The office for programs, under `/api/v1/conservazione`: the same actions as the pages, with the same rules and refusals.

use documents::document;
use kernel::{Date, Id, Refusal, Uuid};
use porte::conservazione::Tipo;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, File, FileKind, Json, Limit, Path, Query, Routes, Sent, WithFiles};

use crate::{
    Porte,
    elenca::{Filtro, Voce, elenca as elenca_atto},
    esibizione::{Richiesta, esibisci as esibisci_atto},
    pagine::{
        GUARDANO, VERSANO,
        atti::{archivio, ers},
    },
    ricevuta::carica,
    rules::Stato,
    scheda::{Scheda, leggi},
    tables::{cosa, esibizione as tabella},
    versa::{rifiuta, rimanda},
};

mod piani;
mod scarti;

pub(crate) fn routes(porte: Porte) -> Routes {
    di_conservazione().and(piani::routes(porte)).and(scarti::routes(porte))
}

/// What is kept.
fn di_conservazione() -> Routes {
    Routes::new()
        .api_get("/api/v1/conservazione/cose", GUARDANO, "Elenca che cosa va conservato, dall'ultima", elenca)
        .api_get(
            "/api/v1/conservazione/cose/{id}",
            GUARDANO,
            "Legge una cosa da conservare con i suoi pacchetti e versamenti",
            una,
        )
        .api_get(
            "/api/v1/conservazione/cose/{id}/evidenza",
            VERSANO,
            "L'evidenza RFC 4998 dell'ultimo pacchetto, in DER",
            evidenza,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/versamento",
            VERSANO,
            "Versa adesso, senza aspettare il giorno stabilito",
            versa,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/rifiuto",
            VERSANO,
            "Scrive che il conservatore ha rifiutato il pacchetto consegnato a mano",
            rifiuto,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/ricevuta",
            VERSANO,
            "Porta la ricevuta del conservatore per l'ultimo pacchetto, che deve parlarne",
            ricevuta,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/esibizioni",
            VERSANO,
            "Scrive che il pacchetto si esibisce, a chi e perché",
            esibisci,
        )
        .api_get(
            "/api/v1/conservazione/cose/{id}/esibizioni/{esibizione}",
            VERSANO,
            "L'archivio di un'esibizione: pacchetto, ricevute, prova, e come controllarli",
            esibizione,
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[schemars(
        description = "da_versare, bloccata, pronta, da_consegnare, in_invio, da_chiarire, rifiutata o conservata."
    )]
    stato: Option<String>,
    #[schemars(description = "giornaliero, documento o fascicolo.")]
    tipo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Solo ciò che ha passato il termine e non è conservato.")]
    scadute: bool,
    #[serde(default)]
    #[schemars(description = "Solo ciò che aspetta qualcuno: bloccata, da_consegnare, da_chiarire o rifiutata.")]
    sistemare: bool,
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<Uuid>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    cose: Vec<Cosa>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cosa {
    id: String,
    nome: String,
    tipo: &'static str,
    stato: &'static str,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
    #[schemars(description = "L'ultimo giorno che la legge lascia.")]
    termine: Date,
    #[schemars(description = "Perché non va avanti; nulla se va.")]
    causa: Option<String>,
}

impl From<Voce> for Cosa {
    fn from(voce: Voce) -> Self {
        Self {
            id: voce.id.to_string(),
            nome: voce.nome,
            tipo: voce.tipo.code(),
            stato: voce.stato.code(),
            dal: voce.dal.to_string(),
            termine: voce.termine,
            causa: voce.causa,
        }
    }
}

fn one_of<T>(text: Option<&str>, read: fn(&str) -> Option<T>, field: &'static str) -> Result<Option<T>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| {
        let mut refusal = Refusal::default();
        refusal.add(Some(field), "Non è tra i valori descritti.");
        refusal
    })
}

async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let filtro = Filtro {
        stato: one_of(scelte.stato.as_deref(), Stato::from_code, "stato")?,
        tipo: one_of(scelte.tipo.as_deref(), Tipo::from_code, "tipo")?,
        scadute: scelte.scadute,
        sistemare: scelte.sistemare,
    };
    let limit = usize::from(scelte.limite.rows());
    let mut rows = elenca_atto(&ctx.ente, ctx.who()?, filtro, scelte.dopo, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let prossima = rows.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(Elenco { cose: rows.into_iter().map(Into::into).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Intera {
    cosa: Cosa,
    pacchetti: Vec<Pacchetto>,
    versamenti: Vec<Versamento>,
    #[schemars(description = "Che cosa tiene un fascicolo dallo scarto, o l'ha tenuto, dall'ultimo.")]
    vincoli: Vec<Vincolo>,
    #[schemars(description = "Con quale autorizzazione è stata scartata; nulla se non lo è.")]
    scartata: Option<String>,
    #[schemars(
        description = "Che cosa provano le marche temporali dell'archivio; nulla finché l'ultimo pacchetto non ne ha."
    )]
    evidenza: Option<Evidenza>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Vincolo {
    id: String,
    #[schemars(description = "contenzioso, accesso o altro.")]
    tipo: String,
    #[schemars(description = "Perché va tenuto; vuoto per chi non può vederlo.")]
    motivo: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    #[schemars(description = "Quando è stato tolto; nullo se vale ancora.", extend("format" = "date-time"))]
    tolto_at: Option<String>,
}

impl From<crate::tables::vincolo::Model> for Vincolo {
    fn from(row: crate::tables::vincolo::Model) -> Self {
        Self {
            id: row.id.to_string(),
            tipo: row.tipo,
            motivo: row.motivo,
            at: row.at.to_string(),
            tolto_at: row.tolto_at.map(|at| at.to_string()),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct Evidenza {
    #[schemars(
        description = "Se prova quello che deve; che i file siano ancora quelli lo controlla la rilettura di ogni settimana."
    )]
    buona: bool,
    frase: String,
    #[schemars(description = "Da quando è provato che il pacchetto c'era.", extend("format" = "date-time"))]
    dal: Option<String>,
    #[schemars(description = "Fino a quando vale l'ultima marca.", extend("format" = "date-time"))]
    fino: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Pacchetto {
    anno: i64,
    numero: i64,
    #[schemars(description = "SHA-256 del pacchetto.", extend("pattern" = "^[0-9a-f]{64}$"))]
    impronta: String,
    #[schemars(description = "SHA-256 del suo indice.", extend("pattern" = "^[0-9a-f]{64}$"))]
    impronta_indice: String,
    #[schemars(description = "Se nel sigillo c'è una marca temporale.")]
    marcato: bool,
    #[schemars(extend("format" = "date-time"))]
    fatto_at: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Versamento {
    #[schemars(description = "parer, sftp o a_mano.")]
    come: String,
    #[schemars(extend("format" = "date-time"))]
    iniziato_at: String,
    #[schemars(
        description = "accettato, rifiutato, consegnato, da_chiarire o non_riuscito; nullo finché non c'è risposta."
    )]
    esito: Option<String>,
    causa: Option<String>,
    urn: Option<String>,
    #[schemars(description = "L'identificativo della ricevuta, se c'è.")]
    ricevuta: Option<Id<document::Entity>>,
}

impl From<Scheda> for Intera {
    fn from(scheda: Scheda) -> Self {
        let cosa = Cosa {
            id: scheda.cosa.id.to_string(),
            nome: scheda.cosa.nome.clone(),
            tipo: Tipo::from_code(&scheda.cosa.tipo).unwrap_or(Tipo::Documento).code(),
            stato: scheda.state().code(),
            dal: scheda.stato.dal.to_string(),
            termine: scheda.cosa.termine,
            causa: scheda.impedimento.clone().or_else(|| scheda.stato.causa.clone()),
        };
        let pack = |row: crate::tables::pacchetto::Model| Pacchetto {
            anno: row.anno,
            numero: row.numero,
            impronta: row.impronta,
            impronta_indice: row.impronta_indice,
            marcato: row.marcato,
            fatto_at: row.fatto_at.to_string(),
        };
        let deposit =
            |(row, end): (crate::tables::versamento::Model, Option<crate::tables::esito::Model>)| Versamento {
                come: row.come,
                iniziato_at: row.iniziato_at.to_string(),
                esito: end.as_ref().map(|end| end.esito.clone()),
                causa: end.as_ref().and_then(|end| end.causa.clone()),
                urn: end.as_ref().and_then(|end| end.urn.clone()),
                ricevuta: end.and_then(|end| end.ricevuta_id),
            };
        Self {
            cosa,
            pacchetti: scheda.pacchetti.into_iter().map(pack).collect(),
            versamenti: scheda.versamenti.into_iter().map(deposit).collect(),
            vincoli: scheda.vincoli.into_iter().map(Into::into).collect(),
            scartata: scheda.scartata.map(|row| row.authority),
            evidenza: scheda.evidenza.map(|detta| Evidenza {
                buona: detta.buona,
                frase: detta.frase,
                dal: detta.dal.map(|at| at.to_string()),
                fino: detta.fino.map(|at| at.to_string()),
            }),
        }
    }
}

async fn una(ctx: Ctx, Path(id): Path<Id<cosa::Entity>>) -> Result<Json<Intera>, Error> {
    Ok(Json(leggi(&ctx.ente, ctx.who()?, id).await?.into()))
}

/// A call that sends nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(description = "Niente: un oggetto vuoto.")]
struct Niente {}

/// What a call has made.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Ciò che è nato.")]
struct Fatto {
    id: String,
}

async fn versa(ctx: Ctx, Path(id): Path<Id<cosa::Entity>>, Sent(Niente {}): Sent<Niente>) -> Result<Done, Error> {
    rimanda(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rifiuto {
    #[schemars(description = "Che cosa ha detto il conservatore; al massimo 2000 caratteri.")]
    causa: String,
}

async fn rifiuto(ctx: Ctx, Path(id): Path<Id<cosa::Entity>>, Sent(sent): Sent<Rifiuto>) -> Result<Done, Error> {
    rifiuta(&ctx.ente, ctx.who()?, id, &sent.causa).await?;
    Ok(Done)
}

/// Takes a receipt in: the field `dati` is `{}`, the field `file` the receipt.
async fn ricevuta(
    ctx: Ctx,
    Path(id): Path<Id<cosa::Entity>>,
    WithFiles { files, .. }: WithFiles<Niente>,
) -> Result<Done, Error> {
    let [(name, stored)] = files.as_slice() else {
        return Err(Refusal::beside("file", "Serve un file solo, la ricevuta, nel campo \"file\".").into());
    };
    carica(&ctx.ente, ctx.who()?, id, (name, stored)).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Chiesta {
    #[schemars(description = "Chi chiede di vedere il pacchetto; al massimo 200 caratteri.")]
    richiedente: String,
    #[schemars(description = "Perché lo chiede; al massimo 2000 caratteri.")]
    motivo: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Esibita {
    #[schemars(description = "L'identificativo dell'esibizione, con cui se ne prende l'archivio.")]
    id: String,
}

async fn esibisci(
    ctx: Ctx,
    Path(id): Path<Id<cosa::Entity>>,
    Sent(Chiesta { richiedente, motivo }): Sent<Chiesta>,
) -> Result<Created<Esibita>, Error> {
    let made = esibisci_atto(&ctx.ente, ctx.who()?, id, &Richiesta { richiedente, motivo }).await?;
    let location = format!("/api/v1/conservazione/cose/{id}/esibizioni/{made}");
    Ok(Created { location: Some(location), body: Esibita { id: made.to_string() } })
}

/// Bytes of a form that has no registered type.
#[derive(Debug)]
enum Ers {}

impl FileKind for Ers {
    const MEDIA_TYPE: &'static str = "application/octet-stream";
}

async fn evidenza(ctx: Ctx, Path(id): Path<Id<cosa::Entity>>) -> Result<File<Ers>, Error> {
    Ok(File::of(ers(&ctx, id).await?))
}

/// A ZIP.
#[derive(Debug)]
enum Zip {}

impl FileKind for Zip {
    const MEDIA_TYPE: &'static str = "application/zip";
}

async fn esibizione(
    ctx: Ctx,
    Path((id, esibizione)): Path<(Id<cosa::Entity>, Id<tabella::Entity>)>,
) -> Result<File<Zip>, Error> {
    Ok(File::of(archivio(&ctx, id, esibizione).await?))
}
