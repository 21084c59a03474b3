use std::collections::HashSet;

use kernel::Instant;
use sea_orm::ConnectionTrait;

use crate::{Db, Engine, Error, Write, execute, query};

/// One forward step of a schema, written once for both engines.
///
/// The SQL uses PostgreSQL's words for the types and only these: `TEXT`, `BIGINT`, `BOOLEAN`, `BYTEA`, `UUID`, `DATE`.
/// For SQLite they are translated and every table becomes `STRICT`, so that neither engine takes a value of another type.
/// A step that an engine alone needs (its full-text index) lies between lines `-- only sqlite` or `-- only postgres`
/// and a line `-- end`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name, once given never changed: `0001_first`.
    pub name: &'static str,
    /// Statements separated by `;` at the end of a line.
    pub sql: &'static str,
}

/// The steps of one owner (an office or a platform crate), whose tables carry its name as a prefix.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// Who owns the tables.
    pub owner: &'static str,
    /// In the order in which they run.
    pub steps: &'static [Migration],
}

const LEDGER_OF_STEPS: &str = "CREATE TABLE IF NOT EXISTS db_migration (
    owner TEXT NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (owner, name)
);";

impl Db {
    /// Brings the schema to this release, in one transaction: an upgrade that fails leaves what there was.
    ///
    /// # Errors
    /// When a step fails, or when the database knows a step that this release does not.
    pub async fn migrate(&self, all: &[Migrations], now: Instant) -> Result<(), Error> {
        let (write, engine) = (self.write().await?, self.engine());
        if engine == Engine::Postgres {
            // Two nodes that start together take turns.
            write.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext(current_schema()))").await?;
        }
        write.execute_unprepared(&statements(LEDGER_OF_STEPS, engine)).await?;
        let done = done(&write).await?;
        refuse_unknown(&done, all)?;
        for migrations in all {
            for step in migrations.steps {
                if !done.contains(&(migrations.owner.to_owned(), step.name.to_owned())) {
                    write.execute_unprepared(&statements(step.sql, engine)).await?;
                    note(&write, migrations.owner, step.name, now).await?;
                }
            }
        }
        write.commit().await
    }
}

/// Owner and name of a step that was run.
type Done = (String, String);

async fn done(write: &Write) -> Result<HashSet<Done>, Error> {
    let rows = query::rows(write, "SELECT owner, name FROM db_migration", []).await?;
    rows.iter().map(|row| Ok((row.try_get("", "owner")?, row.try_get("", "name")?))).collect()
}

async fn note(write: &Write, owner: &str, name: &str, now: Instant) -> Result<(), Error> {
    let insert = "INSERT INTO db_migration (owner, name, applied_at) VALUES ($1, $2, $3)";
    execute(write, insert, [owner.into(), name.into(), now.into()]).await.map(drop)
}

fn refuse_unknown(done: &HashSet<Done>, all: &[Migrations]) -> Result<(), Error> {
    let known =
        |(owner, name): &Done| all.iter().any(|m| m.owner == owner && m.steps.iter().any(|step| step.name == name));
    match done.iter().find(|step| !known(step)) {
        Some((owner, name)) => Err(Error::FromTheFuture(format!("{owner} {name}"))),
        None => Ok(()),
    }
}

/// The statements of a migration's text as `engine` takes them, to be sent at once.
fn statements(sql: &str, engine: Engine) -> String {
    split(sql, engine).concat()
}

/// The statements of a migration's text as `engine` takes them.
fn split(sql: &str, engine: Engine) -> Vec<String> {
    let mut here = true;
    let mut statements = vec![String::new()];
    for line in sql.lines() {
        match line.trim() {
            "-- only sqlite" => here = engine == Engine::Sqlite,
            "-- only postgres" => here = engine == Engine::Postgres,
            "-- end" => here = true,
            comment if comment.starts_with("--") => {}
            _ if !here => {}
            text => {
                if let Some(statement) = statements.last_mut() {
                    statement.push_str(line);
                    statement.push('\n');
                }
                if text.ends_with(';') {
                    statements.push(String::new());
                }
            }
        }
    }
    statements.retain(|statement| !statement.trim().is_empty());
    if engine == Engine::Sqlite {
        statements.iter_mut().for_each(|statement| *statement = for_sqlite(statement));
    }
    statements
}

/// PostgreSQL's type words in SQLite's, and strict tables.
fn for_sqlite(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut word = String::new();
    for c in statement.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(match word.as_str() {
            "UUID" | "BYTEA" => "BLOB",
            "BIGINT" | "BOOLEAN" => "INTEGER",
            "DATE" => "TEXT",
            other => other,
        });
        word.clear();
        out.push(c);
    }
    let trimmed = out.trim_end();
    if trimmed.starts_with("CREATE TABLE")
        && let Some(body) = trimmed.strip_suffix(");")
    {
        return format!("{body}) STRICT;");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "-- a comment\nCREATE TABLE x_y (\n  id UUID NOT NULL,\n  UUID_note TEXT,\n  at BIGINT\n);\n\
                       -- only postgres\nCREATE EXTENSION z;\n-- end\nCREATE INDEX i ON x_y (at);\n";

    #[test]
    fn one_text_serves_both_engines() {
        let sqlite = split(SQL, Engine::Sqlite);
        assert_eq!(sqlite.len(), 2);
        assert!(sqlite[0].contains("id BLOB NOT NULL"));
        assert!(sqlite[0].contains("UUID_note TEXT"), "only whole words are types");
        assert!(sqlite[0].ends_with(") STRICT;"));
        let postgres = split(SQL, Engine::Postgres);
        assert_eq!(postgres.len(), 3);
        assert!(postgres[0].contains("id UUID NOT NULL"));
    }

    const STEPS: &[Migrations] =
        &[Migrations { owner: "x", steps: &[Migration { name: "0001_first", sql: SQL_SMALL }] }];
    const SQL_SMALL: &str = "CREATE TABLE x_y (\n  id UUID NOT NULL,\n  done BOOLEAN NOT NULL,\n  day DATE\n);\n";

    #[tokio::test]
    async fn a_step_runs_once_and_a_database_of_the_future_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("a.db")).await.unwrap();
        db.migrate(STEPS, Instant::default()).await.unwrap();
        db.migrate(STEPS, Instant::default()).await.unwrap();
        let refused = db.migrate(&[], Instant::default()).await.unwrap_err();
        assert!(matches!(refused, Error::FromTheFuture(step) if step == "x 0001_first"));
    }

    #[tokio::test]
    async fn values_of_every_type_come_back_and_readers_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("a.db")).await.unwrap();
        db.migrate(STEPS, Instant::default()).await.unwrap();
        let day = kernel::Date::from_ymd_opt(2026, 11, 25).unwrap();
        let id = kernel::Uuid::from_u128(7);
        let write = db.write().await.unwrap();
        let insert = "INSERT INTO x_y (id, done, day) VALUES ($1, $2, $3)";
        execute(&write, insert, [id.into(), true.into(), day.into()]).await.unwrap();
        write.commit().await.unwrap();
        let read = db.read().await.unwrap();
        let row = query::one(&read, "SELECT id, done, day FROM x_y", []).await.unwrap().unwrap();
        assert_eq!(row.try_get::<kernel::Uuid>("", "id").unwrap(), id);
        assert!(row.try_get::<bool>("", "done").unwrap());
        assert_eq!(row.try_get::<kernel::Date>("", "day").unwrap(), day);
        assert!(execute(&read, "DELETE FROM x_y", []).await.is_err());
    }
}
