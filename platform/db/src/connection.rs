use std::{
    pin::Pin,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, StreamTrait,
};

use crate::{
    Error,
    durable::{self, Durable},
    later::{Later, enough, together},
};

/// A consistent view of the ente's database that cannot write.
#[derive(Debug)]
pub struct Read(pub(crate) DatabaseTransaction);

/// A transaction that can write. It is rolled back unless [`Write::commit`] is called.
#[derive(Debug)]
pub struct Write {
    transaction: DatabaseTransaction,
    durable: Durable,
    waiting: Mutex<Vec<Statement>>,
    /// A statement put off was refused after its caller had gone on: this must not commit.
    refused: AtomicBool,
}

impl Write {
    pub(crate) fn new(transaction: DatabaseTransaction, durable: Durable) -> Self {
        Self { transaction, durable, waiting: Mutex::default(), refused: AtomicBool::new(false) }
    }

    /// Makes everything durable: when this returns, the rows survive a power cut.
    ///
    /// # Errors
    /// When the engine cannot; nothing was written then. [`Error::DiskLost`] alone leaves open whether it was.
    pub async fn commit(self) -> Result<(), Error> {
        self.run_waiting().await?;
        if self.refused.load(Ordering::Acquire) {
            return Err(durable::refused());
        }
        self.transaction.commit().await?;
        self.durable.wait().await
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
        let done = self.transaction.execute_raw(all).await;
        self.heed(done)?;
        Ok(())
    }

    /// The statement as it is to be run now: with those put off before it where it may go together with them.
    async fn with_waiting(&self, statement: Statement, apart: bool) -> Result<Statement, DbErr> {
        let backend = self.backend();
        if backend == DbBackend::Postgres && !apart {
            // It would not see what the other parts of the same text write.
            self.run_waiting().await?;
            return Ok(statement);
        }
        let mut all = self.take();
        all.push(statement);
        together(all, backend).ok_or_else(|| DbErr::Custom("no statement".into()))
    }

    fn waits(&self) -> bool {
        !self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn heed<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if result.is_err() {
            self.refused.store(true, Ordering::Release);
        }
        result
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
        let statement = self.with_waiting(statement, true).await?;
        self.heed(self.transaction.query_one_raw(statement).await)
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
        self.transaction.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.run_waiting().await?;
        self.transaction.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let waits = self.waits();
        let statement = self.with_waiting(statement, false).await?;
        let row = self.transaction.query_one_raw(statement).await;
        if waits { self.heed(row) } else { row }
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let waits = self.waits();
        let statement = self.with_waiting(statement, false).await?;
        let rows = self.transaction.query_all_raw(statement).await;
        if waits { self.heed(rows) } else { rows }
    }
}

impl StreamTrait for Write {
    type Stream<'a> = <DatabaseTransaction as StreamTrait>::Stream<'a>;
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.transaction)
    }
    fn stream_raw<'a>(
        &'a self,
        statement: Statement,
    ) -> Pin<Box<dyn Future<Output = Result<Self::Stream<'a>, DbErr>> + 'a + Send>> {
        Box::pin(async move {
            self.run_waiting().await?;
            self.transaction.stream_raw(statement).await
        })
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

impl StreamTrait for Read {
    type Stream<'a> = <DatabaseTransaction as StreamTrait>::Stream<'a>;
    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(&self.0)
    }
    fn stream_raw<'a>(
        &'a self,
        statement: Statement,
    ) -> Pin<Box<dyn Future<Output = Result<Self::Stream<'a>, DbErr>> + 'a + Send>> {
        self.0.stream_raw(statement)
    }
}
