use db::Write;
use sea_orm::ConnectionTrait;
use tlog_tiles::record_hash;

use crate::{Checkpoint, Error, Ledger, tree::Edge};

/// Leaves put in tiles in one transaction.
const LEAVES_AT_ONCE: i64 = 5_000;

/// How many leaves are under a signed checkpoint.
///
/// # Errors
/// Those of the database.
pub async fn sealed_leaves<C: ConnectionTrait>(connection: &C) -> Result<u64, db::Error> {
    let row = db::one(connection, "SELECT size FROM ledger_seal WHERE id = 1", []).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "size"))?.unsigned_abs())
}

impl Ledger {
    /// Puts the leaves that have come since the last seal in tiles and signs a checkpoint over them.
    ///
    /// Called every second by the node, and before anything that needs a proof. It is a work of its own, after the
    /// commit, so that no clerk waits for it; a leaf not yet sealed is in the journal all the same.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn seal(&self) -> Result<Option<Checkpoint>, Error> {
        while self.seal_some().await? {}
        self.checkpoint().await
    }

    async fn seal_some(&self) -> Result<bool, Error> {
        let read = self.db().read().await?;
        let pending = "SELECT h.size - s.size AS n FROM ledger_head h, ledger_seal s WHERE h.id = 1 AND s.id = 1";
        let pending = db::one(&read, pending, []).await?.map_or(Ok(0_i64), |row| row.try_get("", "n"))?;
        drop(read);
        if pending == 0 {
            return Ok(false);
        }
        let write = self.db().write().await?;
        // Takes the row, so that two nodes do not seal at once.
        let row = db::one(&write, "UPDATE ledger_seal SET size = size WHERE id = 1 RETURNING size", []).await?;
        let from: i64 = row.map_or(Ok(0), |row| row.try_get("", "size"))?;
        let mut edge = Edge::load(&write, from.unsigned_abs()).await?;
        self.refuse_other_past(&write, from, &edge).await?;
        let mut full = Vec::new();
        let leaves = "SELECT idx, leaf FROM ledger_journal WHERE idx >= $1 ORDER BY idx LIMIT $2";
        let rows = db::rows(&write, leaves, [from.into(), LEAVES_AT_ONCE.into()]).await?;
        for (expected, row) in (from..).zip(&rows) {
            if row.try_get::<i64>("", "idx")? != expected {
                return Err(Error::Damaged { index: expected.unsigned_abs(), what: "manca una voce".into() });
            }
            edge.push(record_hash(&row.try_get::<Vec<u8>>("", "leaf")?), &mut full);
        }
        let tiles = full.iter().map(|(level, n, data)| (*level, *n, data.as_slice())).chain(edge.partial());
        for (level, n, data) in tiles {
            let upsert = "INSERT INTO ledger_tile (level, n, data) VALUES ($1, $2, $3) \
                          ON CONFLICT (level, n) DO UPDATE SET data = excluded.data";
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            db::execute(&write, upsert, [i64::from(level).into(), n.into(), data.to_vec().into()]).await?;
        }
        let size = from + i64::try_from(rows.len()).unwrap_or(0);
        if let Some(root) = edge.root().filter(|_| !rows.is_empty()) {
            let note = self.key().sign(size.unsigned_abs(), root)?;
            let insert = "INSERT INTO ledger_checkpoint (size, note) VALUES ($1, $2)";
            db::execute(&write, insert, [size.into(), note.into()]).await?;
            db::execute(&write, "UPDATE ledger_seal SET size = $1, made = made + 1 WHERE id = 1", [size.into()])
                .await?;
        }
        write.commit().await?;
        Ok(!rows.is_empty())
    }

    /// What is signed must follow from what was signed before: a tree whose past was changed is not signed at all, since
    /// two checkpoints that contradict each other would be our own signature under a forgery.
    async fn refuse_other_past(&self, write: &Write, from: i64, edge: &Edge) -> Result<(), Error> {
        let damaged = |what: &str| Error::Damaged { index: from.unsigned_abs(), what: what.into() };
        let latest = "SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1";
        let Some(row) = db::one(write, latest, []).await? else {
            return if from == 0 { Ok(()) } else { Err(damaged("manca l'ultimo sigillo")) };
        };
        let signed = Checkpoint::open(&row.try_get::<String>("", "note")?, &self.verifier_key())
            .map_err(|what| damaged(&what))?;
        if row.try_get::<i64>("", "size")? != from || signed.size != from.unsigned_abs() {
            return Err(damaged("il segno fin dove si è sigillato non è quello dell'ultimo sigillo"));
        }
        if edge.root().is_none_or(|root| root.0 != signed.root) {
            return Err(damaged("le mattonelle non sono quelle dell'ultimo sigillo"));
        }
        Ok(())
    }

    /// The latest signed checkpoint, as published.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn checkpoint_note(&self) -> Result<Option<String>, Error> {
        let read = self.db().read().await?;
        let latest = "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1";
        let note = db::one(&read, latest, []).await?.map(|row| row.try_get("", "note")).transpose()?;
        // A signature that others keep, over what a power cut could still take away, would come to contradict the next.
        self.db().settle().await?;
        Ok(note)
    }

    /// The latest checkpoint, its signature checked.
    ///
    /// # Errors
    /// Those of the database; a checkpoint that our own key does not open.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        let Some(note) = self.checkpoint_note().await? else { return Ok(None) };
        let opened = Checkpoint::open(&note, &self.verifier_key());
        opened.map(Some).map_err(|what| Error::Damaged { index: 0, what })
    }

    /// The bytes of a published tile: `width` hashes, 256 for a full one. `None` where the tree does not reach.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tile(&self, level: u8, n: u64, width: u32) -> Result<Option<Vec<u8>>, Error> {
        let read = self.db().read().await?;
        let sql = "SELECT data FROM ledger_tile WHERE level = $1 AND n = $2";
        let Ok(n) = i64::try_from(n) else { return Ok(None) };
        let Some(row) = db::one(&read, sql, [i64::from(level).into(), n.into()]).await? else { return Ok(None) };
        let data: Vec<u8> = row.try_get("", "data")?;
        // As for a checkpoint.
        self.db().settle().await?;
        Ok(data.get(..width as usize * tlog_tiles::HASH_SIZE).map(<[u8]>::to_vec))
    }
}
