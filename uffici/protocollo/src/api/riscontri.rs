//! The answers between bodies, for programs: what the pages show, and what may be done.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    permissions::{CONSULTA, REGISTRA},
    posta::MessaggioId,
    registrazione::trova,
    riscontro::{
        ArrivatoId, RiscontroId, conferma, eccezione,
        leggi::{Arrivato, Mandato, della_registrazione},
        riprova::{chiudi as chiudi_atto, riprova as riprova_atto},
        scrivi::Arrivo,
        visto,
    },
};

type Numero = Path<(i64, i64)>;
type Posto = Path<(MessaggioId, RiscontroId)>;

pub(super) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    Routes::new()
        .api_get(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/riscontri",
            Access::With(&CONSULTA),
            "Dice le conferme, le eccezioni e gli annullamenti fra amministrazioni su una registrazione",
            leggi,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/conferma",
            REGISTRANO,
            "Manda la conferma di ricezione a chi ha spedito con la segnatura",
            manda,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/riscontri/{id}/visto",
            REGISTRANO,
            "Annota che cosa si è fatto per un'eccezione o un annullamento di un'altra amministrazione",
            segna_visto,
        )
        .api_post(
            "/api/v1/protocollo/posta/{id}/eccezione",
            REGISTRANO,
            "Segnala a chi ha spedito che il messaggio non si può registrare, e perché",
            segnala,
        )
        .api_post(
            "/api/v1/protocollo/posta/{id}/riscontri/{riscontro}/riprova",
            REGISTRANO,
            "Rimette in coda un riscontro che non è partito",
            riprova,
        )
        .api_post(
            "/api/v1/protocollo/posta/{id}/riscontri/{riscontro}/chiudi",
            REGISTRANO,
            "Annota che cosa si è fatto per un riscontro che non è arrivato",
            chiudi,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Riscontri {
    #[schemars(description = "Quelli di chi ha ricevuto ciò che è partito da qui, o ha mandato ciò che è arrivato.")]
    arrivati: Vec<ArrivatoDati>,
    #[schemars(description = "Quelli mandati da qui a chi aveva spedito.")]
    mandati: Vec<MandatoDati>,
    #[schemars(
        description = "Che cosa si sa del sigillo della segnatura con cui è arrivata, se è arrivata con una segnatura."
    )]
    sigillo: Option<SigilloDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SigilloDati {
    #[schemars(
        description = "`assente`, `valido`, `integro` (chi lo garantisce non è accertato), `altrui`, `rotto` o `ignoto`."
    )]
    esito: String,
    #[schemars(description = "Il nome nel certificato del sigillo.")]
    firmatario: Option<String>,
    #[schemars(description = "L'esito in parole.")]
    frase: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ArrivatoDati {
    id: String,
    #[schemars(description = "`conferma`, `aggiornamento`, `eccezione` o `annullamento`.")]
    tipo: String,
    #[schemars(description = "Il codice IPA di chi risponde.")]
    amministrazione: Option<String>,
    denominazione: Option<String>,
    #[schemars(description = "Il numero di protocollo che ha dato chi risponde, senza zeri davanti.")]
    numero: Option<String>,
    #[schemars(extend("format" = "date"))]
    data: Option<String>,
    motivo: Option<String>,
    provvedimento: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    #[schemars(description = "Se qualcuno deve ancora occuparsene.")]
    da_vedere: bool,
    #[schemars(
        description = "Che cosa si sa del suo sigillo; manca se è arrivato senza posta, o prima che il programma sapesse controllarlo."
    )]
    sigillo: Option<SigilloDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct MandatoDati {
    id: String,
    messaggio: String,
    tipo: String,
    indirizzo: String,
    #[schemars(description = "A che punto è, con i codici delle spedizioni.")]
    stato: String,
    spiegazione: Option<String>,
    sigillato: bool,
    #[schemars(extend("format" = "date-time"))]
    at: String,
}

fn arrivato(one: Arrivato) -> ArrivatoDati {
    let da_vedere = one.da_vedere();
    let frase = one.sigillo_in_parole().map(|(frase, _)| frase);
    let sigillo = one.sigillo.zip(frase).map(|(sigillo, frase)| SigilloDati {
        esito: sigillo.esito.codice().into(),
        firmatario: sigillo.firmatario,
        frase,
    });
    let riga = one.riga;
    ArrivatoDati {
        id: riga.id.to_string(),
        tipo: riga.tipo,
        amministrazione: riga.amministrazione,
        denominazione: riga.denominazione,
        numero: riga.numero,
        data: riga.data.map(|day| day.to_string()),
        motivo: riga.motivo,
        provvedimento: riga.provvedimento,
        at: riga.at.to_string(),
        da_vedere,
        sigillo,
    }
}

fn mandato(one: Mandato) -> MandatoDati {
    MandatoDati {
        spiegazione: one.spiegazione().map(str::to_owned),
        id: one.riga.id.to_string(),
        messaggio: one.riga.messaggio_id.to_string(),
        tipo: one.riga.tipo,
        indirizzo: one.riga.indirizzo,
        stato: one.stato.stato,
        sigillato: one.stato.sigillata_id.is_some(),
        at: one.riga.at.to_string(),
    }
}

fn sigillo(arrivo: &Arrivo) -> SigilloDati {
    SigilloDati {
        esito: arrivo.esito_del_sigillo().codice().into(),
        firmatario: arrivo.sigillo.as_ref().and_then(|sigillo| sigillo.firmatario.clone()),
        frase: arrivo.sigillo_in_parole().0,
    }
}

/// The answers of an entry.
async fn leggi(ctx: Ctx, Path((anno, numero)): Numero) -> Result<Json<Riscontri>, Error> {
    let read = ctx.ente.db().read().await?;
    let riga = trova(&read, ctx.who()?, anno, numero).await?;
    let found = della_registrazione(&read, riga.id).await?;
    drop(read);
    Ok(Json(Riscontri {
        arrivati: found.arrivati.into_iter().map(arrivato).collect(),
        mandati: found.mandati.into_iter().map(mandato).collect(),
        sigillo: found.arrivo.as_ref().map(sigillo),
    }))
}

/// Sends the confirmation.
async fn manda(ctx: Ctx, Path((anno, numero)): Numero) -> Result<Done, Error> {
    conferma::manda(&ctx.ente, ctx.who()?, anno, numero).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Fatto {
    #[schemars(description = "Che cosa si è fatto.")]
    nota: String,
}

/// Notes what was done.
async fn segna_visto(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, ArrivatoId)>,
    Sent(sent): Sent<Fatto>,
) -> Result<Done, Error> {
    visto::segna(&ctx.ente, ctx.who()?, (anno, numero), id, &sent.nota).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Eccezione {
    #[schemars(description = "`segnatura`, `impronta`, `illeggibile`, `firma`, `marca`, `sigillo` o `irricevibile`.")]
    causa: String,
    #[schemars(description = "Che cosa non va, in una frase per chi ha spedito.")]
    spiegazione: String,
}

/// Tells the exception.
async fn segnala(ctx: Ctx, Path(id): Path<MessaggioId>, Sent(sent): Sent<Eccezione>) -> Result<Done, Error> {
    eccezione::segnala(&ctx.ente, ctx.who()?, id, (&sent.causa, &sent.spiegazione)).await?;
    Ok(Done)
}

/// Tries again.
async fn riprova(ctx: Ctx, Path((id, riscontro)): Posto) -> Result<Done, Error> {
    riprova_atto(&ctx.ente, ctx.who()?, id, riscontro).await?;
    Ok(Done)
}

/// Notes what was done about one that did not arrive.
async fn chiudi(ctx: Ctx, Path((id, riscontro)): Posto, Sent(sent): Sent<Fatto>) -> Result<Done, Error> {
    chiudi_atto(&ctx.ente, ctx.who()?, id, riscontro, &sent.nota).await?;
    Ok(Done)
}
