use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, StreamTrait,
};

use crate::Error;

/// A consistent view of the ente's database that cannot write.
#[derive(Debug)]
pub struct Read(pub(crate) DatabaseTransaction);

/// A transaction that can write. It is rolled back unless [`Write::commit`] is called.
#[derive(Debug)]
pub struct Write(pub(crate) DatabaseTransaction);

impl Write {
    /// Makes everything durable: when this returns, the rows survive a power cut.
    ///
    /// # Errors
    /// When the engine cannot; nothing was written then.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.0.commit().await?)
    }
}

macro_rules! delegate {
    ($type:ty) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $type {
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

        impl StreamTrait for $type {
            type Stream<'a> = <DatabaseTransaction as StreamTrait>::Stream<'a>;
            fn get_database_backend(&self) -> DbBackend {
                ConnectionTrait::get_database_backend(&self.0)
            }
            fn stream_raw<'a>(
                &'a self,
                statement: Statement,
            ) -> std::pin::Pin<Box<dyn Future<Output = Result<Self::Stream<'a>, DbErr>> + 'a + Send>> {
                self.0.stream_raw(statement)
            }
        }
    };
}

delegate!(Read);
delegate!(Write);
