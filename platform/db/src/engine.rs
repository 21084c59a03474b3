use std::time::Duration;

use sea_orm::sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};

use crate::{Error, link::told};

/// A connection that has rested for longer is tried before it is used: the server may have gone and come back.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

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
    pub(crate) pool: PgPool,
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
            .options([("statement_timeout", "120000"), ("idle_in_transaction_session_timeout", "120000")]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .before_acquire(|connection, rest| {
                Box::pin(async move {
                    if rest.idle_for > TRUSTED_FOR {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await
            .map_err(|error| Error::from(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))?;
        Ok(Self { pool })
    }

    /// A transaction that begins so and sees one ente's schema, in one journey to the server.
    pub(crate) async fn begin(&self, begin: &str, schema: &str) -> Result<Transaction<'static, Postgres>, Error> {
        let text = format!("{begin}; SET LOCAL search_path TO \"{schema}\"");
        Ok(self.pool.begin_with(AssertSqlSafe(text)).await.map_err(told)?)
    }
}
