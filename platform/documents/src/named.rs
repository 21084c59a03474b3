//! Which documents the rows of an office name: what speaks against discarding them.

use kernel::Uuid;
use sea_orm::ConnectionTrait;

/// Documents asked for at once.
const AT_ONCE: usize = 200;

/// The query of [`named_in`] for a column that names documents.
pub fn named_by(table: &str, column: &str) -> String {
    format!("SELECT {column} AS id FROM {table} WHERE {column}")
}

/// Those of these documents that are named where the queries look, in no order, one of them perhaps more than once. Each query gives the
/// document as `id`, and ends where the ids that are sought go on, as [`named_by`] writes it.
///
/// # Errors
/// Those of the database.
pub async fn named_in<C: ConnectionTrait>(
    connection: &C,
    queries: &[String],
    documents: &[Uuid],
) -> Result<Vec<Uuid>, db::Error> {
    let mut found = Vec::new();
    for some in documents.chunks(AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        for query in queries {
            let sql = format!("{query} IN ({})", places.join(", "));
            for row in &db::rows(connection, &sql, some.iter().map(|id| (*id).into())).await? {
                found.push(row.try_get("", "id")?);
            }
        }
    }
    Ok(found)
}
