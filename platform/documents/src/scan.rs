//! The antivirus at the door of an archive: it looks at a file while the store takes it in, so that nothing is kept of what it refuses
//! and nothing is held in memory; and what was let in without it is looked at later.

use std::{
    collections::HashMap,
    fmt, io,
    sync::{Arc, OnceLock},
};

use antivirus::{Antivirus, Scan, Unanswered, Verdict};
use bytes::{Bytes, BytesMut};
use db::Db;
use futures::{Stream, StreamExt, stream};
use kernel::{Clock, Instant};
use sea_orm::{ConnectionTrait, Value};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::StreamReader;

use crate::{
    Archive,
    store::{Sha256Hash, Store, StoreError, Stored},
};

/// Bytes that are read together.
const PIECE: usize = 64 * 1024;
/// Files that are looked at again in one go.
const AT_ONCE: u64 = 100;
/// Files of these on which it may break off, or take too long, before it is taken to be away.
const BREAKS_OFF: u32 = 20;

/// Who asks the antivirus, and where files are marked that it said nothing of.
pub(crate) struct Doorkeeper {
    antivirus: Antivirus,
    db: Db,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Doorkeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doorkeeper").field("antivirus", &self.antivirus).finish_non_exhaustive()
    }
}

/// What came of a look.
type Looked = Result<Verdict, antivirus::Error>;

impl Doorkeeper {
    pub(crate) async fn receive(
        &self,
        store: &dyn Store,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError> {
        let refuses = self.antivirus.unanswered == Unanswered::Refuse;
        let scan = match self.antivirus.clamd.begin().await {
            Err(error) if refuses => return Err(unscanned(&error, false)),
            scan => scan,
        };
        let looked = OnceLock::new();
        let mut seen = StreamReader::new(Box::pin(seen(reader, scan, &looked, refuses)));
        let stored = store.put_stream(&mut seen, size_limit).await;
        drop(seen);
        match (looked.into_inner(), stored) {
            (Some(Ok(Verdict::Infected(found))), _) => Err(StoreError::Infected { found }),
            (Some(Err(error)), _) if refuses => Err(unscanned(&error, true)),
            (Some(Ok(Verdict::Clean)), stored) => {
                let stored = stored?;
                // Nearly none was marked: whoever only looks does not wait for those who write.
                if stored.already_there && self.is_marked(&stored.sha256).await.map_err(unmarked)? {
                    self.clear(&stored.sha256).await.map_err(unmarked)?;
                }
                Ok(stored)
            }
            (Some(Err(error)), stored) => {
                let stored = stored?;
                tracing::warn!(%error, "a file was let in that the antivirus has not looked at");
                self.mark(&stored.sha256).await.map_err(unmarked)?;
                Ok(stored)
            }
            // It was not read to its end: the store says why.
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(unscanned(&antivirus::Error::Said("niente".into()), false)),
        }
    }

    /// Notes that a file was let in unseen.
    async fn mark(&self, sha256: &Sha256Hash) -> Result<(), db::Error> {
        let sql = "INSERT INTO documents_unscanned (sha256, since) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING";
        self.write(sql, [sha256.0.to_vec().into(), self.clock.now().into()]).await
    }

    async fn is_marked(&self, sha256: &Sha256Hash) -> Result<bool, db::Error> {
        let sql = "SELECT 1 AS one FROM documents_unscanned WHERE sha256 = $1";
        let row = db::one(&self.db.read().await?, sql, [sha256.0.to_vec().into()]).await?;
        Ok(row.is_some())
    }

    /// It was looked at meanwhile, and is clean.
    async fn clear(&self, sha256: &Sha256Hash) -> Result<(), db::Error> {
        self.write("DELETE FROM documents_unscanned WHERE sha256 = $1", [sha256.0.to_vec().into()]).await
    }

    async fn note(&self, sha256: &Sha256Hash, found: &str) -> Result<(), db::Error> {
        let sql = "UPDATE documents_unscanned SET found = $2 WHERE sha256 = $1";
        self.write(sql, [sha256.0.to_vec().into(), found.into()]).await
    }

    async fn write(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<(), db::Error> {
        let write = self.db.write().await?;
        db::execute(&write, sql, values).await?;
        write.commit().await
    }

    /// Looks at a file that lies in the store.
    async fn look(&self, store: &dyn Store, sha256: &Sha256Hash) -> Result<Looked, StoreError> {
        let mut scan = match self.antivirus.clamd.begin().await {
            Ok(scan) => scan,
            Err(error) => return Ok(Err(error)),
        };
        let mut bytes = store.open(sha256).await?;
        while let Some(piece) = bytes.next().await {
            if let Err(error) = scan.give(&piece?).await {
                return Ok(Err(error));
            }
        }
        Ok(scan.end().await)
    }
}

fn unscanned(error: &antivirus::Error, read: bool) -> StoreError {
    StoreError::Unscanned { reason: error.to_string(), read }
}

/// Without its mark a file is not let in unseen.
fn unmarked(error: db::Error) -> StoreError {
    StoreError::Unscanned { reason: format!("non lascia il suo segno nel database ({error})"), read: true }
}

/// The bytes of `reader`, each given to the antivirus too. At their end its verdict is put into `looked`; where the file may not come in
/// the stream ends with an error, and the store keeps nothing.
fn seen<'a>(
    reader: &'a mut (dyn AsyncRead + Send + Unpin),
    scan: Result<Scan, antivirus::Error>,
    looked: &'a OnceLock<Looked>,
    refuses: bool,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'a {
    stream::try_unfold((reader, scan), move |(reader, mut scan)| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        if (&mut *reader).take(PIECE as u64).read_buf(&mut piece).await? > 0 {
            let gone = match &mut scan {
                Ok(open) => open.give(&piece).await.err(),
                Err(_) => None,
            };
            if let Some(error) = gone {
                scan = Err(error);
            }
            return Ok(Some((piece.freeze(), (reader, scan))));
        }
        let verdict = match scan {
            Ok(scan) => scan.end().await,
            Err(error) => Err(error),
        };
        let stays_out = match &verdict {
            Ok(verdict) => *verdict != Verdict::Clean,
            Err(_) => refuses,
        };
        let _ = looked.set(verdict);
        if stays_out { Err(io::Error::other("the antivirus does not let it in")) } else { Ok(None) }
    })
}

/// What a later look at the files came to that were let in unseen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rechecked {
    /// Files in which nothing was found: they are marked no more.
    pub clean: u64,
    /// Files in which something was found.
    pub infected: u64,
    /// Files of which the antivirus says nothing still.
    pub unknown: u64,
}

/// Why they could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum RecheckError {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The antivirus is not there still.
    #[error("L'antivirus {0}.")]
    Away(antivirus::Error),
}

impl From<sea_orm::DbErr> for RecheckError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl Archive {
    /// With this antivirus at its door; files of which it says nothing are marked in `db`, if they are let in.
    #[must_use]
    pub fn guarded(mut self, antivirus: Antivirus, db: Db, clock: Arc<dyn Clock>) -> Self {
        self.doorkeeper = Some(Arc::new(Doorkeeper { antivirus, db, clock }));
        self
    }

    /// Whether an antivirus is at its door.
    pub const fn is_guarded(&self) -> bool {
        self.doorkeeper.is_some()
    }

    /// Looks at files that were let in unseen, the first hundred after `after` in the order of their hashes; the last of them, if there
    /// may be more. Of what is found nothing is taken away, since a record may rest on it: it is told ([`unscanned_among`]).
    ///
    /// # Errors
    /// When the antivirus is still away; those of the database and of the store.
    pub async fn recheck(&self, after: &[u8], done: &mut Rechecked) -> Result<Option<Vec<u8>>, RecheckError> {
        let Some(doorkeeper) = &self.doorkeeper else { return Ok(None) };
        let sql = format!(
            "SELECT sha256 FROM documents_unscanned WHERE found IS NULL AND sha256 > $1 ORDER BY sha256 LIMIT {AT_ONCE}"
        );
        let rows = db::rows(&doorkeeper.db.read().await?, &sql, [after.to_vec().into()]).await?;
        let (mut last, mut broken) = (None, 0);
        for row in rows {
            let bytes: Vec<u8> = row.try_get("", "sha256")?;
            let sha256 = Sha256Hash(bytes.as_slice().try_into().unwrap_or_default());
            match doorkeeper.look(&**self.store(), &sha256).await {
                Ok(Ok(Verdict::Clean)) => {
                    doorkeeper.clear(&sha256).await?;
                    done.clean += 1;
                }
                Ok(Ok(Verdict::Infected(found))) => {
                    doorkeeper.note(&sha256, &found).await?;
                    done.infected += 1;
                }
                // Nobody was given a document of these bytes, or it was discarded.
                Err(StoreError::NotFound { .. }) => doorkeeper.clear(&sha256).await?,
                // This file is not for it: the others need not wait.
                Ok(Err(antivirus::Error::TooLarge | antivirus::Error::Said(_))) => done.unknown += 1,
                // Whether it is this file or all of them it says itself: a file made to keep it busy does not hide those behind it.
                Ok(Err(error)) => {
                    broken += 1;
                    if broken > BREAKS_OFF || doorkeeper.antivirus.clamd.version().await.is_err() {
                        return Err(RecheckError::Away(error));
                    }
                    done.unknown += 1;
                }
                Err(error) => return Err(error.into()),
            }
            last = Some(bytes);
        }
        Ok(last)
    }
}

/// How many files were let in unseen and still wait, and in how many of them something was found later.
///
/// # Errors
/// Those of the database.
pub async fn unscanned_count<C: ConnectionTrait>(connection: &C) -> Result<(u64, u64), db::Error> {
    let sql = "SELECT COUNT(*) AS n, COUNT(found) AS found FROM documents_unscanned";
    let Some(row) = db::one(connection, sql, []).await? else { return Ok((0, 0)) };
    let (all, found): (i64, i64) = (row.try_get("", "n")?, row.try_get("", "found")?);
    Ok((all.abs_diff(found), found.unsigned_abs()))
}

/// What is to be said of the files with these hashes that were let in unseen, a sentence each; at most a few hundred are asked for.
///
/// # Errors
/// Those of the database.
pub async fn unscanned_among<C: ConnectionTrait>(
    connection: &C,
    hashes: &[&[u8]],
) -> Result<HashMap<Vec<u8>, String>, db::Error> {
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (1..=hashes.len()).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT sha256, since, found FROM documents_unscanned WHERE sha256 IN ({})", places.join(", "));
    let mut told = HashMap::new();
    for row in db::rows(connection, &sql, hashes.iter().map(|hash| hash.to_vec().into())).await? {
        let (since, found): (Instant, Option<String>) = (row.try_get("", "since")?, row.try_get("", "found")?);
        told.insert(row.try_get("", "sha256")?, sentence(since, found.as_deref()));
    }
    Ok(told)
}

fn sentence(since: Instant, found: Option<&str>) -> String {
    let day = since.rome().format("%d/%m/%Y");
    match found {
        None => format!("Da controllare: è entrato il {day} mentre l'antivirus non rispondeva. Aprilo con prudenza."),
        Some(found) => format!(
            "Non aprirlo: l'antivirus, che il {day} non rispondeva, ci ha trovato \"{found}\". Avvisa chi gestisce il sistema."
        ),
    }
}
