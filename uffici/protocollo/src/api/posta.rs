//! The mail that comes in, for programs: what the pages show, and what may be done with it.

use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent};

use super::registrazioni::{NuovaDati, Registrata, nata};
use crate::{
    bozza::allegati_di,
    permissions::REGISTRA,
    posta::{
        MessaggioId, Stato, casella,
        decidi::decidi as decidi_atto,
        elenca::{Filtro, Voce, elenca as elenca_atto},
        firma::verifica::verifica,
        vedi::vedi,
    },
    registrazione::registra::{Origine, registra_da},
    tables::casella::Entity as Casella,
};

pub(super) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    Routes::new()
        .api_get("/api/v1/protocollo/posta", REGISTRANO, "Sfoglia i messaggi arrivati nelle caselle", elenca)
        .api_get("/api/v1/protocollo/posta/caselle", REGISTRANO, "Dice come stanno le caselle di posta", caselle)
        .api_post("/api/v1/protocollo/posta/lettura", REGISTRANO, "Chiede di leggere adesso le caselle", leggi_adesso)
        .api_get("/api/v1/protocollo/posta/{id}", REGISTRANO, "Legge un messaggio", leggi)
        .api_post(
            "/api/v1/protocollo/posta/{id}/registrazione",
            REGISTRANO,
            "Registra un messaggio, con i suoi allegati",
            registra,
        )
        .api_post(
            "/api/v1/protocollo/posta/{id}/firma",
            REGISTRANO,
            "Verifica di nuovo la firma del gestore di un messaggio",
            firma,
        )
        .api_post(
            "/api/v1/protocollo/posta/{id}/decisione",
            REGISTRANO,
            "Mette da parte un messaggio, lo esclude o lo rimette in attesa",
            decidi,
        )
}

// What became of a message.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StatoDati {
    #[default]
    Attesa,
    Registrato,
    DaParte,
    Escluso,
    Ricevuta,
}

impl From<StatoDati> for Stato {
    fn from(stato: StatoDati) -> Self {
        match stato {
            StatoDati::Attesa => Self::Attesa,
            StatoDati::Registrato => Self::Registrato,
            StatoDati::DaParte => Self::DaParte,
            StatoDati::Escluso => Self::Escluso,
            StatoDati::Ricevuta => Self::Ricevuta,
        }
    }
}

// Which messages a program asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Senza, quelli che aspettano, dal primo arrivato; gli altri dall'ultimo.")]
    stato: StatoDati,
    #[schemars(description = "Solo quelli di questa casella.", with = "Option<String>", extend("format" = "uuid"))]
    casella: Option<Id<Casella>>,
    #[schemars(description = "La `prossima` della pagina di prima, con gli stessi filtri.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Messaggi {
    messaggi: Vec<MessaggioDati>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct MessaggioDati {
    id: String,
    casella: String,
    #[schemars(description = "La parola delle regole della PEC, oppure `ordinaria` o `illeggibile`.")]
    tipo: String,
    oggetto: Option<String>,
    mittente: Option<String>,
    indirizzo: Option<String>,
    #[schemars(description = "Di una ricevuta, il destinatario di cui parla.")]
    consegna: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    certificato_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    spedito_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    preso_at: String,
    allegati: i64,
    #[schemars(description = "Perché è stato messo da parte o escluso.")]
    motivo: Option<String>,
    #[schemars(description = "La registrazione che ne è nata, o quella di cui parla una ricevuta.")]
    registrazione: Option<Numerata>,
}

// The number of an entry.
#[derive(Debug, Serialize, JsonSchema)]
struct Numerata {
    anno: i64,
    numero: i64,
}

impl From<(i64, i64)> for Numerata {
    fn from((anno, numero): (i64, i64)) -> Self {
        Self { anno, numero }
    }
}

impl From<Voce> for MessaggioDati {
    fn from(voce: Voce) -> Self {
        Self {
            id: voce.id.to_string(),
            casella: voce.casella,
            tipo: voce.tipo,
            oggetto: voce.oggetto,
            mittente: voce.mittente,
            indirizzo: voce.indirizzo,
            consegna: voce.consegna,
            certificato_at: voce.certificato_at.map(|at| at.to_string()),
            spedito_at: voce.spedito_at.map(|at| at.to_string()),
            preso_at: voce.preso_at.to_string(),
            allegati: voce.allegati,
            motivo: voce.motivo,
            registrazione: voce.registrazione.map(Numerata::from),
        }
    }
}

/// A page of messages.
async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Messaggi>, Error> {
    let dopo: Option<MessaggioId> = scelte.dopo.as_deref().and_then(|dopo| dopo.parse().ok());
    if scelte.dopo.is_some() && dopo.is_none() {
        let sentence =
            "Il parametro \"dopo\" non è un posto di questo elenco: dagli la \"prossima\" della pagina di prima.";
        return Err(Refusal::beside("dopo", sentence).into());
    }
    let limit = usize::from(scelte.limite.rows());
    let filtro = Filtro { stato: scelte.stato.into(), casella: scelte.casella, fuori_posto: false };
    let mut voci = elenca_atto(&ctx.ente, ctx.who()?, &filtro, dopo, limit as u64 + 1).await?;
    let more = voci.len() > limit;
    voci.truncate(limit);
    let prossima = voci.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(Messaggi { messaggi: voci.into_iter().map(Into::into).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct CasellaDati {
    id: String,
    nome: String,
    indirizzo: String,
    certificata: bool,
    #[schemars(description = "Dietro non c'è nessun server: i messaggi sono inventati.")]
    simulata: bool,
    #[schemars(extend("format" = "date-time"))]
    letta_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    riuscita_at: Option<String>,
    #[schemars(description = "Quanti messaggi ha preso l'ultima lettura.")]
    presi: i64,
    #[schemars(description = "Perché non si riesce a leggerla.")]
    errore: Option<String>,
    #[schemars(description = "Che cosa è rimasto nella casella, e perché.")]
    avviso: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Caselle {
    caselle: Vec<CasellaDati>,
}

/// How the mailboxes are doing.
async fn caselle(ctx: Ctx) -> Result<Json<Caselle>, Error> {
    let found = casella::elenca(&ctx.ente, ctx.who()?).await?;
    let dati = |vista: casella::Vista| CasellaDati {
        id: vista.casella.id.to_string(),
        nome: vista.casella.nome,
        indirizzo: vista.casella.indirizzo,
        certificata: vista.casella.certificata,
        simulata: vista.casella.simulata,
        letta_at: vista.letta_at.map(|at| at.to_string()),
        riuscita_at: vista.riuscita_at.map(|at| at.to_string()),
        presi: vista.presi,
        errore: vista.errore,
        avviso: vista.avviso,
    };
    Ok(Json(Caselle { caselle: found.into_iter().map(dati).collect() }))
}

/// Asks for the mailboxes to be read.
async fn leggi_adesso(ctx: Ctx) -> Result<Done, Error> {
    casella::leggi_adesso(&ctx.ente, ctx.who()?).await?;
    Ok(Done)
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intero {
    id: String,
    casella: String,
    tipo: String,
    stato: String,
    motivo: Option<String>,
    oggetto: Option<String>,
    mittente: Option<String>,
    indirizzo: Option<String>,
    gestore: Option<String>,
    message_id: Option<String>,
    #[schemars(description = "Di una ricevuta, l'identificativo del messaggio di cui parla.")]
    riferimento: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    certificato_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    preso_at: String,
    impronta: String,
    byte: i64,
    allegati: i64,
    #[schemars(
        description = "Di un messaggio PEC: `valida`, `sconosciuta` (integra, ma non garantita), `non_valida`, `assente` o `non_verificata`; nullo per gli altri."
    )]
    firma: Option<String>,
    #[schemars(description = "Di chi è la firma del gestore, come dice il suo certificato.")]
    firmatario: Option<String>,
    #[schemars(description = "Perché la firma non è valida o non si è potuta verificare.")]
    firma_motivo: Option<String>,
    #[schemars(description = "La registrazione partita a cui il messaggio risponde.")]
    risponde: Option<Numerata>,
    #[schemars(description = "Che cosa non torna nel messaggio.")]
    anomalie: Vec<String>,
    #[schemars(description = "Che cosa non torna in come è arrivato.")]
    note: Vec<String>,
    #[schemars(description = "La registrazione che ne è nata, o quella di cui parla una ricevuta.")]
    registrazione: Option<Numerata>,
}

fn righe(text: Option<&str>) -> Vec<String> {
    text.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
}

/// One message.
async fn leggi(ctx: Ctx, Path(id): Path<MessaggioId>) -> Result<Json<Intero>, Error> {
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    let (messaggio, stato, firma) = (intero.messaggio, intero.stato, intero.firma);
    Ok(Json(Intero {
        id: messaggio.id.to_string(),
        casella: intero.casella.nome,
        tipo: messaggio.tipo,
        stato: stato.stato,
        motivo: stato.motivo,
        oggetto: messaggio.oggetto,
        mittente: messaggio.mittente,
        indirizzo: messaggio.indirizzo,
        gestore: messaggio.gestore,
        message_id: messaggio.message_id,
        riferimento: messaggio.riferimento,
        certificato_at: messaggio.certificato_at.map(|at| at.to_string()),
        preso_at: messaggio.preso_at.to_string(),
        impronta: messaggio.impronta,
        byte: messaggio.byte,
        allegati: messaggio.allegati,
        firmatario: firma.as_ref().and_then(|firma| firma.firmatario.clone()),
        firma_motivo: firma.as_ref().and_then(|firma| firma.motivo.clone()),
        firma: firma.map(|firma| firma.esito),
        risponde: intero.risponde.map(Numerata::from),
        anomalie: righe(messaggio.anomalie.as_deref()),
        note: righe(messaggio.nota.as_deref()),
        registrazione: intero.registrazione.map(Numerata::from),
    }))
}

/// Registers a message: the whole of it is the main document, its files stand beside it. A message is registered once: the call
/// repeated gives the number that it has, as a refusal.
async fn registra(
    ctx: Ctx,
    Path(id): Path<MessaggioId>,
    Sent(dati): Sent<NuovaDati>,
) -> Result<Created<Registrata>, Error> {
    let who = ctx.who()?;
    let intero = vedi(&ctx.ente, who, id).await?;
    let stored = ctx.ente.archive.stored(intero.documento.hash()).await?;
    let attached = allegati_di(&ctx.ente, &stored).await?;
    let files: Vec<_> = std::iter::once((intero.documento.name, stored)).chain(attached).collect();
    let origine = Origine { messaggio: Some(id), ..Origine::default() };
    Ok(nata(registra_da(&ctx.ente, who, &dati.into(), &files, None, &origine).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decisione {
    #[schemars(description = "`da_parte`, `escluso` o `attesa`.")]
    stato: StatoDati,
    #[serde(default)]
    motivo: String,
}

/// Checks the signature of a message again.
async fn firma(ctx: Ctx, Path(id): Path<MessaggioId>) -> Result<Done, Error> {
    verifica(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

/// Decides of a message without registering it.
async fn decidi(ctx: Ctx, Path(id): Path<MessaggioId>, Sent(sent): Sent<Decisione>) -> Result<Done, Error> {
    decidi_atto(&ctx.ente, ctx.who()?, id, sent.stato.into(), &sent.motivo).await?;
    Ok(Done)
}
