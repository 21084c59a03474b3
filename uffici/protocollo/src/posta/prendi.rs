//! To take a message: its bytes are durable already; here it becomes a thing of the office, in one commit, before anything is
//! moved in the mailbox. Taken twice it is taken once.

use std::collections::HashMap;

use documents::store::Stored;
use ente::Ente;
use kernel::{Actor, Instant};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use tokio::sync::Semaphore;

use super::{
    MessaggioId, Stato,
    busta::{Busta, di, illeggibile},
    firma::{
        self, DaVerificare, Firma,
        fiducia::{Fiducia, fiducia},
        giudizio,
    },
    tabelle::firma as firma_riga,
};
use crate::{
    bozza::bytes_of,
    error::Error,
    eventi,
    jobs::leggi_caselle::KIND,
    posta::respinta,
    riscontro::{arriva::alla_presa, sigillo},
    rules::RegistrazioneId,
    spedizione::ricevuta,
    tables::{casella, invio, messaggio, messaggio_stato},
};

/// Where in a mailbox a message lies.
#[derive(Clone, Copy, Debug)]
pub struct Posto<'a> {
    /// Which mailbox and folder this really was: the settings may since say another under the same name.
    pub cartella: &'a str,
    /// While it stays the same, so do the UIDs.
    pub uidvalidity: u32,
    /// The message's own.
    pub uid: u32,
}

/// One message of the whole program is in memory at a time, however many mailboxes are read.
static APERTURA: Semaphore = Semaphore::const_new(1);

/// What came of taking a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preso {
    /// It is new.
    Nuovo(MessaggioId),
    /// It had been taken already.
    Noto(MessaggioId),
}

/// Takes a message. `nota` says what was odd about how it came.
///
/// # Errors
/// Those of the store and the database: nothing was taken then, and the message is to stay where it is.
pub async fn prendi(
    ente: &Ente,
    casella: &casella::Model,
    stored: &Stored,
    posto: Option<Posto<'_>>,
    nota: Option<String>,
) -> Result<Preso, Error> {
    let fidati = match casella.certificata {
        true => fiducia(&ente.db().read().await?).await?,
        false => Fiducia::default(),
    };
    let busta = apri(ente, stored, casella.certificata, &fidati).await?;
    match scrivi(ente, casella, stored, posto, &busta, nota.as_deref()).await {
        // Two readings at once: the other was quicker, and this time its row is found.
        Err(Error::Db(db::Error::Conflict(_)) | Error::Ledger(ledger::Error::Db(db::Error::Conflict(_)))) => {
            scrivi(ente, casella, stored, posto, &busta, nota.as_deref()).await
        }
        other => other,
    }
}

/// Reads the message. What is too large to be read is kept all the same.
pub(super) async fn apri(ente: &Ente, stored: &Stored, certificata: bool, fidati: &Fiducia) -> Result<Busta, Error> {
    if stored.size > pec::limits::MESSAGE_MAX as u64 {
        return Ok(illeggibile("è troppo grande per essere aperto qui"));
    }
    // Nobody closes it: there is always a turn to wait for.
    let turn = APERTURA.acquire().await.ok();
    let bytes = bytes_of(ente, stored.sha256).await?;
    // The turn goes along: whoever waits for the answer may give up, and the bytes are there until it is read.
    let now = ente.ledger.now();
    let read = tokio::task::spawn_blocking(move || {
        let read = leggi(bytes, certificata, now);
        (read, turn)
    })
    .await;
    let Ok(((mut busta, firma), turn)) = read else { return Ok(illeggibile("chi lo legge si è fermato")) };
    busta.firma = match firma {
        Some(Ok(da)) => Some(giudizio::verifica(&da, &fidati.pem).await),
        Some(Err(firma)) => Some(firma),
        None => None,
    };
    // The turn ends here: what is signed in the message was in memory until now.
    drop(turn);
    let quando = sigillo::esistenza(&busta, now);
    busta.sigillo_risposta = sigillo::della_risposta(ente, &mut busta.protocollo, quando.clone()).await;
    busta.sigillo = sigillo::verifica(ente, &mut busta.protocollo, quando).await;
    let conta = busta.firma.as_ref().map(|firma| firma.esito.conta(fidati.severa));
    busta.creduta = conta == Some(true);
    busta.sospetta = (busta.ricevuta.is_some() || busta.protocollo.notifica.is_some()) && conta == Some(false);
    Ok(busta)
}

/// What a message says, and what is to be checked of its signature. Only in a certified mailbox is one expected.
fn leggi(bytes: Vec<u8>, certificata: bool, now: Instant) -> (Busta, Option<Result<DaVerificare, Firma>>) {
    match pec::read_bytes(bytes.into()) {
        Ok(message) => (di(&message, certificata), firma::di(&message, now).filter(|_| certificata)),
        Err(error) => (illeggibile(&error.to_string()), None),
    }
}

async fn scrivi(
    ente: &Ente,
    casella: &casella::Model,
    stored: &Stored,
    posto: Option<Posto<'_>>,
    busta: &Busta,
    nota: Option<&str>,
) -> Result<Preso, Error> {
    let mut tx = ente.ledger.begin(Actor::System(KIND), "protocollo.prendi_messaggio").await?;
    let impronta = stored.sha256.to_string();
    let same = messaggio::Entity::find()
        .filter(messaggio::Column::CasellaId.eq(casella.id))
        .filter(messaggio::Column::Impronta.eq(impronta.as_str()))
        .one(&tx)
        .await?;
    if let Some(known) = same {
        segna(&tx, casella, posto, known.id).await?;
        tx.commit().await?;
        return Ok(Preso::Noto(known.id));
    }
    let documento = ente.archive.name(&mut tx, stored, "messaggio.eml").await?;
    let mut note: Vec<&str> = nota.into_iter().collect();
    if let Some(id) = &busta.message_id
        && gia_visto(&tx, casella, id).await?
    {
        // Only the bytes make two messages one: anybody can write another's identifier.
        note.push("Un altro messaggio di questa casella ha lo stesso identificativo: può essere una copia.");
    }
    let row = messaggio::Model {
        id: tx.id(),
        casella_id: casella.id,
        documento_id: documento.id,
        impronta,
        tipo: busta.tipo.clone(),
        message_id: busta.message_id.clone(),
        riferimento: busta.riferimento.clone(),
        mittente: busta.mittente.clone(),
        indirizzo: busta.indirizzo.clone(),
        consegna: busta.consegna.clone(),
        oggetto: busta.oggetto.clone(),
        gestore: busta.gestore.clone(),
        certificato_at: busta.certificato_at,
        spedito_at: busta.spedito_at,
        preso_at: tx.now(),
        byte: i64::try_from(stored.size).unwrap_or(i64::MAX),
        allegati: busta.allegati,
        anomalie: in_righe(&busta.anomalie),
        nota: in_righe(&note),
        riguarda_id: riguarda(&tx, busta).await?,
        identificativo: busta.identificativo.clone(),
        risponde_id: risponde(&tx, busta).await?,
    };
    let row = tx.insert(row).await?;
    let id = row.id;
    let (mut stato, motivo) = busta.stato();
    if let Some(riga) = ricevuta::trova(&tx, casella, busta).await? {
        ricevuta::applica(&mut tx, &riga, busta, id).await?;
        // A failure waits on the page of the entry and on the desk, with what to do: not here too.
        stato = Stato::Ricevuta;
    } else if let Some(riga) = respinta::trova(&tx, casella, busta).await? {
        respinta::applica(&mut tx, &riga, casella, busta, id).await?;
        stato = Stato::Ricevuta;
    } else if alla_presa(&mut tx, ente, casella, busta, &row).await? {
        stato = Stato::Ricevuta;
    }
    if let Some(firma) = &busta.firma {
        let row = firma_di(&tx, id, firma, !busta.sospetta);
        tx.insert(row).await?;
    }
    if stato != Stato::Ricevuta {
        webhooks::tell(&tx, eventi::MESSAGGIO, id.uuid()).await?;
    }
    let stato = messaggio_stato::Model {
        id: tx.id(),
        messaggio_id: id,
        stato: stato.code().into(),
        motivo: motivo.map(str::to_owned),
        persona_id: None,
        at: tx.now(),
        registrazione_id: None,
    };
    tx.insert(stato).await?;
    segna(&tx, casella, posto, id).await?;
    tx.commit().await?;
    Ok(Preso::Nuovo(id))
}

/// One line for each, where there is any.
fn in_righe<T: AsRef<str>>(lines: &[T]) -> Option<String> {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Notes that what lies there is this message.
async fn segna(tx: &Tx, casella: &casella::Model, posto: Option<Posto<'_>>, id: MessaggioId) -> Result<(), Error> {
    let Some(Posto { cartella, uidvalidity, uid }) = posto else { return Ok(()) };
    let sql = "INSERT INTO protocollo_messaggio_posto (casella_id, cartella, uidvalidity, uid, messaggio_id) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let [uidvalidity, uid] = [uidvalidity, uid].map(i64::from);
    db::later(tx, sql, [casella.id.into(), cartella.into(), uidvalidity.into(), uid.into(), id.into()]).await?;
    Ok(())
}

async fn gia_visto(tx: &Tx, casella: &casella::Model, message_id: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM protocollo_messaggio WHERE casella_id = $1 AND message_id = $2 LIMIT 1";
    Ok(db::one(tx, sql, [casella.id.into(), message_id.into()]).await?.is_some())
}

/// The row of a signature that was checked.
pub(super) fn firma_di(tx: &Tx, id: MessaggioId, firma: &Firma, contata: bool) -> firma_riga::Model {
    firma_riga::Model {
        id: tx.id(),
        messaggio_id: id,
        esito: firma.esito.code().into(),
        firmatario: firma.firmatario.clone(),
        autorita: firma.autorita.clone(),
        motivo: firma.motivo.clone(),
        contata,
        verificata_at: tx.now(),
    }
}

/// The entry with which the message left that this one answers: it names our identifier, or the one that the provider gave to what
/// we sent and told us in the receipts.
async fn risponde(tx: &Tx, busta: &Busta) -> Result<Option<RegistrazioneId>, Error> {
    let places: Vec<String> = (1..=busta.risponde_a.len()).map(|place| format!("${place}")).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let places = places.join(", ");
    // Of the receipts of one message there are as many as it had addressees: they are one line here.
    let sql = format!(
        "SELECT message_id AS nome, registrazione_id AS id FROM protocollo_invio WHERE message_id IN ({places}) \
         UNION SELECT identificativo AS nome, riguarda_id AS id FROM protocollo_messaggio \
         WHERE identificativo IN ({places}) AND riguarda_id IS NOT NULL"
    );
    let mut known: HashMap<String, RegistrazioneId> = HashMap::new();
    let values: Vec<Value> = busta.risponde_a.iter().map(|id| Value::from(id.as_str())).collect();
    for row in &db::rows(tx, &sql, values).await? {
        known.insert(row.try_get("", "nome")?, row.try_get("", "id")?);
    }
    Ok(busta.risponde_a.iter().find_map(|id| known.get(id).copied()))
}

/// The entry with which the message left that a receipt or a report is about, where we know it.
async fn riguarda(tx: &Tx, busta: &Busta) -> Result<Option<RegistrazioneId>, Error> {
    let receipt = busta.riferimento.as_ref().filter(|_| busta.ricevuta.is_some());
    let report = || busta.respinta.as_ref()?.message_id.as_ref();
    let Some(id) = receipt.or_else(report) else { return Ok(None) };
    let found = invio::Entity::find().filter(invio::Column::MessageId.eq(id.as_str())).one(tx).await?;
    Ok(found.map(|invio| invio.registrazione_id))
}
