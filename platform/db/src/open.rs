use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    DbErr,
    sqlx::{
        AssertSqlSafe, ConnectOptions, Connection, Executor, Row,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::{
    Engine, Error, PostgresNode, Read, Write,
    durable::Durable,
    line::Line,
    link::{Link, told},
    writer::Turns,
};

/// Readers of one ente's SQLite file; they close after a minute of rest, so that many idle enti cost little.
const READERS: u32 = 4;
/// Rows that a reader's thread may be ahead of whoever asked. With few, the two wake each other at every row.
const ROWS_AHEAD: usize = 4_096;
/// Pages of SQLite's log after which they are carried over into the database (16 MB): the same few pages change at every
/// registration, and are carried over once.
const LOG_PAGES: &str = "4000";

/// One ente's database.
#[derive(Clone, Debug)]
pub struct Db(Arc<Inner>);

/// How many connections to the database are open, and how many of them rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Open.
    pub open: u64,
    /// Of these, resting.
    pub idle: u64,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one for each database that is open")]
enum Inner {
    Sqlite { readers: SqlitePool, writer: Turns, durable: Durable, options: SqliteConnectOptions },
    Postgres { node: PostgresNode, schema: String, line: Line },
}

impl Db {
    /// Opens, or makes, the SQLite database at `path`.
    ///
    /// # Errors
    /// When the file cannot be opened or made.
    pub async fn sqlite(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The log is synced by `Durable`, once for all who wait; the engine syncs where its own order needs it.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("wal_autocheckpoint", LOG_PAGES)
            .disable_statement_logging();
        let durable = Durable::new(path);
        // What a savepoint may have to take back is a few pages; in a file, each would make one and remove it.
        let writer = Turns::open(options.clone().pragma("temp_store", "MEMORY"), durable.clone()).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .idle_timeout(Duration::from_secs(60))
            // A file does not go away as a server does.
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().pragma("query_only", "ON").row_buffer_size(ROWS_AHEAD));
        let inner = Inner::Sqlite { readers, writer, durable, options };
        Ok(Self(Arc::new(inner)))
    }

    /// Opens, or makes, the schema of one ente on a PostgreSQL server.
    ///
    /// # Errors
    /// When the name cannot be a schema's, or the server refuses.
    pub async fn postgres(node: &PostgresNode, schema: &str) -> Result<Self, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if schema.is_empty() || schema.len() > 40 || !schema.chars().all(plain) {
            return Err(Error::BadSchema(schema.into()));
        }
        // Two nodes may start together: "if not exists" alone can still collide inside the server.
        let create = format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
        if let Err(error) = node.pool.execute(AssertSqlSafe(create)).await
            && !error.to_string().contains("duplicate key")
        {
            return Err(told(error).into());
        }
        let inner = Inner::Postgres { node: node.clone(), schema: schema.into(), line: Line::new() };
        Ok(Self(Arc::new(inner)))
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres { .. } => Engine::Postgres,
        }
    }

    /// The connections: on PostgreSQL those of the whole node, on SQLite those of this ente.
    pub fn connections(&self) -> Connections {
        let (open, idle) = match &*self.0 {
            // The writer stays.
            Inner::Sqlite { readers, .. } => (readers.size() + 1, readers.num_idle()),
            Inner::Postgres { node, .. } => (node.pool.size(), node.pool.num_idle()),
        };
        Connections { open: u64::from(open), idle: idle as u64 }
    }

    /// A consistent view for reading.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn read(&self) -> Result<Read, Error> {
        match &*self.0 {
            Inner::Sqlite { readers, .. } => {
                let transaction = readers.begin().await.map_err(told)?;
                Ok(Read::new(Link::Reader(transaction)))
            }
            Inner::Postgres { node, schema, .. } => {
                let transaction = node.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", schema).await?;
                Ok(Read::new(Link::Server(transaction)))
            }
        }
    }

    /// A transaction for writing. On SQLite it waits for its turn, since there is one writer.
    ///
    /// Offices do not call this: they write through the ledger, which puts every change in the journal.
    ///
    /// # Errors
    /// When no turn comes in time.
    pub async fn write(&self) -> Result<Write, Error> {
        match &*self.0 {
            Inner::Sqlite { writer, .. } => Ok(Write::sqlite(writer.turn().await?)),
            Inner::Postgres { node, schema, line } => {
                Ok(Write::postgres(node.begin("BEGIN", schema).await?, line.clone()))
            }
        }
    }

    /// Returns when all that can be seen now is on disk: for whoever is about to act outside on what they have read.
    /// On PostgreSQL that holds of what was committed without letting go early, and there is nothing to wait for; of the rest
    /// see [`Write::commit_early`].
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn settle(&self) -> Result<(), Error> {
        match &*self.0 {
            Inner::Sqlite { durable, .. } => durable.settle().await,
            Inner::Postgres { .. } => Ok(()),
        }
    }

    /// Whether writing goes on: not over a disk that refused to keep what was written.
    ///
    /// # Errors
    /// [`Error::DiskLost`] when it does not.
    pub fn sound(&self) -> Result<(), Error> {
        match &*self.0 {
            Inner::Sqlite { durable, .. } => durable.sound(),
            Inner::Postgres { .. } => Ok(()),
        }
    }

    /// How many commits SQLite was asked for.
    #[cfg(test)]
    pub(crate) fn commits(&self) -> u64 {
        match &*self.0 {
            Inner::Sqlite { durable, .. } => durable.commits(),
            Inner::Postgres { .. } => 0,
        }
    }

    /// A copy of the whole SQLite database at `target`, consistent although others go on writing.
    ///
    /// # Errors
    /// When the copy cannot be made, or the engine is PostgreSQL (whose own tools do it).
    pub async fn copy_to(&self, target: &Path) -> Result<(), Error> {
        let Inner::Sqlite { options, .. } = &*self.0 else {
            return Err(Error::Engine(DbErr::Custom("copy_to is for SQLite".into())));
        };
        let name = target.display().to_string().replace('\'', "''");
        apart(options, format!("VACUUM INTO '{name}'")).await
    }

    /// Leaves nothing of what these tables held before in the files of the database: on SQLite in the whole file and its log,
    /// on PostgreSQL in the tables' own files (the server's log ends by itself). Nobody else may be at work.
    ///
    /// # Errors
    /// [`Error::InUse`] when somebody else is at work on the SQLite file; when the engine refuses.
    pub async fn scrub(&self, tables: &[&'static str]) -> Result<(), Error> {
        match &*self.0 {
            Inner::Sqlite { options, .. } => {
                let mut connection = options.connect().await.map_err(told)?;
                connection.execute("VACUUM").await.map_err(told)?;
                // A log that could not be emptied is told in a row, and not as an error.
                let row = connection.fetch_one("PRAGMA wal_checkpoint(TRUNCATE)").await.map_err(told)?;
                let busy: i64 = row.try_get(0).map_err(told)?;
                connection.close().await.map_err(told)?;
                if busy != 0 {
                    return Err(Error::InUse);
                }
            }
            Inner::Postgres { node, schema, .. } => {
                for table in tables {
                    let sql = format!("VACUUM FULL \"{schema}\".\"{table}\"");
                    node.pool.execute(AssertSqlSafe(sql)).await.map_err(told)?;
                }
            }
        }
        Ok(())
    }

    /// Closes what this ente alone holds open.
    pub async fn close(&self) {
        if let Inner::Sqlite { readers, writer, .. } = &*self.0 {
            readers.close().await;
            writer.close().await;
        }
    }
}

/// Runs a text on a connection of its own: the writer goes on meanwhile, as far as the engine lets it.
async fn apart(options: &SqliteConnectOptions, sql: String) -> Result<(), Error> {
    let mut connection = options.connect().await.map_err(told)?;
    connection.execute(AssertSqlSafe(sql)).await.map_err(told)?;
    Ok(connection.close().await.map_err(told)?)
}
