//! The most recent matches of a question, on each engine.

use sea_orm::{ConnectionTrait, DbBackend};

use crate::{Error, Query, expression::Question, keys, scopes};

/// Documents with the words up to which each is looked at by itself.
const FEW: i64 = 2_500;

/// Scopes that one question about rows may name: SQLite takes a thousand conditions in a row.
const MOST_SCOPES: usize = 500;

/// The `limit` matches with the highest numbers not above `bound`, as lines for [`crate::rank::rows`]. One text, not a row
/// each: reading two thousand rows would cost more than finding them.
pub(crate) async fn read<C: ConnectionTrait>(
    connection: &C,
    query: &Query<'_>,
    question: &Question,
    bound: Option<i64>,
    limit: usize,
) -> Result<String, Error> {
    let range = (query.from.unwrap_or(i64::MIN), query.to.unwrap_or(i64::MAX));
    if connection.get_database_backend() == DbBackend::Postgres {
        return read_postgres(connection, question, bound, range, limit).await;
    }
    let window = Window { bound: bound.unwrap_or(i64::MAX), range, limit: i64::try_from(limit).unwrap_or(i64::MAX) };
    if let Some(words) = question.fts5_of_rows()
        && few(connection, &words, window.bound).await?
        && let Some(found) = by_rows(connection, query, words, &window).await?
    {
        return Ok(found);
    }
    by_index(connection, question, &window).await
}

/// Which matches are wanted.
struct Window {
    bound: i64,
    range: (i64, i64),
    limit: i64,
}

const LINES: &str = "string_agg(n || ' ' || ord || ' ' || heading, char(10)) AS found";

/// FTS5 walks its rows from the highest number down and stops at the limit. Where the words are common that is soon.
async fn by_index<C: ConnectionTrait>(connection: &C, question: &Question, window: &Window) -> Result<String, Error> {
    let sql = format!(
        "SELECT {LINES} FROM ( \
         SELECT d.n, d.ord, d.heading FROM search_text CROSS JOIN search_doc d ON d.n = search_text.rowid \
         WHERE search_text MATCH $1 AND search_text.rowid <= $2 AND d.ord BETWEEN $3 AND $4 \
         ORDER BY search_text.rowid DESC LIMIT $5) AS w"
    );
    let (from, to) = window.range;
    let values = [question.fts5().into(), window.bound.into(), from.into(), to.into(), window.limit.into()];
    let row = db::one(connection, &sql, values).await?;
    Ok(row.map(|row| row.try_get::<Option<String>>("", "found")).transpose()?.flatten().unwrap_or_default())
}

/// Whether few documents have the words, whoever may see them.
async fn few<C: ConnectionTrait>(connection: &C, words: &str, bound: i64) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) AS n FROM ( \
               SELECT rowid FROM search_text WHERE search_text MATCH $1 AND rowid <= $2 LIMIT $3) AS w";
    let row = db::one(connection, sql, [words.into(), bound.into(), (FEW + 1).into()]).await?;
    Ok(row.map(|row| row.try_get::<i64>("", "n")).transpose()?.is_some_and(|n| n <= FEW))
}

/// The same where few documents have the words: FTS5 would walk through the whole long list of a scope, which nearly every
/// document has, to find those few in it. So each of them is looked at: its row tells who may see it. `None` when a row does
/// not (it was written by an older release), or when there are too many scopes to ask for.
async fn by_rows<C: ConnectionTrait>(
    connection: &C,
    query: &Query<'_>,
    words: String,
    window: &Window,
) -> Result<Option<String>, Error> {
    let mine = scopes::numbers(connection, query.scopes).await?;
    if mine.len() > MOST_SCOPES {
        return Ok(None);
    }
    // Numbers of our own: nothing to escape.
    let seen: String = mine.iter().map(|n| format!(" OR instr(d.scopes, ' {n} ') > 0")).collect();
    let sql = format!(
        "SELECT {LINES}, SUM(scopes IS NULL) AS untold FROM ( \
         SELECT d.n, d.ord, d.heading, d.scopes FROM search_text CROSS JOIN search_doc d ON d.n = search_text.rowid \
         WHERE search_text MATCH $1 AND search_text.rowid <= $2 AND d.ord BETWEEN $3 AND $4 \
         AND d.source = COALESCE($5, d.source) AND (d.scopes IS NULL{seen}) \
         ORDER BY search_text.rowid DESC LIMIT $6) AS w"
    );
    let (from, to) = window.range;
    let values = [
        words.into(),
        window.bound.into(),
        from.into(),
        to.into(),
        query.source.map(str::to_owned).into(),
        window.limit.into(),
    ];
    let Some(row) = db::one(connection, &sql, values).await? else { return Ok(None) };
    let untold: Option<i64> = row.try_get("", "untold")?;
    let found: Option<String> = row.try_get("", "found")?;
    Ok((untold.unwrap_or(0) == 0).then(|| found.unwrap_or_default()))
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
