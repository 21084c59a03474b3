//! Adds to a document that all have signed what a verifier will want when nobody can be asked any more (level B-LT), where the ente wants
//! it; and to those of other offices, which write what comes out. The signatures are there already: who does not answer takes nothing away
//! from them, and is asked again.

use std::{io::Cursor, sync::Arc, time::Duration};

use ::jobs::{Failure, Job, Queue};
use documents::document;
use ente::Ente;
use kernel::{Actor, Id};
use ledger::Tx;
use porte::sottoscrizione::Durevole;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::verify::report::{Mark, Report};

use super::{avvisa, controlla};
use crate::{
    error::Error,
    firma::{
        Porta,
        carte::{Uffici, ufficio},
        durevole::{Prove, con_prove, mancanti, nome_in_xml},
        marche::Marche,
        nome_di, via,
    },
    rules::{Formato, RichiestaId, Stato},
    tables::{durata, firma, richiesta},
};

/// The job's name.
pub const KIND: &str = "librofirma.rendi_durevole";
/// Seconds to wait before each time: a list of revocations made once a day says nothing yet of what was signed just now.
const PAUSE: [u64; 8] = [60, 600, 3_600, 6 * 3_600, 12 * 3_600, 86_400, 86_400, 2 * 86_400];
/// Most bytes of a document with its evidence: more are not judged.
const BYTE_MAX: u64 = validation::BYTES_MAX;

/// Enqueues it in the transaction that writes the last signature.
pub(crate) async fn accoda(tx: &Tx, id: RichiestaId) -> Result<(), Error> {
    metti(tx, &id.to_string()).await
}

/// The same of a document of another office, in whose transaction it is.
pub(crate) async fn accoda_carta(tx: &Tx, ufficio: &str, id: Id<document::Entity>) -> Result<(), Error> {
    metti(tx, &format!("{ufficio} {id}")).await
}

async fn metti(tx: &Tx, payload: &str) -> Result<(), Error> {
    let new = ::jobs::NewJob::new(KIND, payload).dedup(payload.to_owned());
    ::jobs::enqueue(tx, tx.now(), tx.random(), &new).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct RendiDurevole {
    /// The offices whose documents are made to last.
    pub uffici: Uffici<'static>,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for RendiDurevole {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "aggiungere a un documento firmato le prove per verificarlo negli anni"
    }

    fn max_attempts(&self) -> u32 {
        u32::try_from(PAUSE.len()).unwrap_or(u32::MAX) + 1
    }

    fn backoff(&self, attempt: u32) -> Duration {
        let place = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        Duration::from_secs(PAUSE.get(place).or(PAUSE.last()).copied().unwrap_or(60))
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let unknown = || Failure::give_up("Il lavoro non dice quale documento completare.");
        let done = match payload.split_once(' ') {
            Some((ufficio, id)) => carta(ente, (self.uffici, ufficio), id.parse().map_err(|_| unknown())?).await,
            None => rendi(ente, payload.parse().map_err(|_| unknown())?).await,
        };
        match done {
            Ok(Fatto::Niente | Fatto::Aggiunte) => Ok(()),
            Ok(Fatto::PiuTardi(why)) => {
                let told = "Il documento è firmato, e le prove per verificarlo negli anni non si hanno ancora: si riprova da soli.";
                Err(Failure::retry(told, why))
            }
            Ok(Fatto::Mai(why)) => {
                let told = "Il documento è firmato e lo resta, ma le prove per verificarlo negli anni (livello LT) non si possono \
                            aggiungere: guarda il controllo delle sue firme, e mandalo presto in conservazione.";
                Err(Failure::give_up(told).because(why))
            }
            Err(error) => {
                let told = "Il documento è firmato, ma le prove per verificarlo negli anni non si sono potute aggiungere: si riprova da soli.";
                Err(Failure::retry(told, error))
            }
        }
    }
}

/// What came of it.
#[derive(Debug)]
enum Fatto {
    /// There was nothing to add.
    Niente,
    /// The document has them now.
    Aggiunte,
    /// Something is missing that may come.
    PiuTardi(String),
    /// Something is missing that will not come.
    Mai(String),
}

/// Doing it twice changes nothing: a request has them once.
async fn rendi(ente: &Ente, id: RichiestaId) -> Result<Fatto, Error> {
    let Some((riga, document, firme)) = da_fare(ente, id).await? else { return Ok(Fatto::Niente) };
    let formato = Formato::from_code(&riga.formato).unwrap_or(Formato::Cades);
    let ultima = match firme.last() {
        Some(last) if formato == Formato::Xades && last.porta == Porta::Riportata.code() => {
            match riportata(ente, &document, last).await? {
                Ok(name) => name,
                Err(not) => return Ok(not),
            }
        }
        last => last.map(|last| nome_di(last.passo_id)).unwrap_or_default(),
    };
    let stamped = firme.iter().all(|firma| firma.marcata);
    match completo(ente, &document, (formato, &ultima), stamped).await? {
        Ok((made, counted)) => {
            scrivi(ente, riga, &document, made, counted).await?;
            Ok(Fatto::Aggiunte)
        }
        Err(not) => Ok(not),
    }
}

/// The name that a signature brought back has in its XML, or why it has none.
async fn riportata(
    ente: &Ente,
    document: &document::Model,
    last: &firma::Model,
) -> Result<Result<String, Fatto>, Error> {
    let bytes = ente.archive.bytes(document, BYTE_MAX).await?.ok_or(Error::Interrupted)?;
    let certificate = last.certificato.clone();
    o_mai(via(move || nome_in_xml(&bytes, &certificate)).await)
}

/// Of a document of another office, which has it once.
async fn carta(ente: &Ente, (uffici, code): (Uffici<'static>, &str), id: Id<document::Entity>) -> Result<Fatto, Error> {
    let office = ufficio(uffici, code)?;
    let Some(found) = office.da_rendere_durevole(ente, id).await? else { return Ok(Fatto::Niente) };
    // Nothing else in the file has this name.
    let ultima = format!("Documento-{}", id.uuid().simple());
    match completo(ente, &found.documento, (Formato::Pades, &ultima), found.marcata).await? {
        Ok((byte, [certificati, liste, risposte])) => {
            office.reso_durevole(ente, id, Durevole { byte, certificati, liste, risposte }).await?;
            ente.bell.ring();
            Ok(Fatto::Aggiunte)
        }
        Err(not) => Ok(not),
    }
}

/// A document with its evidence, and how many certificates, lists and answers went into it.
type Completo = (Vec<u8>, [i64; 3]);

/// The document with what it lacks, or why not. `stamped`: whether each of its signatures bears a time stamp.
async fn completo(
    ente: &Ente,
    document: &document::Model,
    (formato, ultima): (Formato, &str),
    stamped: bool,
) -> Result<Result<Completo, Fatto>, Error> {
    let bytes = ente.archive.bytes(document, BYTE_MAX).await?.ok_or(Error::Interrupted)?;
    let bytes = if stamped {
        bytes
    } else {
        match marcato(ente, formato, bytes, ultima).await? {
            Ok(bytes) => bytes,
            Err(not) => return Ok(Err(not)),
        }
    };
    let found = validation::lasting(ente, bytes.clone()).await?;
    if !found.is_whole() {
        let why = found.report.sentence.clone();
        return Ok(Err(if found.later { Fatto::PiuTardi(why) } else { Fatto::Mai(why) }));
    }
    let signatures = found.report.signatures.len();
    let prove = Prove::from(found);
    if stamped && !prove.mancano() {
        return Ok(Err(Fatto::Niente));
    }
    let (counted, name) = (conta(&prove), ultima.to_owned());
    let made = match o_mai(via(move || con_prove(formato, &bytes, &prove, &name)).await)? {
        Ok(made) if made.len() as u64 <= BYTE_MAX => made,
        Ok(_) => return Ok(Err(Fatto::Mai("con le prove il documento è troppo grande".into()))),
        Err(not) => return Ok(Err(not)),
    };
    let report = validation::judge_own(ente, made.clone(), ente.ledger.now()).await?;
    if !regge(&report, signatures) {
        let why = format!("con le prove le firme non si controllano più: {}", report.sentence);
        return Ok(Err(Fatto::Mai(why)));
    }
    Ok(Ok((made, counted)))
}

/// The document with the time stamps that its signatures lack, or why not.
async fn marcato(ente: &Ente, formato: Formato, bytes: Vec<u8>, ultima: &str) -> Result<Result<Vec<u8>, Fatto>, Error> {
    // A time stamp has its price: none is asked for while it cannot be told whether the certificates were revoked.
    let without = validation::lasting(ente, bytes.clone()).await?;
    if without.later {
        return Ok(Err(Fatto::PiuTardi(without.report.sentence)));
    }
    let name = ultima.to_owned();
    let lacking = via(move || {
        let lacking = mancanti(formato, &bytes, &name)?;
        Ok((bytes, name, lacking))
    });
    let (bytes, name, lacking) = match o_mai(lacking.await)? {
        Ok(found) => found,
        Err(not) => return Ok(Err(not)),
    };
    let (mut marche, mut stamps) = (Marche::di(ente), Vec::new());
    for hash in lacking.impronte() {
        let Some(stamp) = marche.marca_impronta(ente, &hash).await else {
            let why = "una firma non ha la marca temporale, e l'autorità per le marche non risponde o non c'è";
            return Ok(Err(Fatto::PiuTardi(why.into())));
        };
        stamps.push(stamp);
    }
    o_mai(via(move || lacking.con_marche(&bytes, &name, &stamps)).await)
}

/// What a file does not bear will not be borne another time.
fn o_mai<T>(done: Result<T, Error>) -> Result<Result<T, Fatto>, Error> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(why)) => Ok(Err(Fatto::Mai(why.to_string()))),
        Err(error) => Err(error),
    }
}

/// A request, its document and its signatures in their order.
type DaFare = (richiesta::Model, document::Model, Vec<firma::Model>);

/// What is to be done; none where nothing is to be done.
async fn da_fare(ente: &Ente, id: RichiestaId) -> Result<Option<DaFare>, Error> {
    let read = ente.db().read().await?;
    let Some(riga) = richiesta::Entity::find_by_id(id).one(&read).await? else { return Ok(None) };
    let there = durata::Entity::find().filter(durata::Column::RichiestaId.eq(id)).one(&read).await?;
    if Stato::of(&riga.stato) != Stato::Firmata || there.is_some() {
        return Ok(None);
    }
    let firme = firma::Entity::find()
        .filter(firma::Column::RichiestaId.eq(id))
        .order_by_asc(firma::Column::Id)
        .all(&read)
        .await?;
    // Nobody can be asked about certificates that the authority for trials made for one go.
    if firme.iter().any(|firma| firma.porta == Porta::Prova.code()) {
        return Ok(None);
    }
    let document = ente.archive.find(&read, &[riga.attuale_id.uuid()]).await?.pop();
    Ok(document.map(|document| (riga, document, firme)))
}

/// Whether all the signatures are still there, and none is false.
fn regge(report: &Report, signatures: usize) -> bool {
    report.mark != Mark::Red && report.signatures.len() == signatures
}

/// Certificates, lists, answers.
fn conta(prove: &Prove) -> [i64; 3] {
    [&prove.certificati, &prove.liste, &prove.risposte].map(|all| i64::try_from(all.len()).unwrap_or(i64::MAX))
}

/// Writes the document and where the request stands: all or nothing.
async fn scrivi(
    ente: &Ente,
    riga: richiesta::Model,
    before: &document::Model,
    bytes: Vec<u8>,
    [certificati, liste, risposte]: [i64; 3],
) -> Result<(), Error> {
    let stored = ente.archive.receive_own(&mut Cursor::new(bytes), BYTE_MAX).await?;
    let mut tx = ente.ledger.begin(Actor::System(KIND), KIND).await?;
    let document = ente.archive.name(&mut tx, &stored, &before.name).await?;
    let row = durata::Model {
        id: tx.id(),
        richiesta_id: riga.id,
        prima_id: before.id,
        documento_id: document.id,
        certificati,
        liste,
        risposte,
        at: tx.now(),
    };
    tx.insert(row).await?;
    // Another that did the same meanwhile moved the row: this one is done again, and finds that nothing is to be done.
    let after = richiesta::Model { attuale_id: document.id, ..riga.clone() };
    let after = tx.update(&riga, after).await?;
    controlla::accoda(&tx, document.id).await?;
    avvisa::accoda(&tx, &after).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_silent_is_asked_again_for_days_at_growing_distances() {
        let job = RendiDurevole { uffici: &[] };
        let all: Vec<u64> = (1..job.max_attempts()).map(|n| job.backoff(n).as_secs()).collect();
        assert!(all.is_sorted() && all.iter().sum::<u64>() > 4 * 86_400, "{all:?}");
        assert_eq!(job.queue(), Queue::HEAVY);
    }
}
