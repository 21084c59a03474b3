//! One connection to an engine, and what the house asks of it.

use sea_orm::{
    DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    sqlx::{
        self, AssertSqlSafe, Database, Executor as _, IntoArguments, Postgres, Sqlite, Transaction, query::Query,
        sqlite::SqliteConnection,
    },
};
use sea_query_sqlx::SqlxValues;

/// A connection within a transaction.
#[derive(Debug)]
pub(crate) enum Link {
    /// SQLite's one writer, which keeps its transactions itself.
    Writer(SqliteConnection),
    /// One of SQLite's readers. The transaction ends when this goes away.
    Reader(Transaction<'static, Sqlite>),
    /// A connection to PostgreSQL. The transaction is rolled back when this goes away.
    Server(Transaction<'static, Postgres>),
}

/// Does the same with the connection of either engine.
macro_rules! with {
    ($link:expr, $connection:ident => $work:expr) => {
        match $link {
            Link::Writer($connection) => $work,
            Link::Reader(transaction) => {
                let $connection = &mut **transaction;
                $work
            }
            Link::Server(transaction) => {
                let $connection = &mut **transaction;
                $work
            }
        }
    };
}

impl Link {
    pub(crate) const fn backend(&self) -> DbBackend {
        match self {
            Self::Writer(_) | Self::Reader(_) => DbBackend::Sqlite,
            Self::Server(_) => DbBackend::Postgres,
        }
    }

    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        with!(self, connection => {
            query(statement).execute(connection).await.map(Into::into).map_err(told)
        })
    }

    pub(crate) async fn one(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        with!(self, connection => {
            let row = query(statement).fetch_optional(connection).await;
            row.map(|row| row.map(Into::into)).map_err(told)
        })
    }

    pub(crate) async fn all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        with!(self, connection => {
            let rows = query(statement).fetch_all(connection).await;
            rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(told)
        })
    }

    /// Ends a transaction of PostgreSQL's.
    pub(crate) async fn commit(self) -> Result<(), crate::Error> {
        match self {
            Self::Server(transaction) => Ok(transaction.commit().await.map_err(told)?),
            Self::Writer(_) | Self::Reader(_) => {
                Err(crate::Error::Engine(DbErr::Custom("not a connection to PostgreSQL".into())))
            }
        }
    }

    /// A text of one or several statements without values, not kept for another time.
    pub(crate) async fn plain(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        tracing::trace!(sql, "journey");
        self.unsaid(sql).await
    }

    /// The same for a text that holds values: it goes to no log.
    pub(crate) async fn unsaid(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql.to_owned());
        with!(self, connection => connection.execute(sql).await.map(Into::into).map_err(told))
    }
}

fn query<D: Database>(statement: Statement) -> Query<'static, D, SqlxValues>
where
    SqlxValues: IntoArguments<D>,
{
    // Without its values: they are personal data.
    tracing::trace!(sql = statement.sql, "journey");
    let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

/// What the driver says, as the layer above tells it.
pub(crate) fn told(error: sqlx::Error) -> DbErr {
    match error {
        error @ (sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
            DbErr::Conn(RuntimeErr::SqlxError(error.into()))
        }
        error => DbErr::Query(RuntimeErr::SqlxError(error.into())),
    }
}
