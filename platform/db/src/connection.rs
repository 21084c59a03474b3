use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, SqlErr, Statement,
    sqlx::{Postgres, Transaction},
};
use tokio::sync::{Mutex as Queue, MutexGuard};

use crate::{
    Error,
    later::{Later, enough, plainly, together},
    line::{First, Line},
    link::Link,
    writer::{self, Turn},
};

/// A consistent view of the ente's database that cannot write.
#[derive(Debug)]
pub struct Read {
    backend: DbBackend,
    link: Queue<Link>,
}

/// A transaction that can write. It is rolled back unless [`Write::commit`] is called.
#[derive(Debug)]
pub struct Write {
    backend: DbBackend,
    way: Queue<Way>,
    waiting: Mutex<Vec<Statement>>,
    /// A statement failed in a way that leaves open what the engine did, or nobody heard its end.
    failed: AtomicBool,
}

/// How a transaction reaches its engine.
#[derive(Debug)]
enum Way {
    Sqlite(Turn),
    Postgres { link: Link, line: Line, first: Option<First> },
}

/// Commits without waiting for the disk, and writes one more record to the log, for whose commit the server does wait. It is
/// written by the same session, after all that the session has seen, and is on disk after it; a server that fell and came back
/// without those rows does not answer in this session. In a transaction in which a statement failed this fails too, where
/// `COMMIT` alone would say "done" and keep nothing.
const LET_GO: &str = "SET LOCAL synchronous_commit TO off; COMMIT AND CHAIN; \
                      SELECT pg_logical_emit_message(true, 'municipio', '')";

impl Way {
    fn link(&mut self) -> Result<&mut Link, DbErr> {
        match self {
            Self::Sqlite(turn) => turn.link(),
            Self::Postgres { link, .. } => Ok(link),
        }
    }
}

impl Read {
    pub(crate) fn new(link: Link) -> Self {
        Self { backend: link.backend(), link: Queue::new(link) }
    }
}

impl Write {
    pub(crate) fn sqlite(turn: Turn) -> Self {
        let begin = turn.is_member().then(|| Statement::from_string(DbBackend::Sqlite, writer::BEGIN));
        Self::new(DbBackend::Sqlite, Way::Sqlite(turn), begin.into_iter().collect())
    }

    pub(crate) fn postgres(transaction: Transaction<'static, Postgres>, line: Line) -> Self {
        let way = Way::Postgres { link: Link::Server(transaction), line, first: None };
        Self::new(DbBackend::Postgres, way, Vec::new())
    }

    fn new(backend: DbBackend, way: Way, waiting: Vec<Statement>) -> Self {
        Self { backend, way: Queue::new(way), waiting: Mutex::new(waiting), failed: AtomicBool::new(false) }
    }

    /// To be called before a row is written that every writer of this ente needs: those of this node then wait for each other
    /// here, in the order in which they came, and not inside the server. On SQLite a writer is alone already.
    pub async fn in_line(&self) {
        if let Way::Postgres { line, first, .. } = &mut *self.way.lock().await
            && first.is_none()
        {
            *first = line.first().await;
        }
    }

    /// Makes everything durable: when this returns, the rows survive a power cut.
    ///
    /// # Errors
    /// When the engine cannot; nothing was written then. [`Error::DiskLost`] alone leaves open whether it was.
    pub async fn commit(self) -> Result<(), Error> {
        self.end(false).await
    }

    /// The same, but others may see the rows, and write after them, a little before they are durable: on PostgreSQL as SQLite's
    /// groups always do. So a counter that everyone needs is not held while the disk turns.
    ///
    /// Whoever acts outside the ente on what they have read of such rows ends their own transaction with a commit first: it
    /// returns when all that they saw is durable too, and fails if the server fell in the meantime.
    ///
    /// # Errors
    /// As for [`Write::commit`]; on PostgreSQL also when the server falls before it has said that the rows are durable. Then
    /// they may be there or not.
    pub async fn commit_early(self) -> Result<(), Error> {
        self.end(true).await
    }

    async fn end(mut self, early: bool) -> Result<(), Error> {
        if matches!(self.way.get_mut(), Way::Sqlite(turn) if turn.is_member()) {
            self.put_off(Statement::from_string(DbBackend::Sqlite, writer::END));
        }
        let last = if early && self.backend == DbBackend::Postgres { self.take_plainly() } else { String::new() };
        self.run_waiting().await?;
        if self.failed.load(Ordering::Acquire) {
            return Err(Error::Engine(not_after_a_failure()));
        }
        match self.way.into_inner() {
            Way::Sqlite(turn) => turn.end().wait().await,
            Way::Postgres { mut link, first, .. } => {
                if early {
                    tracing::trace!(sql = LET_GO, "journey");
                    link.unsaid(&(last + LET_GO)).await?;
                    // The rows are free: whoever is next may ask for them while the disk turns.
                    drop(first);
                }
                link.commit().await
            }
        }
    }

    fn put_off(&self, statement: Statement) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(statement);
        enough(&waiting)
    }

    fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was put off, as a text that needs no values beside it, if it can be such; otherwise it goes on waiting.
    fn take_plainly(&self) -> String {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let text = plainly(&waiting);
        if text.is_some() {
            waiting.clear();
        }
        text.unwrap_or_default()
    }

    /// The way to the engine, unless something failed on it.
    async fn way(&self) -> Result<MutexGuard<'_, Way>, DbErr> {
        let way = self.way.lock().await;
        if self.failed.load(Ordering::Acquire) { Err(not_after_a_failure()) } else { Ok(way) }
    }

    /// Runs what was put off.
    async fn run_waiting(&self) -> Result<(), DbErr> {
        let Some(all) = together(self.take(), self.backend) else { return Ok(()) };
        self.heeding(true, async { self.way().await?.link()?.execute(all).await }).await?;
        Ok(())
    }

    /// The statement as it is to be run now, and whether others that were put off go with it in the same text.
    async fn joined(&self, statement: Statement, apart: bool) -> Result<(bool, Statement), DbErr> {
        if self.backend == DbBackend::Postgres && !apart {
            // It would not see what the other parts of the same text write.
            self.run_waiting().await?;
            return Ok((false, statement));
        }
        let mut all = self.take();
        let joined = all.iter().any(|waiting| waiting.sql != writer::BEGIN);
        all.push(statement);
        let one = together(all, self.backend).ok_or_else(|| DbErr::Custom("no statement".into()))?;
        Ok((joined, one))
    }

    /// Runs what must not fail unheard: nothing is committed after it did, nor if whoever waited for it went away before it
    /// ended. What is `joined` of several, or refused by PostgreSQL, or refused for another reason than a rule of the schema
    /// (SQLite takes back the whole transaction when the disk is full), must not be forgiven: nothing more is run then.
    async fn heeding<T: Send>(
        &self,
        joined: bool,
        work: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> Result<T, DbErr> {
        let mut unheard = Unheard { failed: &self.failed, heard: false };
        let done = work.await;
        unheard.heard = true;
        if let Err(error) = &done
            && (joined || self.backend == DbBackend::Postgres || !forgiven(error))
        {
            self.failed.store(true, Ordering::Release);
        }
        done
    }
}

/// A statement under way. Dropped before its end was heard, it leaves its transaction failed.
struct Unheard<'w> {
    failed: &'w AtomicBool,
    heard: bool,
}

impl Drop for Unheard<'_> {
    fn drop(&mut self) {
        if !self.heard {
            self.failed.store(true, Ordering::Release);
        }
    }
}

/// Whether SQLite, having refused a statement for this, has kept the transaction as it was.
fn forgiven(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_)))
}

fn not_after_a_failure() -> DbErr {
    DbErr::Custom("a statement failed, or nobody waited for it: nothing may be committed".into())
}

#[async_trait::async_trait]
impl Later for Write {
    async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        if self.put_off(statement) { self.run_waiting().await } else { Ok(()) }
    }

    async fn one_apart(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, true).await?;
        self.heeding(joined, async { self.way().await?.link()?.one(statement).await }).await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Write {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        // Not together with those put off: whoever asks how many rows it touched means its own.
        self.run_waiting().await?;
        self.heeding(false, async { self.way().await?.link()?.execute(statement).await }).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.run_waiting().await?;
        self.heeding(false, async { self.way().await?.link()?.plain(sql).await }).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, false).await?;
        self.heeding(joined, async { self.way().await?.link()?.one(statement).await }).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, false).await?;
        self.heeding(joined, async { self.way().await?.link()?.all(statement).await }).await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Read {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.link.lock().await.execute(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.link.lock().await.plain(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.link.lock().await.one(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.link.lock().await.all(statement).await
    }
}
