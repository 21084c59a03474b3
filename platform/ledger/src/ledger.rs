use std::sync::Arc;

use db::Db;
use kernel::{Actor, Clock, Instant, Random, Uuid};
use vault::Vault;

use crate::{Error, Leaf, Tx, checkpoint::Key, register::clock_not_before};

/// The ledger of one ente.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    vault: Vault,
    key: Key,
}

/// A step in the history of a row, as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The leaf's place.
    pub index: u64,
    /// The leaf.
    pub leaf: Leaf,
}

/// How far the journal is sealed: how many leaves there are, how many of them are under a signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    /// All the leaves.
    pub leaves: u64,
    /// Those under a checkpoint.
    pub sealed: u64,
    /// The instant of the last leaf.
    pub last_at: Instant,
    /// The instant of the oldest leaf that is not sealed yet.
    pub waiting_since: Option<Instant>,
}

fn read_trace(row: &sea_orm::QueryResult) -> Result<Trace, Error> {
    let index = row.try_get::<i64>("", "idx")?.unsigned_abs();
    let leaf = Leaf::from_bytes(&row.try_get::<Vec<u8>>("", "leaf")?)
        .map_err(|error| Error::Damaged { index, what: error.to_string() })?;
    Ok(Trace { index, leaf })
}

impl Ledger {
    /// Opens the ledger of a migrated database; the first time it makes the ente's signing key, under the name `origin`
    /// (a host and path without scheme, as C2SP `tlog-checkpoint` asks: `comune.example.it/registro`).
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(db: Db, clock: Arc<dyn Clock>, random: Arc<dyn Random>, origin: &str) -> Result<Self, Error> {
        Self::open_sealed(db, clock, random, origin, Vault::readable()).await
    }

    /// The same where secrets lie sealed: the signing key, and what others keep with [`Ledger::vault`].
    ///
    /// # Errors
    /// Those of the database, and of a vault that does not open.
    pub async fn open_sealed(
        db: Db,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        origin: &str,
        vault: Vault,
    ) -> Result<Self, Error> {
        let key = Key::load_or_make(&db, &*random, origin, &vault).await?;
        Ok(Self(Arc::new(Inner { db, clock, random, vault, key })))
    }

    /// With which the ente's secrets are kept.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Seals the signing key where it still lies readable; `false` where there was nothing to do.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn seal_signing_key(&self) -> Result<bool, Error> {
        self.0.key.seal_at_rest(&self.0.db, &*self.0.random, &self.0.vault).await
    }

    /// The database behind it.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock that it writes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Where randomness comes from.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.0.random
    }

    /// The key that signs the checkpoints, in the form in which verifiers take it (`name+hash+key`).
    pub fn verifier_key(&self) -> String {
        self.0.key.verifier()
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0.key
    }

    /// Begins a transaction in which `actor` does `action` (`protocollo.registra`).
    ///
    /// # Errors
    /// When no turn to write comes in time.
    pub async fn begin(&self, actor: Actor, action: &'static str) -> Result<Tx, Error> {
        let write = self.0.db.write().await?;
        // The clock is read after the turn came: the time of an entry is not that of its waiting.
        Ok(Tx::new(write, actor, Arc::clone(&self.0.clock), Arc::clone(&self.0.random), action))
    }

    /// The history of a row, oldest first: at most `limit` steps.
    ///
    /// # Errors
    /// Those of the database, and a leaf that cannot be read.
    pub async fn trace(&self, row: Uuid, limit: u64) -> Result<Vec<Trace>, Error> {
        let read = self.0.db.read().await?;
        let sql = "SELECT j.idx, j.leaf FROM ledger_subject s JOIN ledger_journal j ON j.idx = s.idx \
                   WHERE s.row_id = $1 ORDER BY s.idx LIMIT $2";
        let rows = db::rows(&read, sql, [row.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()]).await?;
        rows.iter().map(read_trace).collect()
    }

    /// The latest leaves that speak of any of these rows, newest first: at most `limit`.
    ///
    /// # Errors
    /// Those of the database, and a leaf that cannot be read.
    pub async fn trace_any(&self, rows: &[Uuid], limit: u64) -> Result<Vec<Trace>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=rows.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT j.idx, j.leaf FROM ledger_journal j WHERE j.idx IN \
             (SELECT s.idx FROM ledger_subject s WHERE s.row_id IN ({})) ORDER BY j.idx DESC LIMIT {limit}",
            places.join(", ")
        );
        let read = self.0.db.read().await?;
        let found = db::rows(&read, &sql, rows.iter().map(|row| (*row).into())).await?;
        found.iter().map(read_trace).collect()
    }

    /// How far the journal is sealed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sealing(&self) -> Result<Sealing, Error> {
        let read = self.0.db.read().await?;
        let sql = "SELECT h.size, h.last_at, s.size AS sealed, (SELECT j.leaf FROM ledger_journal j WHERE j.idx = s.size) AS first \
                   FROM ledger_head h, ledger_seal s WHERE h.id = 1 AND s.id = 1";
        let row = db::one(&read, sql, []).await?.ok_or(Error::Damaged { index: 0, what: "manca la testa".into() })?;
        let (size, sealed): (i64, i64) = (row.try_get("", "size")?, row.try_get("", "sealed")?);
        let first: Option<Vec<u8>> = row.try_get("", "first")?;
        let waiting_since = first.and_then(|leaf| Leaf::from_bytes(&leaf).ok()?.instant());
        let (leaves, sealed) = (size.unsigned_abs(), sealed.unsigned_abs());
        Ok(Sealing { leaves, sealed, last_at: row.try_get("", "last_at")?, waiting_since })
    }

    /// Whether the disk still keeps what is written, and the clock agrees with the last write: asked by the health page.
    ///
    /// # Errors
    /// [`Error::ClockBehind`], and those of the database.
    pub async fn check_clock(&self) -> Result<(), Error> {
        self.0.db.sound()?;
        let read = self.0.db.read().await?;
        let row = db::one(&read, "SELECT last_at FROM ledger_head WHERE id = 1", []).await?;
        let last = row.map_or(Ok(Instant::default()), |row| row.try_get("", "last_at"))?;
        clock_not_before(self.now(), last)
    }
}
