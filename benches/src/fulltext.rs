//! PostgreSQL's own full-text search over the entries of the large register: a generated `tsvector` in Italian with a GIN index, as its
//! manual advises, and a second one of the words as they stand, for words that are still being written: of stems a beginning such as
//! "pagamen" finds nothing. Confidentiality, facets and rights are not asked of it.

use std::path::Path;

use anyhow::Context;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value};

use crate::{large::Words, search::Question};

/// Rows that are carried over together.
const AT_ONCE: i64 = 5_000;
/// Results of a page, as many as ours has.
const PAGE: u32 = 50;
/// Of so many of the most recent matches ours ranks one against the other.
const WINDOW: u32 = 1_000;

const TABLE: &str = "CREATE UNLOGGED TABLE entry (
    year INT NOT NULL, number INT NOT NULL, registered_at BIGINT NOT NULL, subject TEXT NOT NULL,
    correspondents TEXT NOT NULL, body TEXT NOT NULL,
    words TSVECTOR GENERATED ALWAYS AS (
        setweight(to_tsvector('italian', number::text || '/' || year::text || ' ' || subject || ' ' || correspondents), 'A')
        || setweight(to_tsvector('italian', body), 'D')) STORED,
    plain TSVECTOR GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', subject || ' ' || correspondents), 'A')
        || setweight(to_tsvector('simple', body), 'D')) STORED)";

/// In what order results come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The most recent first, unranked.
    Newest,
    /// The most recent thousand ranked, as ours does.
    Window,
    /// All that is found ranked (`ts_rank`).
    Ranked,
}

impl Order {
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Newest, "newest first"), (Self::Window, "newest 1,000 ranked"), (Self::Ranked, "all ranked")];
}

/// A database of PostgreSQL's with the same entries.
pub(crate) struct FullText {
    connection: DatabaseConnection,
}

impl FullText {
    /// Copies the register of an ente.
    pub(crate) async fn load(register: &Path) -> anyhow::Result<Self> {
        let url = testkit::new_database().await;
        let name = url.rsplit('/').next().unwrap_or_default();
        let started = std::time::Instant::now();
        // What helps it here: no compiling of questions that take milliseconds, room to sort, each question planned for its own words.
        let connection = connect(&url).await?;
        for setting in
            ["jit = off", "work_mem = '64MB'", "plan_cache_mode = force_custom_plan", "maintenance_work_mem = '1GB'"]
        {
            connection.execute_unprepared(&format!("ALTER DATABASE {name} SET {setting}")).await?;
        }
        connection.close().await?;
        let connection = connect(&url).await?;
        connection.execute_unprepared(TABLE).await?;
        let many = copy(register, &connection).await?;
        for sql in [
            "CREATE INDEX ON entry USING GIN (words)",
            "CREATE INDEX ON entry USING GIN (plain)",
            "CREATE INDEX ON entry (registered_at DESC)",
            "CREATE INDEX ON entry (year, registered_at DESC)",
            "VACUUM ANALYZE entry",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        println!("  PostgreSQL has {many} entries and their indexes after {} s", started.elapsed().as_secs());
        Ok(Self { connection })
    }

    /// Asks for the first page; gives how many are in it.
    pub(crate) async fn ask(&self, question: &Question, order: Order) -> anyhow::Result<usize> {
        let (column, query, words) = match question.typing {
            true => ("plain", "to_tsquery('simple', $1)", begun(&question.words)),
            false => ("words", "websearch_to_tsquery('italian', $1)", question.words.clone()),
        };
        let mut values: Vec<Value> = vec![words.into()];
        let mut wanted = format!("{column} @@ {query}");
        if let Some(year) = question.year {
            wanted.push_str(" AND year = $2");
            values.push(i32::try_from(year)?.into());
        }
        let columns = "year, number, subject, correspondents, registered_at";
        let ranked = format!("ORDER BY ts_rank({column}, {query}) DESC, registered_at DESC LIMIT {PAGE}");
        let sql = match order {
            Order::Newest => {
                format!("SELECT {columns} FROM entry WHERE {wanted} ORDER BY registered_at DESC LIMIT {PAGE}")
            }
            Order::Window => format!(
                "SELECT {columns} FROM (SELECT * FROM entry WHERE {wanted} ORDER BY registered_at DESC LIMIT {WINDOW}) AS newest {ranked}"
            ),
            Order::Ranked => format!("SELECT {columns} FROM entry WHERE {wanted} {ranked}"),
        };
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        let rows = self.connection.query_all_raw(statement).await?;
        // As whoever shows them does.
        for row in &rows {
            let _: (i32, String) = (row.try_get("", "number")?, row.try_get("", "subject")?);
        }
        Ok(rows.len())
    }
}

/// One connection, whose settings are those of its database.
async fn connect(url: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// All of the words, of which the last one may go on.
fn begun(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    format!("{}:*", words.join(" & "))
}

/// Carries the entries over, with COPY.
async fn copy(register: &Path, to: &DatabaseConnection) -> anyhow::Result<u64> {
    let from = Database::connect(format!("sqlite://{}?mode=ro", register.display())).await?;
    let mut connection = to.get_postgres_connection_pool().acquire().await?;
    let mut copy = connection
        .copy_in_raw("COPY entry (year, number, registered_at, subject, correspondents, body) FROM STDIN")
        .await?;
    let (words, mut many, mut last) = (Words::new(), 0_u64, (0_i64, 0_i64));
    loop {
        let sql = "SELECT r.anno, r.numero, r.registrata_at, r.oggetto, (SELECT group_concat(p.nome || ' ' || coalesce(p.indirizzo, ''), ' ') \
                   FROM protocollo_parte p WHERE p.registrazione_id = r.id) AS parti FROM protocollo_registrazione r \
                   WHERE (r.anno, r.numero) > ($1, $2) ORDER BY r.anno, r.numero LIMIT $3";
        let values: [Value; 3] = [last.0.into(), last.1.into(), AT_ONCE.into()];
        let rows = from.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
        let mut lines = String::new();
        for row in &rows {
            last = (row.try_get("", "anno")?, row.try_get("", "numero")?);
            let at: i64 = row.try_get("", "registrata_at")?;
            let subject: String = row.try_get("", "oggetto")?;
            let correspondents: Option<String> = row.try_get("", "parti")?;
            let (year, number) = last;
            // The entries were made in this order: the words of the n-th are those of the n-th.
            let texts = [&*subject, correspondents.as_deref().unwrap_or_default(), &*words.text(many)].map(escaped);
            lines.push_str(&format!("{year}\t{number}\t{at}\t{}\n", texts.join("\t")));
            many += 1;
        }
        if rows.is_empty() {
            break;
        }
        copy.send(lines.into_bytes()).await?;
    }
    let taken = copy.finish().await?;
    anyhow::ensure!(taken == many, "PostgreSQL took {taken} of {many} entries");
    from.close().await.context("the register is left")?;
    Ok(many)
}

/// As COPY reads it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
