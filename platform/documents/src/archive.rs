use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::{StreamExt, TryStreamExt, stream};
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::io::AsyncRead;

use crate::{
    discard::DESTROYED,
    format::recognise,
    scan::Doorkeeper,
    store::{Sha256Hash, Soundness, Store, StoreError, Stored},
    tables::{disposal, document},
};

/// The longest name kept: what filesystems allow.
const LONGEST_NAME: usize = 255;
/// Files that are reread together: enough to keep a disk busy.
const FILES_AT_ONCE: usize = 4;

/// One ente's documents: the store with the bytes, and the table with their names.
#[derive(Clone, Debug)]
pub struct Archive {
    store: Arc<dyn Store>,
    pub(crate) doorkeeper: Option<Arc<Doorkeeper>>,
}

/// What [`Archive::check_files`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What does not hold.
    pub bad: Vec<BadFile>,
    /// How many documents were discarded, by who authorised it: their bytes are not missing, they were destroyed.
    pub discarded: BTreeMap<String, u64>,
}

/// A problem that [`Archive::check_files`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// The document.
    pub document: document::Model,
    /// What is wrong, as an Italian sentence.
    pub what: String,
}

impl Archive {
    /// The archive over a store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, doorkeeper: None }
    }

    /// The store behind it.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Takes in a file: when this returns its bytes are durable. A row that names them may then be written with
    /// [`Archive::name`]; until then nobody sees them. Where an antivirus is at the door ([`Archive::guarded`]) it looks at the bytes
    /// as they come.
    ///
    /// # Errors
    /// Those of the store: too large, disk full, store away; [`StoreError::Infected`] and [`StoreError::Unscanned`].
    pub async fn receive(
        &self,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError> {
        match &self.doorkeeper {
            Some(doorkeeper) => doorkeeper.receive(&*self.store, reader, size_limit).await,
            None => self.store.put_stream(reader, size_limit).await,
        }
    }

    /// Takes in, as [`Archive::receive`] does, a file that this program has made itself, or that proves what was done and may not be
    /// lost: the antivirus is not asked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn receive_own(
        &self,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError> {
        self.store.put_stream(reader, size_limit).await
    }

    /// Writes the row of a stored file under the name with which it came, in the caller's transaction.
    ///
    /// # Errors
    /// Those of the ledger; [`ledger::Error::Gone`] where the bytes were the same as those of a discarded document, and were destroyed
    /// after they were taken in.
    pub async fn name(&self, tx: &mut Tx, stored: &Stored, name: &str) -> Result<document::Model, ledger::Error> {
        self.not_destroyed(tx, &stored.sha256).await?;
        let name = clean_name(name);
        let whole = (stored.size == stored.head.len() as u64).then_some(&stored.head[..]);
        let format = recognise(&stored.head, &name, whole);
        let row = document::Model {
            id: tx.id(),
            sha256: stored.sha256.0.to_vec(),
            size: i64::try_from(stored.size).unwrap_or(i64::MAX),
            name,
            format: format.id.code(),
            detail: format.detail,
            mismatch: format.mismatch,
            created_at: tx.now(),
        };
        tx.insert(row).await
    }

    /// A file that was taken in earlier, by its hash: as [`Archive::receive`] gave it.
    ///
    /// # Errors
    /// Those of the store; [`StoreError::NotFound`] when it is not there.
    pub async fn stored(&self, sha256: Sha256Hash) -> Result<Stored, StoreError> {
        let size = self.store.size(&sha256).await?.ok_or(StoreError::NotFound { sha: sha256 })?;
        let head = self.store.get_range(&sha256, 0..size.min(crate::store::HEAD_BYTES as u64)).await?;
        Ok(Stored { sha256, size, already_there: true, head })
    }

    /// The documents with these ids, in no promised order.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find<C: ConnectionTrait>(
        &self,
        connection: &C,
        ids: &[Uuid],
    ) -> Result<Vec<document::Model>, db::Error> {
        let select = document::Entity::find().filter(document::Column::Id.is_in(ids.iter().copied()));
        Ok(select.all(connection).await?)
    }

    /// The other documents with the same bytes: a duplicate is told to the clerk, never refused.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn same_bytes<C: ConnectionTrait>(
        &self,
        connection: &C,
        hash: &Sha256Hash,
    ) -> Result<Vec<document::Model>, db::Error> {
        let select = document::Entity::find().filter(document::Column::Sha256.eq(hash.0.to_vec()));
        Ok(select.all(connection).await?)
    }

    /// The whole file in memory, up to `limit` bytes: for parsers. `None` when it is longer.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn bytes(&self, document: &document::Model, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        if document.size.unsigned_abs() > limit {
            return Ok(None);
        }
        self.content(&document.hash(), document.size.unsigned_abs()).await.map(Some)
    }

    /// The whole file with this hash in memory, whether a document has it or not: whoever asks has bounded it. `size`: how long it is,
    /// as far as that is known.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn content(&self, hash: &Sha256Hash, size: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        let mut stream = self.store.open(hash).await?;
        while let Some(piece) = stream.next().await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes)
    }

    /// Reads every file again and compares it with its hash; `progress` hears how many are done. A document that was discarded with an
    /// authorisation is none that is lost; one whose bytes are there again, and are no other document's, does not hold.
    ///
    /// # Errors
    /// Those of the database, and a store that is away; a file that does not hold is not an error but a [`BadFile`].
    pub async fn check_files(&self, db: &db::Db, mut progress: impl FnMut(u64) + Send) -> Result<Checked, CheckError> {
        let (mut found, mut done, mut after) = (Checked::default(), 0, Uuid::nil());
        loop {
            let page = Page::after(db, after).await?;
            let Some(last) = page.documents.last() else { return Ok(found) };
            after = last.id.uuid();
            // The same annex often comes with many papers, one after the other: it is read once.
            let hashes: BTreeSet<Sha256Hash> = page.documents.iter().map(document::Model::hash).collect();
            let checks = hashes
                .into_iter()
                .map(|hash| async move { Ok::<_, StoreError>((hash, self.store.check(&hash).await?)) });
            let states: BTreeMap<Sha256Hash, Soundness> =
                stream::iter(checks).buffered(FILES_AT_ONCE).try_collect().await?;
            for document in page.documents {
                let state = states.get(&document.hash()).unwrap_or(&Soundness::Missing);
                let what = match page.discarded.get(&document.id.uuid()) {
                    None => wrong(&document, state),
                    Some(row) => {
                        *found.discarded.entry(row.authority.clone()).or_default() += 1;
                        let there = row.state == DESTROYED && *state != Soundness::Missing;
                        let again = there && !self.named_by_another(&db.read().await?, &row.hash()).await?;
                        again.then(|| back(row))
                    }
                };
                found.bad.extend(what.map(|what| BadFile { document, what }));
                done += 1;
                progress(done);
            }
        }
    }
}

/// Documents that are checked together, and which of them were discarded.
struct Page {
    documents: Vec<document::Model>,
    discarded: BTreeMap<Uuid, disposal::Model>,
}

impl Page {
    async fn after(db: &db::Db, after: Uuid) -> Result<Self, db::Error> {
        let read = db.read().await?;
        let select = document::Entity::find().filter(document::Column::Id.gt(after));
        let documents = select.order_by_asc(document::Column::Id).limit(500).all(&read).await?;
        let ids = documents.iter().map(|document| document.id);
        let rows = disposal::Entity::find().filter(disposal::Column::DocumentId.is_in(ids)).all(&read).await?;
        let discarded = rows.into_iter().map(|row| (row.document_id.uuid(), row)).collect();
        Ok(Self { documents, discarded })
    }
}

/// What does not hold of a document that was not discarded.
fn wrong(document: &document::Model, state: &Soundness) -> Option<String> {
    match state {
        Soundness::Sound { size } if *size == document.size.unsigned_abs() => None,
        Soundness::Sound { size } => Some(format!("Il file ha {size} byte, il registro ne segna {}.", document.size)),
        Soundness::Altered { .. } => Some("Il file non è quello registrato: il contenuto è cambiato.".to_owned()),
        Soundness::Missing => Some("Il file non c'è più.".to_owned()),
    }
}

/// What does not hold of a discarded document whose bytes are there again.
fn back(row: &disposal::Model) -> String {
    format!(
        "Il documento è stato scartato ({}) e il suo contenuto distrutto, ma nell'archivio c'è di nuovo: viene da una copia di \
         sicurezza, oppure qualcuno ha caricato lo stesso file senza registrarlo ancora. Dalla pagina dello scarto ripeti la distruzione.",
        row.authority
    )
}

/// Why files could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a character of an outsider's line may stand in one of ours: no control character, and no mark that turns the
/// direction of writing or is not seen at all. What joins letters or keeps them apart stays: some scripts, and emoji, need it.
pub fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A name without path, control characters and marks that turn the direction of writing, which make "gpj.exe" of
/// "exe.jpg"; never empty.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean: String = last.chars().filter(|c| is_plain(*c)).collect::<String>().trim().to_owned();
    while clean.len() > LONGEST_NAME {
        clean.pop();
    }
    // A name of points alone is a folder.
    if clean.bytes().all(|byte| byte == b'.') { "senza nome".into() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn a_name_cannot_be_a_path_nor_turn_its_extension_around() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\fatture\\marzo.pdf"), "marzo.pdf");
        assert_eq!(clean_name("fattura\u{202e}fdp.exe"), "fatturafdp.exe");
        assert_eq!(clean_name(" \u{0} "), "senza nome");
        assert_eq!([clean_name(".."), clean_name("a/."), clean_name("\u{feff}\u{200b}")], ["senza nome"; 3]);
        assert_eq!(clean_name("fat\u{ad}tu\u{2060}ra\u{206a}.pdf"), "fattura.pdf");
        assert!(clean_name(&"è".repeat(400)).len() <= 255);
    }
}
