//! The scopes as small numbers, which a row can carry: on SQLite only.

use db::Later;
use sea_orm::ConnectionTrait;

use crate::Error;

/// Gives a number to those of these scopes that have none.
pub(crate) async fn learn<C: Later>(connection: &C, scopes: &[String]) -> Result<(), Error> {
    let sql = "INSERT INTO search_scope (scope) SELECT value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING";
    Ok(db::later(connection, sql, [list(scopes).into()]).await?)
}

/// The expression by which a row gets the numbers of the scopes in the JSON list at `$place`: ` 3 17 `.
pub(crate) fn told(place: &str) -> String {
    format!(
        "(SELECT ' ' || COALESCE(string_agg(n, ' '), '') || ' ' FROM search_scope \
         WHERE scope IN (SELECT value FROM json_each({place})))"
    )
}

/// The numbers of those of these scopes that any document has.
pub(crate) async fn numbers<C: ConnectionTrait>(connection: &C, scopes: &[String]) -> Result<Vec<i64>, Error> {
    let sql = "SELECT n FROM search_scope WHERE scope IN (SELECT value FROM json_each($1))";
    let rows = db::rows(connection, sql, [list(scopes).into()]).await?;
    Ok(rows.iter().map(|row| row.try_get("", "n")).collect::<Result<_, _>>()?)
}

/// As a JSON list.
pub(crate) fn list(scopes: &[String]) -> String {
    serde_json::Value::from(scopes).to_string()
}
