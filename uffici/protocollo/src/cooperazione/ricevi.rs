//! To serve what another body asks: who it is, then its bytes into the store, then what they say, and only then an answer.

use std::time::Duration;

use documents::store::{StoreError, Stored};
use ente::{Ente, Peer};
use segnatura::{
    Error as Illeggibile, Identificatore,
    cooperazione::{
        Annullamento, AnomaliaAnnullamento, AnomaliaInoltro, Colpa, Conferma, Messaggio, Richiesta, Servizio,
        read_richiesta, write_errore, write_risposta, write_risposta_annullamento, write_risposta_conferma,
    },
};
use tokio::{
    io::AsyncRead,
    sync::{Semaphore, SemaphorePermit},
};

use super::{
    MASSIMO,
    prendi::{self, Arrivo},
    riga_di,
    rules::{self, Rifiuto},
};
use crate::{bozza::bytes_of, error::Error, posta::casella::annota};

/// How long it may be asked outside whether the certificate of a seal was revoked: whoever sends waits for the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// One that comes is in memory at a time, in the whole program, whoever sends: it is held with its files.
static LETTURA: Semaphore = Semaphore::const_new(1);

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Esito {
    /// The HTTP status.
    pub stato: u16,
    /// The SOAP envelope.
    pub xml: String,
    /// Whether something was taken, or had been.
    pub presa: bool,
}

impl Esito {
    const fn presa(xml: String) -> Self {
        Self { stato: 200, xml, presa: true }
    }

    /// Turned away by the words that the rules have for it.
    const fn respinta(xml: String) -> Self {
        Self { stato: 200, xml, presa: false }
    }

    /// A fault. SOAP 1.1 (6.2) wants it with 500, whosever fault it is.
    pub fn errore(colpa: Colpa, why: &str) -> Self {
        Self::con_stato(500, colpa, why)
    }

    fn con_stato(stato: u16, colpa: Colpa, why: &str) -> Self {
        Self { stato, xml: write_errore(colpa, why), presa: false }
    }
}

/// What a service answers to a request. `chi`: the name and the secret that came with it; `body`: the request, as it streams in.
///
/// # Errors
/// Those of the database and the store: the request may be sent again.
pub async fn ricevi(
    ente: &Ente,
    servizio: Servizio,
    chi: Option<(String, String)>,
    body: &mut (dyn AsyncRead + Send + Unpin),
) -> Result<Esito, Error> {
    if ente.peers.is_empty() {
        let why = "Questa amministrazione non scambia documenti per cooperazione applicativa: usa la PEC.";
        return Ok(Esito::con_stato(404, Colpa::Cliente, why));
    }
    let Some(peer) = chi.and_then(|(name, secret)| rules::riconosci(&ente.peers, &name, &secret)) else {
        tracing::warn!(target: "security", ente = ente.info.slug, "a body's secret was refused");
        let why =
            "Il nome e la chiave (HTTP Basic) mancano o non sono quelli di un'amministrazione con cui c'è un accordo.";
        return Ok(Esito::con_stato(401, Colpa::Cliente, why));
    };
    let stored = match ente.archive.receive(body, MASSIMO).await {
        Ok(stored) => stored,
        Err(StoreError::TooBig { .. }) => {
            let why = format!("Il messaggio supera {} MB: usa la PEC, oppure dividilo.", MASSIMO >> 20);
            return Ok(Esito::con_stato(413, Colpa::Cliente, &why));
        }
        Err(StoreError::Infected { found }) => {
            let why = format!(
                "L'antivirus ha trovato nel messaggio \"{found}\": non è stato preso. Controlla i file e mandalo di nuovo senza quello."
            );
            return Ok(Esito::con_stato(400, Colpa::Cliente, &why));
        }
        Err(StoreError::Interrupted { .. }) => {
            return Ok(Esito::con_stato(400, Colpa::Cliente, "Il messaggio si è interrotto prima della fine."));
        }
        Err(error) => return Err(error.into()),
    };
    // Nobody closes it: there is always a turn to wait for.
    let turn = LETTURA.acquire().await.ok();
    let (letto, turn) = leggi(ente, &stored, turn).await?;
    let casella = match riga_di(ente, peer).await {
        Ok(casella) => casella,
        Err(error @ Error::UfficioIgnoto { .. }) => {
            tracing::error!(ente = ente.info.slug, cooperazione = peer.name, %error, "a body cannot write to us");
            return Ok(Esito::errore(
                Colpa::Servente,
                "Questa amministrazione non è pronta a ricevere: riprova più tardi.",
            ));
        }
        Err(error) => return Err(error),
    };
    let arrivo = Arrivo { peer, casella: &casella, stored: &stored };
    let esito = match (servizio, letto) {
        (_, Err(why)) => illeggibile(&why),
        (Servizio::Destinatario, Ok(Richiesta::Inoltro(letto))) => inoltro(ente, &arrivo, *letto, turn).await?,
        (Servizio::Destinatario, Ok(Richiesta::AnnullamentoMittente(letto))) => {
            annullamento(ente, &arrivo, &letto, Servizio::Destinatario).await?
        }
        (Servizio::Mittente, Ok(Richiesta::Conferma(letta))) => conferma(ente, &arrivo, &letta).await?,
        (Servizio::Mittente, Ok(Richiesta::AnnullamentoDestinatario(letto))) => {
            annullamento(ente, &arrivo, &letto, Servizio::Mittente).await?
        }
        (_, Ok(_)) => Esito::errore(Colpa::Cliente, "A questo indirizzo risponde l'altro dei due servizi."),
    };
    annota(ente, &casella, u64::from(esito.presa), None, None).await?;
    Ok(esito)
}

/// A place among those who have a message in memory.
type Turno = Option<SemaphorePermit<'static>>;

/// What the bytes say. The turn goes along: whoever waits for the answer may give up, and the bytes are there until they are read.
async fn leggi(ente: &Ente, stored: &Stored, turn: Turno) -> Result<(Result<Richiesta, Illeggibile>, Turno), Error> {
    let bytes = bytes_of(ente, stored.sha256).await?;
    let read = tokio::task::spawn_blocking(move || (read_richiesta(&bytes), turn)).await;
    // Whatever stopped it would stop it again: to whoever sends, it cannot be read.
    Ok(read.unwrap_or((Err(Illeggibile::Manca { elemento: "Envelope" }), None)))
}

fn illeggibile(why: &Illeggibile) -> Esito {
    let colpa = match why {
        Illeggibile::IntestazioneIgnota { .. } => Colpa::Intestazione,
        _ => Colpa::Cliente,
    };
    Esito::errore(colpa, &format!("La richiesta non si può leggere: {why}."))
}

/// Why this body may not speak of a registration; none where it is its own.
fn estranea(id: &Identificatore, peer: &Peer) -> Option<Esito> {
    let why = format!(
        "La chiave è dell'amministrazione {} (AOO {}), e il messaggio parla per un'altra: ognuna parla per sé.",
        peer.ipa, peer.aoo
    );
    (!rules::sua(id, peer)).then(|| Esito::errore(Colpa::Cliente, &why))
}

async fn inoltro(ente: &Ente, arrivo: &Arrivo<'_>, letto: Messaggio, turn: Turno) -> Result<Esito, Error> {
    let id = letto.segnatura.identificatore.clone();
    if let Some(esito) = estranea(&id, arrivo.peer) {
        return Ok(esito);
    }
    if let Some(why) = rules::manca(&id, "del mittente") {
        return Ok(Esito::errore(Colpa::Cliente, &why));
    }
    let firma = match sigillo(ente, arrivo.peer, &letto).await? {
        Verificato::Si => Ok(()),
        Verificato::No(why) => Err(why),
        Verificato::NonOra => {
            return Ok(Esito::errore(
                Colpa::Servente,
                "Il sigillo non si può verificare in questo momento: riprova più tardi.",
            ));
        }
    };
    let checked = tokio::task::spawn_blocking(move || {
        let anomalia = letto.anomalia(firma);
        (letto, anomalia, turn)
    })
    .await;
    let Ok((letto, anomalia, _turn)) = checked else {
        return Ok(Esito::errore(Colpa::Servente, "Le impronte non si possono verificare in questo momento: riprova."));
    };
    if let Some(anomalia) = anomalia {
        // The reason names files, which may name people: the answer tells it, the log does not.
        let sigillo = matches!(anomalia, AnomaliaInoltro::ValidazioneFirma(_));
        let (ente, peer) = (&ente.info.slug, &arrivo.peer.name);
        tracing::warn!(target: "security", ente, cooperazione = peer, sigillo, "a message was turned away");
        return Ok(Esito::respinta(write_risposta(&id, Some(&anomalia))));
    }
    Ok(match prendi::messaggio(ente, arrivo, &letto).await? {
        Ok(()) => Esito::presa(write_risposta(&id, None)),
        Err(why) => Esito::errore(Colpa::Cliente, why),
    })
}

/// What came of verifying a seal.
enum Verificato {
    Si,
    No(String),
    /// It could not be verified now: nobody is told that it does not hold.
    NonOra,
}

async fn sigillo(ente: &Ente, peer: &Peer, letto: &Messaggio) -> Result<Verificato, Error> {
    if !letto.segnatura.firmata {
        return Ok(Verificato::No("la segnatura non è sigillata".into()));
    }
    let bytes = letto.sigillata.clone().into_bytes();
    match validation::judge_apart(ente, (bytes, None), Vec::new(), PATIENCE).await {
        Ok(Ok(report)) => Ok(match rules::sigillo(&report, peer) {
            Ok(()) => Verificato::Si,
            Err(Rifiuto::NonOra) => Verificato::NonOra,
            Err(Rifiuto::NonVale(why)) => Verificato::No(why),
        }),
        Ok(Err(why)) => Ok(Verificato::No(format!("il sigillo della segnatura non si può leggere: {why}"))),
        // Others are being judged, or it was not judged in time: nothing is known of it.
        Err(validation::Error::Refused(_) | validation::Error::Unjudged(_)) => Ok(Verificato::NonOra),
        Err(error) => Err(error.into()),
    }
}

async fn conferma(ente: &Ente, arrivo: &Arrivo<'_>, letta: &Conferma) -> Result<Esito, Error> {
    if let Ok(own) = &letta.esito {
        if let Some(esito) = estranea(own, arrivo.peer) {
            return Ok(esito);
        }
        // Without a number it confirms nothing: the sending is told as registered there by its registration alone.
        if let Some(why) = rules::manca(own, "del destinatario") {
            return Ok(Esito::errore(Colpa::Cliente, &why));
        }
    }
    Ok(match super::conferma::conferma(ente, arrivo, letta).await? {
        Ok(()) => Esito::presa(write_risposta_conferma(&letta.mittente)),
        // The official schema has no other way of saying it.
        Err(why) => Esito::errore(Colpa::Cliente, why),
    })
}

async fn annullamento(
    ente: &Ente,
    arrivo: &Arrivo<'_>,
    letto: &Annullamento,
    servizio: Servizio,
) -> Result<Esito, Error> {
    let dal_mittente = servizio == Servizio::Destinatario;
    let own = if dal_mittente { &letto.mittente } else { &letto.destinatario };
    if let Some(esito) = estranea(own, arrivo.peer) {
        return Ok(esito);
    }
    let why_not = if letto.provvedimento.is_none() {
        // Annex 6, 3.1.2 and 3.1.3: the reference to the act is owed.
        Some(AnomaliaAnnullamento::Irricevibile("Manca il riferimento al provvedimento che annulla.".into()))
    } else {
        prendi::annullamento(ente, arrivo, letto, dal_mittente).await?.err()
    };
    let xml = write_risposta_annullamento(servizio, letto, why_not.as_ref());
    Ok(if why_not.is_none() { Esito::presa(xml) } else { Esito::respinta(xml) })
}
