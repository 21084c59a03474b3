use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::{
    Error,
    durable::Durable,
    later::{Later, enough, together},
};

/// A consistent view of the ente's database that cannot write.
#[derive(Debug)]
pub struct Read(pub(crate) DatabaseTransaction);

/// A transaction that can write. It is rolled back unless [`Write::commit`] is called.
#[derive(Debug)]
pub struct Write {
    transaction: DatabaseTransaction,
    /// Where syncing the log is ours to do.
    durable: Option<Durable>,
    waiting: Mutex<Vec<Statement>>,
    /// Statements that began and of which nobody has seen a good end: with one of them this must not commit.
    unheard: AtomicUsize,
}

impl Write {
    pub(crate) fn new(transaction: DatabaseTransaction, durable: Option<Durable>) -> Self {
        Self { transaction, durable, waiting: Mutex::default(), unheard: AtomicUsize::new(0) }
    }

    /// Makes everything durable: when this returns, the rows survive a power cut.
    ///
    /// # Errors
    /// When the engine cannot; nothing was written then. [`Error::DiskLost`] alone leaves open whether it was.
    pub async fn commit(self) -> Result<(), Error> {
        self.run_waiting().await?;
        if self.unheard.load(Ordering::Acquire) > 0 {
            let why = "a statement failed, or nobody waited for it: nothing may be committed";
            return Err(Error::Engine(DbErr::Custom(why.into())));
        }
        let Some(durable) = self.durable else { return Ok(self.transaction.commit().await?) };
        let under_way = durable.under_way();
        self.transaction.commit().await?;
        drop(under_way);
        durable.wait().await
    }

    fn backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.transaction)
    }

    fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs what was put off.
    async fn run_waiting(&self) -> Result<(), DbErr> {
        let Some(all) = together(self.take(), self.backend()) else { return Ok(()) };
        self.heeding(self.transaction.execute_raw(all)).await?;
        Ok(())
    }

    /// The statement as it is to be run now, and whether those put off before it go with it in the same text.
    async fn joined(&self, statement: Statement, apart: bool) -> Result<(bool, Statement), DbErr> {
        let backend = self.backend();
        if backend == DbBackend::Postgres && !apart {
            // It would not see what the other parts of the same text write.
            self.run_waiting().await?;
            return Ok((false, statement));
        }
        let mut all = self.take();
        let joined = !all.is_empty();
        all.push(statement);
        let one = together(all, backend).ok_or_else(|| DbErr::Custom("no statement".into()))?;
        Ok((joined, one))
    }

    /// Runs what must not fail unheard: nothing is committed after it did, nor if whoever waited for it went away before it
    /// ended.
    async fn heeding<T: Send>(&self, work: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        self.unheard.fetch_add(1, Ordering::AcqRel);
        let done = work.await?;
        self.unheard.fetch_sub(1, Ordering::AcqRel);
        Ok(done)
    }

    /// The same for a statement that may be `joined` with those put off. SQLite forgives one that failed alone; PostgreSQL
    /// forgives none, and would keep nothing while it says "done".
    async fn running<T: Send>(
        &self,
        joined: bool,
        work: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> Result<T, DbErr> {
        if joined || self.backend() == DbBackend::Postgres { self.heeding(work).await } else { work.await }
    }
}

#[async_trait::async_trait]
impl Later for Write {
    async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        let many = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(statement);
            enough(&waiting)
        };
        if many { self.run_waiting().await } else { Ok(()) }
    }

    async fn one_apart(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, true).await?;
        self.running(joined, self.transaction.query_one_raw(statement)).await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Write {
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.transaction)
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        // Not together with those put off: whoever asks how many rows it touched means its own.
        self.run_waiting().await?;
        self.running(false, self.transaction.execute_raw(statement)).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.run_waiting().await?;
        self.running(false, self.transaction.execute_unprepared(sql)).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, false).await?;
        self.running(joined, self.transaction.query_one_raw(statement)).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (joined, statement) = self.joined(statement, false).await?;
        self.running(joined, self.transaction.query_all_raw(statement)).await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Read {
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.0)
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(statement).await
    }
}
