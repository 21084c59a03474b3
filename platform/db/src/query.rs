use sea_orm::{ConnectionTrait, DbBackend, ExecResult, QueryResult, Statement, Value};

use crate::{Error, Later};

/// A statement from SQL text that both engines understand, with `$1`, `$2` … for the values.
pub fn statement<C: ConnectionTrait>(connection: &C, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// All the rows of a query.
///
/// # Errors
/// Those of the engine.
pub async fn rows<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, Error> {
    Ok(connection.query_all_raw(statement(connection, sql, values)).await?)
}

/// The first row of a query.
///
/// # Errors
/// Those of the engine.
pub async fn one<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, Error> {
    Ok(connection.query_one_raw(statement(connection, sql, values)).await?)
}

/// Runs a statement that gives no rows.
///
/// # Errors
/// Those of the engine.
pub async fn execute<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<ExecResult, Error> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?)
}

/// Waits until no other transaction of this ente that asked for the same name is under way; from here on those wait for this one. For what
/// may be there once and of which no row is there yet that could be locked: look again for it after this.
///
/// # Errors
/// Those of the engine.
pub async fn alone<C: ConnectionTrait>(write: &C, name: &str) -> Result<(), Error> {
    // SQLite has one writer: whoever writes is alone already.
    if write.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 0))";
        execute(write, sql, [name.into()]).await?;
    }
    Ok(())
}

/// Puts off a statement that gives nothing back: see [`Later::later`].
///
/// # Errors
/// What the engine says of those put off before.
pub async fn later<C: Later>(connection: &C, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<(), Error> {
    Ok(connection.later(statement(connection, sql, values)).await?)
}

/// The first row of a query that has nothing to do with the statements put off: see [`Later::one_apart`].
///
/// # Errors
/// Those of the engine.
pub async fn one_apart<C: Later>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, Error> {
    Ok(connection.one_apart(statement(connection, sql, values)).await?)
}
