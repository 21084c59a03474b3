//! To discard documents with an authorisation: the row stays, the bytes go.
//!
//! Three steps, so that a program that is killed between any two of them can go on and nothing is ever taken for lost:
//!
//! 1. [`Archive::discard`] writes, in the transaction of whoever decides, that the document is discarded and by whose authority. From its
//!    commit on nobody is given the document.
//! 2. [`Archive::destroy`], at the earliest [`QUIET_SECONDS`] later, deletes the bytes, unless a document that was not discarded has the
//!    same ones, and writes what became of them.
//! 3. [`Archive::name`] refuses to name bytes that were destroyed after somebody took them in.
//!
//! Why the pause: a transaction that began before the first step was durable does not know of it, and may name the same bytes. None lives
//! so long. One that begins later locks the row of the first step, and the two wait for each other.

use db::Later;
use kernel::{Id, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Archive,
    store::{Sha256Hash, StoreError},
    tables::{disposal, document},
};

/// Seconds between the decision and the earliest destruction: longer than any transaction lives.
pub const QUIET_SECONDS: i64 = 600;

/// Decided, and the bytes may still be there.
const DECIDED: &str = "decided";
/// The bytes are gone.
pub(crate) const DESTROYED: &str = "destroyed";
/// The bytes stay, for another document.
const SHARED: &str = "shared";

/// What is told to whoever names bytes that were destroyed meanwhile.
const GONE: &str =
    "Questo file era uguale a un documento scartato, che nel frattempo è stato distrutto. Caricalo di nuovo e ripeti.";
/// What is told where the store does not say whether they are there still.
const UNSURE: &str = "Questo file era uguale a un documento scartato, e l'archivio non risponde: non si sa se il contenuto c'è ancora. \
                      Riprova tra qualche minuto.";

/// Why the bytes of a discarded document were not destroyed.
#[derive(Debug, thiserror::Error)]
pub enum DestroyError {
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Archive {
    /// That a document was discarded; none where it was not.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn disposal<C: ConnectionTrait>(
        &self,
        connection: &C,
        document: Id<document::Entity>,
    ) -> Result<Option<disposal::Model>, db::Error> {
        let select = disposal::Entity::find().filter(disposal::Column::DocumentId.eq(document));
        Ok(select.one(connection).await?)
    }

    /// Those of these documents that were not discarded, in the same order.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn not_discarded<C: ConnectionTrait>(
        &self,
        connection: &C,
        mut documents: Vec<document::Model>,
    ) -> Result<Vec<document::Model>, db::Error> {
        let ids = documents.iter().map(|document| document.id);
        let rows = disposal::Entity::find().filter(disposal::Column::DocumentId.is_in(ids)).all(connection).await?;
        documents.retain(|document| rows.iter().all(|row| row.document_id != document.id));
        Ok(documents)
    }

    /// What a matter had discarded, in the order in which it did.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn discarded_by<C: ConnectionTrait>(
        &self,
        connection: &C,
        matter: Uuid,
    ) -> Result<Vec<disposal::Model>, db::Error> {
        let select = disposal::Entity::find().filter(disposal::Column::MatterId.eq(matter));
        Ok(select.order_by_asc(disposal::Column::Id).all(connection).await?)
    }

    /// Writes that a document is discarded for `matter`, by an `authority` in words ("autorizzazione n. 12 del 03/02/2027, …"). False where
    /// it was discarded before.
    ///
    /// # Errors
    /// Those of the ledger.
    pub async fn discard(
        &self,
        tx: &mut Tx,
        document: &document::Model,
        matter: Uuid,
        authority: &str,
    ) -> Result<bool, ledger::Error> {
        if self.disposal(&*tx, document.id).await?.is_some() {
            return Ok(false);
        }
        let row = disposal::Model {
            id: tx.id(),
            document_id: document.id,
            sha256: document.sha256.clone(),
            matter_id: matter,
            authority: authority.to_owned(),
            decided_at: tx.now(),
            state: DECIDED.into(),
            ended_at: None,
        };
        tx.insert(row).await?;
        Ok(true)
    }

    /// Destroys the bytes of a discarded document, with the words read in them, and writes it; what is not there any more, or stays for
    /// another document, is written too. Done again it looks again: bytes that came back from a backup go once more. False while it is too
    /// early. The bytes are deleted before the commit: one that does not come leaves a document whose bytes may be gone and whose row still
    /// says `decided`, which holds, and is done again.
    ///
    /// # Errors
    /// Those of the ledger, the database and the store.
    pub async fn destroy(&self, tx: &mut Tx, disposal: Id<disposal::Entity>) -> Result<bool, DestroyError> {
        let Some(before) = tx.find::<disposal::Entity>(disposal.uuid()).await? else { return Ok(true) };
        if tx.now() < before.decided_at.plus_seconds(QUIET_SECONDS) {
            return Ok(false);
        }
        let hash = before.hash();
        let state = if self.named_by_another(&*tx, &hash).await? {
            SHARED
        } else {
            self.store().delete(&hash).await?;
            for about in ["documents_text", "documents_unscanned"] {
                let sql = format!("DELETE FROM {about} WHERE sha256 = $1");
                db::execute(&*tx, &sql, [before.sha256.clone().into()]).await?;
            }
            DESTROYED
        };
        if before.state != state {
            let after = disposal::Model { state: state.into(), ended_at: Some(tx.now()), ..before.clone() };
            tx.update(&before, after).await?;
        }
        Ok(true)
    }

    /// Whether a document that was not discarded has these bytes.
    pub(crate) async fn named_by_another<C: ConnectionTrait>(
        &self,
        connection: &C,
        hash: &Sha256Hash,
    ) -> Result<bool, db::Error> {
        let sql = "SELECT 1 AS one FROM documents_document d WHERE d.sha256 = $1 AND NOT EXISTS \
                   (SELECT 1 FROM documents_disposal x WHERE x.document_id = d.id) LIMIT 1";
        Ok(db::one(connection, sql, [hash.0.to_vec().into()]).await?.is_some())
    }

    /// Refuses to name bytes that were destroyed. Where a document with the same bytes was discarded, its row is held until this
    /// transaction ends, so that whoever destroys them waits and then sees the new name.
    pub(crate) async fn not_destroyed(&self, tx: &Tx, hash: &Sha256Hash) -> Result<(), ledger::Error> {
        let sql = "SELECT id FROM documents_disposal WHERE sha256 = $1 ORDER BY id LIMIT 1";
        let statement = db::statement(tx, sql, [hash.0.to_vec().into()]);
        // Nearly always there is none; the question waits for nothing that this transaction has put off.
        if tx.one_apart(statement).await?.is_none() {
            return Ok(());
        }
        let held = disposal::Entity::find().filter(disposal::Column::Sha256.eq(hash.0.to_vec())).all(tx).await?;
        for row in held {
            tx.find_as_it_stands::<disposal::Entity>(row.id.uuid()).await?;
        }
        match self.store().exists(hash).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(ledger::Error::Gone(GONE)),
            Err(error) => {
                tracing::error!(%error, "the store did not say whether a file is there");
                Err(ledger::Error::Gone(UNSURE))
            }
        }
    }
}
