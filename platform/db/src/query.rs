use sea_orm::{ConnectionTrait, ExecResult, QueryResult, Statement, Value};

use crate::Error;

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
