//! SQLite's one writer: who has its turn, and how several transactions share one commit.
//!
//! A commit costs a sync and all the pages it touched, and sixteen clerks who register at once touch the same pages. So the
//! transactions of those who wait for their turn run one after another inside one of the engine's, each within a savepoint
//! of its own (but the first, who is alone until then): what one of them gives up is taken back alone. When those who waited
//! have had their turn the engine commits once, the log is synced once, and all are told. Nobody is told before; where the
//! engine refuses, all are told that. Who is alone waits for nobody.
//!
//! Whoever waits may go away at any moment: a browser is closed, a time is up. A statement that was sent is then run all the
//! same, and nobody hears of it. So what the writer does for itself (to begin, to take back, to commit) runs in tasks of its
//! own, which nobody can cut off half-way.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use sea_orm::{
    DbErr, ExecResult,
    sqlx::{
        ConnectOptions, Connection,
        sqlite::{SqliteConnectOptions, SqliteConnection},
    },
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard, watch},
    time::Instant,
};

use crate::{Error, durable::Durable, link::Link};

/// How long a writer waits for its turn before the user is told to try again.
const PATIENCE: Duration = Duration::from_secs(30);
/// Begins a member of a group. It goes with the member's first statement.
pub(crate) const BEGIN: &str = "SAVEPOINT member";
/// Ends a member well. It goes with the member's last statements.
pub(crate) const END: &str = "RELEASE member";
const UNDO: &str = "ROLLBACK TO member; RELEASE member";

/// Who has gone away before the end, leaving what it did to be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nobody,
    /// The first of its group: there is nothing else in it.
    First,
    /// One with a savepoint.
    Member,
}

/// The writer, shared by all who want a turn. They come in the order in which they asked.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    writer: Arc<Mutex<Writer>>,
    options: SqliteConnectOptions,
    durable: Durable,
}

/// Where those who belong to a group hear of its end.
type Group = watch::Sender<Option<Outcome>>;

/// How a group ended.
#[derive(Clone, Debug)]
enum Outcome {
    OnDisk,
    Refused(String),
    DiskLost,
}

#[derive(Debug)]
struct Writer {
    link: Option<Link>,
    /// The open group, held by the task that is to end it. `None` while the engine has no transaction of ours.
    group: Option<Weak<Group>>,
    left: Left,
    /// When the engine last would not begin, after a wait of its own.
    refused_at: Option<Instant>,
}

impl Turns {
    pub(crate) async fn open(options: SqliteConnectOptions, durable: Durable) -> Result<Self, Error> {
        let link = Some(Link::Writer(connect(&options).await?));
        let writer = Arc::new(Mutex::new(Writer { link, group: None, left: Left::Nobody, refused_at: None }));
        Ok(Self { writer, options, durable })
    }

    /// Waits for one's turn, in a group that is open.
    pub(crate) async fn turn(&self) -> Result<Turn, Error> {
        self.durable.sound()?;
        let asked = Instant::now();
        let writer = self.lock().await?;
        // Who came while the engine waited for another program has waited too, and is not made to wait anew one after the other.
        if writer.refused_at.is_some_and(|refused| refused > asked) {
            return Err(Error::Unavailable(DbErr::Custom("the engine would not begin meanwhile".into())));
        }
        if writer.is_ready() {
            return Ok(Turn { writer, first: false, touched: false });
        }
        alone(self.clone().make_ready(writer)).await?
    }

    /// Takes back what was left, and opens a group where none is open.
    async fn make_ready(self, mut writer: OwnedMutexGuard<Writer>) -> Result<Turn, Error> {
        writer.tidy().await;
        let first = writer.group.is_none();
        if first {
            writer.begin(&self.options).await?;
            let group = Arc::new(watch::Sender::new(None));
            writer.group = Some(Arc::downgrade(&group));
            // It stands in the queue behind those who wait now: they are the group.
            tokio::spawn(self.end_after_those_who_wait(group));
        }
        Ok(Turn { writer, first, touched: false })
    }

    async fn lock(&self) -> Result<OwnedMutexGuard<Writer>, Error> {
        let late = |_| Error::Unavailable(DbErr::Custom("no turn of the writer came in time".into()));
        tokio::time::timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await.map_err(late)
    }

    async fn end_after_those_who_wait(self, group: Arc<Group>) {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        writer.tidy().await;
        // It may have ended already, by a failure.
        if writer.group.as_ref().is_none_or(|open| open.as_ptr() != Arc::as_ptr(&group)) {
            return;
        }
        let under_way = self.durable.under_way();
        let committed = writer.plain("COMMIT").await;
        drop(under_way);
        if let Err(error) = committed {
            writer.fail(&error).await;
            return;
        }
        writer.group = None;
        drop(writer);
        // The next group writes while this one's log is synced.
        let outcome = if self.durable.wait().await.is_ok() { Outcome::OnDisk } else { Outcome::DiskLost };
        group.send_replace(Some(outcome));
    }

    /// Ends what is open and closes the connection.
    pub(crate) async fn close(&self) {
        let group = self.writer.lock().await.group.as_ref().and_then(Weak::upgrade);
        if let Some(group) = group {
            let _ = alone(self.clone().end_after_those_who_wait(group)).await;
        }
        if let Some(Link::Writer(connection)) = self.writer.lock().await.link.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the writing connection did not close cleanly");
        }
    }
}

/// Runs `work` to its end, even if whoever waits for it goes away.
async fn alone<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
    tokio::spawn(work).await.map_err(|_| Error::Unavailable(DbErr::Custom("the writer's task stopped".into())))
}

async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, Error> {
    options.connect().await.map_err(|error| Error::Unopenable {
        path: options.get_filename().display().to_string(),
        reason: error.to_string(),
    })
}

impl Writer {
    async fn plain(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        match &mut self.link {
            Some(link) => link.plain(sql).await,
            None => Err(DbErr::Custom("the connection is closed".into())),
        }
    }

    /// Opens the engine's transaction, on a new connection where the old one is of no use any more.
    async fn begin(&mut self, options: &SqliteConnectOptions) -> Result<(), Error> {
        let begin = "BEGIN IMMEDIATE";
        let Err(error) = self.plain(begin).await else { return Ok(()) };
        let error = Error::from(error);
        if matches!(error, Error::Unavailable(_)) {
            self.refused_at = Some(Instant::now());
            return Err(error);
        }
        if self.link.is_none() {
            return Err(error);
        }
        tracing::warn!(%error, "the writing connection is opened anew");
        self.link = Some(Link::Writer(connect(options).await?));
        self.plain(begin).await?;
        Ok(())
    }

    /// Whether a group is open and nothing is to be taken back.
    fn is_ready(&self) -> bool {
        self.left == Left::Nobody && self.group.as_ref().is_some_and(|group| group.strong_count() > 0)
    }

    /// Takes back what a member left who went away. To be run to its end.
    async fn tidy(&mut self) {
        let left = std::mem::replace(&mut self.left, Left::Nobody);
        let Some(group) = &self.group else { return };
        if group.strong_count() == 0 || left == Left::First {
            self.fail(&DbErr::Custom("given up".into())).await;
        } else if left == Left::Member
            && let Err(error) = self.plain(UNDO).await
            && !self.had_no_savepoint(&error).await
        {
            self.fail(&error).await;
        }
    }

    /// Whether a member could not be taken back because it had not begun or had already ended, in a transaction that is
    /// still open. If it is not, the engine has taken all of it back, as it does on a full disk.
    async fn had_no_savepoint(&mut self, error: &DbErr) -> bool {
        error.to_string().contains("no such savepoint")
            && self.plain("BEGIN").await.is_err_and(|told| told.to_string().contains("within a transaction"))
    }

    /// Gives the open group up: nothing of it is written, and its members are told. To be run to its end.
    async fn fail(&mut self, error: &DbErr) {
        let group = self.group.take().and_then(|group| group.upgrade());
        let _ = self.plain("ROLLBACK").await;
        if let Some(group) = group {
            group.send_replace(Some(Outcome::Refused(error.to_string())));
        }
    }
}

/// One's turn at the writer. Whoever drops it before [`Turn::end`] has written nothing.
#[derive(Debug)]
pub(crate) struct Turn {
    writer: OwnedMutexGuard<Writer>,
    /// It is the first of its group, and has no savepoint.
    first: bool,
    /// Something of the member may have reached the engine.
    touched: bool,
}

/// What a member that has ended waits for.
pub(crate) struct Ending(Option<watch::Receiver<Option<Outcome>>>);

impl Turn {
    /// Whether it needs a savepoint: [`BEGIN`] before its statements, [`END`] behind them.
    pub(crate) const fn is_member(&self) -> bool {
        !self.first
    }

    /// The connection, for a statement of the member's.
    pub(crate) fn link(&mut self) -> Result<&mut Link, DbErr> {
        self.touched = true;
        self.writer.link.as_mut().ok_or_else(|| DbErr::Custom("the connection is closed".into()))
    }

    /// The member has released its savepoint, or has never done anything: the next one may come.
    pub(crate) fn end(mut self) -> Ending {
        self.touched = false;
        Ending(self.writer.group.as_ref().and_then(Weak::upgrade).map(|group| group.subscribe()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.touched {
            self.writer.left = if self.first { Left::First } else { Left::Member };
        }
    }
}

impl Ending {
    /// Returns when the member's group is on disk.
    pub(crate) async fn wait(self) -> Result<(), Error> {
        let gone = || Error::Unavailable(DbErr::Custom("the program stopped before the commit".into()));
        let mut group = self.0.ok_or_else(gone)?;
        let ended = group.wait_for(Option::is_some).await.map_err(|_| gone())?.clone();
        match ended {
            Some(Outcome::OnDisk) => Ok(()),
            Some(Outcome::Refused(why)) => Err(DbErr::Custom(why).into()),
            Some(Outcome::DiskLost) | None => Err(Error::DiskLost),
        }
    }
}

#[cfg(test)]
mod tests;
