//! Reads the words of an entry's documents, so that it is found by what they say; then checks their signatures.

use std::sync::Arc;

use documents::{
    format::FormatId,
    store::Sha256Hash,
    text::{Extracted, Guard, OcrLimits, OcrTools, extract_guarded_stream, ocr},
};
use ente::Ente;
use jobs::{Failure, Job, Queue};
use kernel::{Actor, Uuid};
use ledger::Tx;
use sea_orm::ConnectionTrait;

use crate::{error::Error, firme::controlla::tutti, registrazione::indice, rules::RegistrazioneId, versione};

/// The job's name.
pub const KIND: &str = "protocollo.estrai_testo";
/// Text of all the documents of an entry that goes in the index, in bytes.
const MAX_TEXT: usize = 2_000_000;

/// Enqueues the reading in the transaction that registers.
pub(crate) async fn accoda(tx: &Tx, id: RegistrazioneId) -> Result<(), Error> {
    let new = jobs::NewJob::new(KIND, &id.to_string());
    jobs::enqueue(tx, tx.now(), tx.random(), &new).await?;
    Ok(())
}

/// The words read so far of an entry's documents; not of those that were discarded.
pub(crate) async fn testo_di<C: ConnectionTrait>(connection: &C, id: RegistrazioneId) -> Result<String, Error> {
    let sql = "SELECT t.text FROM protocollo_allegato a JOIN documents_document d ON d.id = a.documento_id \
               JOIN documents_text t ON t.sha256 = d.sha256 WHERE a.registrazione_id = $1 AND NOT EXISTS \
               (SELECT 1 FROM documents_disposal x WHERE x.document_id = d.id) ORDER BY a.ordine";
    let mut all = String::new();
    for row in db::rows(connection, sql, [id.into()]).await? {
        let text: String = row.try_get("", "text")?;
        all.push_str(&text);
        all.push('\n');
        if all.len() > MAX_TEXT {
            break;
        }
    }
    Ok(all)
}

/// The job.
#[derive(Debug)]
pub struct EstraiTesto;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for EstraiTesto {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "leggere i documenti di una registrazione, per trovarla con le loro parole, e controllarne le firme"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: RegistrazioneId =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale registrazione leggere."))?;
        leggi(ente, id)
            .await
            .map_err(|error| Failure::retry("Non è stato possibile leggere i documenti della registrazione.", error))?;
        // The words are in the index by now: whatever happens here, they stay.
        tutti(ente, id).await.map_err(|error| {
            let told = "I documenti della registrazione sono stati letti, ma le loro firme non sono state controllate: il programma \
                        riprova da solo; per non aspettare apri la pagina delle firme del documento e premi «Controlla le firme».";
            Failure::retry(told, error)
        })
    }
}

/// Reads what has not been read yet and puts the words in the index. Doing it twice changes nothing.
pub(crate) async fn leggi(ente: &Ente, id: RegistrazioneId) -> Result<(), Error> {
    let of = "protocollo_allegato x JOIN documents_document d ON d.id = x.documento_id WHERE x.registrazione_id = $1";
    for documento in da_leggere(ente, of, id.uuid()).await? {
        leggi_uno(ente, &documento).await?;
    }
    let tx = ente.ledger.begin(Actor::System("protocollo.estrai_testo"), "protocollo.indicizza").await?;
    let text = testo_di(&tx, id).await?;
    match indice::aggiorna(&tx, id, &text).await {
        // There is no such entry, and nothing was written.
        Err(Error::NotFound) => {}
        done => done?,
    }
    versione::da_sole(&tx, ente, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads the words of one document and keeps them beside its hash.
///
/// # Errors
/// Those of the store and the database.
pub(crate) async fn leggi_uno(ente: &Ente, documento: &DaLeggere) -> Result<(), Error> {
    let DaLeggere { hash, name, format } = documento;
    let stream = ente.archive.store().open(hash).await?;
    let mut read = extract_guarded_stream(&ente.reader, stream, name, Guard::background()).await;
    if read.needs_ocr {
        riconosci(ente, hash, *format, &mut read).await?;
    }
    let write = ente.db().write().await?;
    let sql = "INSERT INTO documents_text (sha256, text, pages, notes, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let values = [
        hash.0.to_vec().into(),
        read.text.into(),
        read.pages.map(i64::from).into(),
        read.notes.join("\n").into(),
        ente.ledger.now().into(),
    ];
    db::execute(&write, sql, values).await?;
    write.commit().await?;
    Ok(())
}

/// The words of a document that were read before, and what was noted, a line each; none where nobody has read it yet.
///
/// # Errors
/// Those of the database.
pub(crate) async fn parole(ente: &Ente, hash: &Sha256Hash) -> Result<Option<(String, String)>, Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT text, notes FROM documents_text WHERE sha256 = $1";
    let Some(row) = db::one(&read, sql, [hash.0.to_vec().into()]).await? else { return Ok(None) };
    Ok(Some((row.try_get("", "text")?, row.try_get("", "notes")?)))
}

/// Adds the words of a scan. The programs are looked for each time: whoever installs them need not start us again.
async fn riconosci(ente: &Ente, hash: &Sha256Hash, format: FormatId, read: &mut Extracted) -> Result<(), Error> {
    let tools = OcrTools::find(&std::env::var_os("PATH").unwrap_or_default()).await;
    let stream = ente.archive.store().open(hash).await?;
    let seen = ocr(stream, format, &tools, OcrLimits::default()).await?;
    read.text = format!("{}\n{}", read.text, seen.text).trim().to_owned();
    seen.notes.into_iter().for_each(|note| read.note(note));
    Ok(())
}

/// A document whose words nobody has read yet.
pub(crate) struct DaLeggere {
    pub(crate) hash: Sha256Hash,
    pub(crate) name: String,
    pub(crate) format: FormatId,
}

/// Those `of` something: tables with the documents as `d`, and the condition with the id of the thing.
///
/// # Errors
/// Those of the database.
pub(crate) async fn da_leggere(ente: &Ente, of: &str, id: Uuid) -> Result<Vec<DaLeggere>, Error> {
    let read = ente.db().read().await?;
    let sql = format!(
        "SELECT DISTINCT d.sha256, d.name, d.format FROM {of} AND NOT EXISTS (SELECT 1 FROM documents_text t WHERE t.sha256 = d.sha256) \
         AND NOT EXISTS (SELECT 1 FROM documents_disposal s WHERE s.document_id = d.id)"
    );
    let rows = db::rows(&read, &sql, [id.into()]).await?;
    let read = |row: &sea_orm::QueryResult| {
        let hash: Vec<u8> = row.try_get("", "sha256")?;
        let format: String = row.try_get("", "format")?;
        Ok(DaLeggere {
            hash: Sha256Hash(hash.try_into().unwrap_or_default()),
            name: row.try_get("", "name")?,
            format: FormatId::from_code(&format),
        })
    };
    rows.iter().map(read).collect()
}
