//! The most recent matches of a question, on each engine.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::{Error, expression::Question, keys};

/// The `limit` matches with the highest numbers not above `bound` and with a sort key in `range`, as lines for
/// [`crate::rank::rows`]. One text, not a row each: reading two thousand rows would cost more than finding them.
pub(crate) async fn read<C: ConnectionTrait>(
    connection: &C,
    question: &Question,
    bound: Option<i64>,
    range: (i64, i64),
    limit: usize,
) -> Result<String, Error> {
    match connection.get_database_backend() {
        DbBackend::Postgres => read_postgres(connection, question, bound, range, limit).await,
        _ => read_sqlite(connection, question, bound, range, limit).await,
    }
}

/// FTS5 walks its rows from the highest number down and stops at the limit.
async fn read_sqlite<C: ConnectionTrait>(
    connection: &C,
    question: &Question,
    bound: Option<i64>,
    range: (i64, i64),
    limit: usize,
) -> Result<String, Error> {
    let sql = "SELECT string_agg(n || ' ' || ord || ' ' || heading, char(10)) AS found FROM ( \
               SELECT d.n, d.ord, d.heading FROM search_text CROSS JOIN search_doc d ON d.n = search_text.rowid \
               WHERE search_text MATCH $1 AND search_text.rowid <= $2 AND d.ord BETWEEN $3 AND $4 \
               ORDER BY search_text.rowid DESC LIMIT $5) AS w";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let bound = bound.unwrap_or(i64::MAX);
    let values = [question.fts5().into(), bound.into(), range.0.into(), range.1.into(), limit.into()];
    let row = db::one(connection, sql, values).await?;
    Ok(row.map(|row| row.try_get::<Option<String>>("", "found")).transpose()?.flatten().unwrap_or_default())
}

/// PostgreSQL's index knows no order: it would gather every match to sort out the most recent. So it is asked stretch
/// after stretch of the numbers, from the highest down, until there are enough. `n + 0` keeps the planner from walking
/// through the table by number instead.
async fn read_postgres<C: ConnectionTrait>(
    connection: &C,
    question: &Question,
    bound: Option<i64>,
    range: (i64, i64),
    limit: usize,
) -> Result<String, Error> {
    let top = match bound {
        Some(bound) => bound,
        None => {
            let row = db::one(connection, "SELECT MAX(n) AS n FROM search_doc", []).await?;
            let top = row.map(|row| row.try_get::<Option<i64>>("", "n")).transpose()?.flatten();
            let Some(top) = top else { return Ok(String::new()) };
            top
        }
    };
    let sql = "SELECT string_agg(n || ' ' || ord || ' ' || heading, chr(10)) AS found FROM ( \
               SELECT n, ord, heading FROM search_doc \
               WHERE words @@ $1::tsquery AND n + 0 <= $2 AND ord BETWEEN $3 AND $4 ORDER BY n + 0 DESC LIMIT $5) AS w";
    let mut found = String::new();
    let mut missing = limit;
    for stretches in keys::stretches_below(top) {
        let wanted = i64::try_from(missing).unwrap_or(i64::MAX);
        let values = [question.tsquery(stretches).into(), top.into(), range.0.into(), range.1.into(), wanted.into()];
        let row = db::one(connection, sql, values).await?;
        let lines: Option<String> = row.map(|row| row.try_get("", "found")).transpose()?.flatten();
        if let Some(lines) = lines {
            missing = missing.saturating_sub(lines.lines().count());
            if !found.is_empty() {
                found.push('\n');
            }
            found.push_str(&lines);
        }
        if missing == 0 {
            break;
        }
    }
    Ok(found)
}
