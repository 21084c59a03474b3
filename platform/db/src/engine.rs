use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions, Executor, postgres::PgConnectOptions};

use crate::{
    Error,
    link::told,
    pool::{Lent, Pool},
};

/// Statements that a connection keeps prepared: more than the program has, or the server would read the same texts again and
/// again.
const STATEMENTS: usize = 1_000;

/// The database engine behind an ente.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

/// The connections of this node to a PostgreSQL server, shared by all its enti.
#[derive(Clone, Debug)]
pub struct PostgresNode {
    pub(crate) pool: Pool,
}

impl PostgresNode {
    /// Connects to the server at `url` (`postgres://user:password@host/database`), with at most `connections` connections.
    ///
    /// # Errors
    /// When the address cannot be read or the server does not answer within ten seconds.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, Error> {
        let options: PgConnectOptions = url.parse().map_err(|_| Error::BadAddress)?;
        // Two minutes bound any single statement: a page never waits that long, a bulk step is cut in smaller ones.
        let options = options
            .application_name("municipio")
            .disable_statement_logging()
            .statement_cache_capacity(STATEMENTS)
            .options([("statement_timeout", "120000"), ("idle_in_transaction_session_timeout", "120000")]);
        let pool = Pool::new(options, connections);
        // A server that does not answer is told now, and not to the first who asks for a page.
        pool.take()
            .await
            .map_err(|error| Error::from(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))?;
        Ok(Self { pool })
    }

    /// A transaction that begins so and sees one ente's schema, in one journey to the server.
    pub(crate) async fn begin(&self, begin: &str, schema: &str) -> Result<Lent, Error> {
        let text = format!("{begin}; SET LOCAL search_path TO \"{schema}\"");
        Ok(self.pool.begin(&text).await.map_err(told)?)
    }

    /// Runs a text outside any transaction.
    pub(crate) async fn alone(&self, sql: String) -> Result<(), Error> {
        let (mut lent, _) = self.pool.take().await.map_err(told)?;
        lent.about(async |connection| connection.execute(AssertSqlSafe(sql)).await).await.map_err(told)?;
        Ok(())
    }
}
