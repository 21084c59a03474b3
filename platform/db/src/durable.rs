//! When a commit has reached SQLite's disk.
//!
//! A commit is made at once and its log synced a moment later; whoever committed waits for that before telling anybody. The
//! writer's turn is free in the meantime, and one sync serves all who wait: on a disk that syncs five hundred times a
//! second, sixteen clerks are not worth sixteen syncs. What a transaction wrote may be *seen* a moment before it is durable;
//! whoever would act on it outside the ente (a published checkpoint, a proof) calls [`Db::settle`](crate::Db::settle) first.
//!
//! PostgreSQL groups its syncs by itself; there a commit that lets go early ([`Write::commit_early`](crate::Write::commit_early))
//! waits in its own session. A sync asked for in another session could be answered by a server that has meanwhile fallen and
//! come back without the rows: so what is published there (tiles, checkpoints) is committed without letting go early.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::Error;

/// The log of one database, and who waits for it.
#[derive(Clone, Debug)]
pub(crate) struct Durable(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    wal: Wal,
    /// Commits that the engine was asked for.
    begun: AtomicU64,
    /// Of these, how many it has answered.
    made: AtomicU64,
    /// Of these, how many are known to be on disk. Written by whoever has the turn.
    synced: AtomicU64,
    turn: tokio::sync::Mutex<()>,
    /// The disk once refused a sync: what it holds is not known any more.
    broken: AtomicBool,
}

/// SQLite's log file. Synced from outside the engine: it locks the database and the index of the log, never the log itself.
#[derive(Debug)]
struct Wal {
    path: PathBuf,
    open: Mutex<Option<File>>,
}

/// A commit that the engine has not answered yet.
pub(crate) struct UnderWay<'a>(&'a Inner);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.made.fetch_add(1, Ordering::SeqCst);
    }
}

impl Durable {
    pub(crate) fn new(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        let wal = Wal { path: path.into(), open: Mutex::default() };
        let count = || AtomicU64::new(0);
        let (turn, broken) = (tokio::sync::Mutex::new(()), AtomicBool::new(false));
        Self(Arc::new(Inner { wal, begun: count(), made: count(), synced: count(), turn, broken }))
    }

    /// Refuses to go on over a disk that lost something.
    pub(crate) fn sound(&self) -> Result<(), Error> {
        if self.0.broken.load(Ordering::SeqCst) { Err(Error::DiskLost) } else { Ok(()) }
    }

    /// Counts a commit, from before the engine is asked until it has answered.
    pub(crate) fn under_way(&self) -> UnderWay<'_> {
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        UnderWay(&self.0)
    }

    /// Returns when the commits that were answered before are on disk.
    ///
    /// # Errors
    /// When the disk refuses: then nothing more is written until the program starts anew.
    pub(crate) async fn wait(&self) -> Result<(), Error> {
        let mine = self.0.made.load(Ordering::SeqCst);
        self.sync_unless(|| self.0.synced.load(Ordering::SeqCst) >= mine).await
    }

    /// Returns when all that can be seen now is on disk. A commit can be seen a little before it is answered.
    ///
    /// # Errors
    /// As for [`Durable::wait`].
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        let quiet = || {
            let made = self.0.made.load(Ordering::SeqCst);
            self.0.synced.load(Ordering::SeqCst) >= made && self.0.begun.load(Ordering::SeqCst) == made
        };
        if quiet() {
            return self.sound();
        }
        self.sync_unless(quiet).await
    }

    #[cfg(test)]
    pub(crate) fn commits(&self) -> u64 {
        self.0.begun.load(Ordering::SeqCst)
    }

    async fn sync_unless(&self, done: impl Fn() -> bool + Send) -> Result<(), Error> {
        let _turn = self.0.turn.lock().await;
        self.sound()?;
        if done() {
            return Ok(());
        }
        // Those who have come up to here are served by the same sync.
        let upto = self.0.made.load(Ordering::SeqCst);
        self.sync().await?;
        self.0.synced.store(upto, Ordering::SeqCst);
        Ok(())
    }

    async fn sync(&self) -> Result<(), Error> {
        // What the disk says is kept even if whoever waits for it has gone.
        let this = Arc::clone(&self.0);
        let synced = tokio::task::spawn_blocking(move || {
            this.wal.sync().inspect_err(|error| {
                let log = this.wal.path.display();
                tracing::error!(%error, %log, "the disk did not sync the database's log; nothing more is written");
                this.broken.store(true, Ordering::SeqCst);
            })
        });
        synced.await.is_ok_and(|done| done.is_ok()).then_some(()).ok_or(Error::DiskLost)
    }
}

impl Wal {
    fn sync(&self) -> io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let there = fs::metadata(&self.path)?;
        let same =
            |file: &File| file.metadata().is_ok_and(|held| (held.dev(), held.ino()) == (there.dev(), there.ino()));
        let file = match open.take().filter(same) {
            Some(file) => file,
            None => {
                let file = File::open(&self.path)?;
                // A new file is found again after a power cut only if its folder was synced too.
                if let Some(folder) = self.path.parent() {
                    File::open(folder)?.sync_all()?;
                }
                file
            }
        };
        file.sync_data()?;
        *open = Some(file);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Durable;
    use crate::{
        Error, execute, later, one, rows,
        sample::{INSERT, database},
    };

    #[tokio::test]
    async fn a_log_that_cannot_be_synced_is_told_and_nothing_more_is_written() {
        let (folder, db) = database().await;
        let write = db.write().await.unwrap();
        execute(&write, INSERT, [1_i64.into()]).await.unwrap();
        std::fs::remove_file(folder.path().join("a.db-wal")).unwrap();
        assert!(matches!(write.commit().await, Err(Error::DiskLost)));
        assert!(matches!(db.write().await, Err(Error::DiskLost)));
        assert!(matches!(db.settle().await, Err(Error::DiskLost)));
        assert!(matches!(db.sound(), Err(Error::DiskLost)), "the health page says so");
    }

    #[tokio::test]
    async fn what_can_be_seen_before_its_commit_is_answered_is_synced_too() {
        let folder = tempfile::tempdir().unwrap();
        let durable = Durable::new(&folder.path().join("a.db"));
        durable.settle().await.expect("nothing was committed: there is nothing to sync");
        // Another's commit, which SQLite has made and whose answer is on its way. There is no log here to be synced.
        let _under_way = durable.under_way();
        assert!(matches!(durable.settle().await, Err(Error::DiskLost)));
    }

    #[tokio::test]
    async fn all_who_commit_at_once_are_told() {
        let (_folder, db) = database().await;
        let writers = (0..32_i64).map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let write = db.write().await.unwrap();
                later(&write, INSERT, [n.into()]).await.unwrap();
                write.commit().await.unwrap();
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let read = db.read().await.unwrap();
        assert_eq!(rows(&read, "SELECT n FROM x_y", []).await.unwrap().len(), 32);
    }

    #[tokio::test]
    async fn what_was_put_off_is_seen_by_the_next_reading_and_a_refusal_of_it_is_never_committed() {
        let (_folder, db) = database().await;
        let write = db.write().await.unwrap();
        later(&write, INSERT, [1_i64.into()]).await.unwrap();
        later(&write, INSERT, [2_i64.into()]).await.unwrap();
        let sum = one(&write, "SELECT SUM(n) AS n FROM x_y WHERE n > $1", [0_i64.into()]).await.unwrap().unwrap();
        assert_eq!(sum.try_get::<i64>("", "n").unwrap(), 3);
        write.commit().await.unwrap();

        let write = db.write().await.unwrap();
        later(&write, INSERT, [3_i64.into()]).await.unwrap();
        later(&write, INSERT, [1_i64.into()]).await.unwrap();
        assert!(matches!(rows(&write, "SELECT n FROM x_y", []).await, Err(Error::Conflict(_))));
        assert!(write.commit().await.is_err(), "even by someone who did not listen");
        let read = db.read().await.unwrap();
        assert_eq!(rows(&read, "SELECT n FROM x_y", []).await.unwrap().len(), 2);
    }
}
