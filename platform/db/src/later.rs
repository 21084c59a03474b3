//! Statements put off, so that they reach the engine together.
//!
//! Handing one statement to an engine costs about as much as running it: SQLite's lives on a thread of its own, PostgreSQL
//! in another process. An action writes ten rows and reads none of them back, so its rows travel in one crossing: several
//! statements in one text for SQLite, which runs them in order; parts of one `WITH` for PostgreSQL, which runs them as one.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value, Values};

/// A connection that may put statements off until something is read or the transaction ends.
#[async_trait::async_trait]
pub trait Later: ConnectionTrait {
    /// Runs a statement at the latest before the next reading, or with the commit. It must write rows that no other
    /// statement put off writes, and give none back. What the engine says of it is told then, and nothing is committed.
    ///
    /// # Errors
    /// What the engine says of those put off before, when they have become many.
    async fn later(&self, statement: Statement) -> Result<(), DbErr>;

    /// The first row of a statement that does not depend on what the statements put off write; they go with it.
    ///
    /// # Errors
    /// What the engine says of it or of those put off.
    async fn one_apart(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr>;
}

/// Statements and values that are sent at once, at most: well below what the engines take.
const MANY_STATEMENTS: usize = 64;
const MANY_VALUES: usize = 8_000;

/// Whether so many should no longer wait.
pub(crate) fn enough(waiting: &[Statement]) -> bool {
    let values = |statement: &Statement| statement.values.as_ref().map_or(0, |values| values.0.len());
    waiting.len() >= MANY_STATEMENTS || waiting.iter().map(values).sum::<usize>() >= MANY_VALUES
}

/// One statement that does what all of them do, and gives the rows of the last. `None` when there are none.
pub(crate) fn together(mut statements: Vec<Statement>, backend: DbBackend) -> Option<Statement> {
    if statements.len() < 2 {
        return statements.pop();
    }
    let (mut sql, mut values) = (String::new(), Vec::<Value>::new());
    let last = statements.len() - 1;
    for (n, statement) in statements.into_iter().enumerate() {
        let text = renumber(statement.sql.trim_end().trim_end_matches(';'), values.len());
        // Writing to a string cannot fail.
        let _ = match backend {
            DbBackend::Postgres if n == last => write!(sql, " {text}"),
            DbBackend::Postgres if n == 0 => write!(sql, "WITH later_0 AS ({text})"),
            DbBackend::Postgres => write!(sql, ", later_{n} AS ({text})"),
            _ if n == last => write!(sql, "{text}"),
            _ => write!(sql, "{text}; "),
        };
        values.extend(statement.values.map(|values| values.0).unwrap_or_default());
    }
    Some(Statement { sql, values: Some(Values(values)), db_backend: backend })
}

/// Bytes of values that are written into a text, at most.
const MANY_BYTES: usize = 64 << 10;

/// All of them as one text with their values written into it, for PostgreSQL: it spares them a journey of their own before a
/// commit. Only numbers, ids and bytes (as hexadecimal digits) are ever written so; `None` when there is anything else, or much.
pub(crate) fn plainly(waiting: &[Statement]) -> Option<String> {
    let mut bytes = 0;
    let mut plain = |value: &Value| match value {
        Value::BigInt(Some(_)) | Value::Uuid(Some(_)) => true,
        Value::Bytes(Some(found)) => {
            bytes += found.len();
            bytes <= MANY_BYTES
        }
        _ => false,
    };
    let all = waiting.iter().all(|statement| statement.values.iter().flat_map(|values| &values.0).all(&mut plain));
    all.then(|| waiting.iter().map(|statement| format!("{statement}; ")).collect())
}

/// The text with its values (`$1`, or a bare `?`) counted from `before`. What stands in quotes is left alone; comments,
/// dollar quotes and `?1` are not understood, and nobody here writes them.
fn renumber(sql: &str, before: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let (mut bare, mut quote) = (0, None);
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('?', None) => {
                bare += 1;
                let _ = write!(out, "${}", before + bare);
                continue;
            }
            ('$', None) => {
                let mut number = 0;
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                    number = number * 10 + digit as usize;
                    chars.next();
                }
                let _ = write!(out, "${}", before + number);
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(backend: DbBackend, sql: &str, values: &[i64]) -> Statement {
        Statement::from_sql_and_values(backend, sql, values.iter().map(|value| Value::from(*value)))
    }

    #[test]
    fn values_are_counted_on_and_quotes_left_alone() {
        assert_eq!(
            renumber("INSERT INTO a (\"b?\", c) VALUES (?, ?), ('$1?', ?)", 4),
            "INSERT INTO a (\"b?\", c) VALUES ($5, $6), ('$1?', $7)"
        );
        assert_eq!(renumber("SELECT $2, $11, $1::bigint, 'it''s $1'", 10), "SELECT $12, $21, $11::bigint, 'it''s $1'");
    }

    #[test]
    fn only_numbers_ids_and_bytes_are_written_into_a_text() {
        let sql = "INSERT INTO a (x, y) VALUES ($1, $2), ($2, $1)";
        let of = |value: Value| Statement::from_sql_and_values(DbBackend::Postgres, sql, [7_i64.into(), value]);
        let leaf = of(b"{'\\;--".to_vec().into());
        assert_eq!(
            plainly(&[leaf, of(8_i64.into())]).as_deref(),
            Some(
                "INSERT INTO a (x, y) VALUES (7, '\\x7B275C3B2D2D'), ('\\x7B275C3B2D2D', 7); \
                 INSERT INTO a (x, y) VALUES (7, 8), (8, 7); "
            )
        );
        assert_eq!(plainly(&[of("text".into())]), None, "never a text that came from outside");
        assert_eq!(plainly(&[of(Value::BigInt(None))]), None);
        assert_eq!(plainly(&[of(vec![0; MANY_BYTES + 1].into())]), None);
        assert_eq!(plainly(&[]).as_deref(), Some(""));
    }

    #[test]
    fn each_engine_gets_one_text_that_it_takes() {
        let of = |backend| {
            let all = vec![
                statement(backend, "INSERT INTO a (x) VALUES ($1);", &[7]),
                statement(backend, "INSERT INTO b (x, y) VALUES ($1, $2)", &[8, 9]),
                statement(backend, "UPDATE c SET x = $1 RETURNING x", &[10]),
            ];
            together(all, backend).unwrap()
        };
        let sqlite = of(DbBackend::Sqlite);
        assert_eq!(
            sqlite.sql,
            "INSERT INTO a (x) VALUES ($1); INSERT INTO b (x, y) VALUES ($2, $3); UPDATE c SET x = $4 RETURNING x"
        );
        let postgres = of(DbBackend::Postgres);
        assert_eq!(
            postgres.sql,
            "WITH later_0 AS (INSERT INTO a (x) VALUES ($1)), later_1 AS (INSERT INTO b (x, y) VALUES ($2, $3)) UPDATE c SET x = $4 RETURNING x"
        );
        assert_eq!(postgres.values.unwrap().0, [7_i64, 8, 9, 10].map(Value::from));
        assert!(together(Vec::new(), DbBackend::Sqlite).is_none());
        let alone = together(vec![statement(DbBackend::Sqlite, "DELETE FROM a WHERE x = ?", &[1])], DbBackend::Sqlite);
        assert_eq!(alone.unwrap().sql, "DELETE FROM a WHERE x = ?", "one alone keeps its text");
    }
}
