use std::{
    path::Path,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr};

/// On which engine a story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in a folder of its own.
    Sqlite,
    /// A database of its own on the server that `MUNICIPIO_TEST_POSTGRES` names.
    Postgres,
}

impl Engine {
    /// The engines that can be tried here: SQLite, and PostgreSQL where a server is named. Without one it says so in one
    /// loud line; on a CI machine (`CI` set) it is an error.
    ///
    /// # Panics
    /// On a CI machine without PostgreSQL.
    pub fn all() -> Vec<Self> {
        if postgres_url().is_some() {
            return vec![Self::Sqlite, Self::Postgres];
        }
        assert!(
            std::env::var_os("CI").is_none(),
            "MUNICIPIO_TEST_POSTGRES is not set: the suite must run on both engines"
        );
        eprintln!("NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES, or run `make test`");
        vec![Self::Sqlite]
    }
}

/// The server for tests, if one is named.
pub fn postgres_url() -> Option<String> {
    std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

static NEXT: AtomicU32 = AtomicU32::new(0);
static SWEPT: Once = Once::new();
const PREFIX: &str = "town_hall_";

/// Makes a database of its own on the test server and gives its address. Those of test programs that have ended go away
/// meanwhile: a whole suite would leave tens of gigabytes of them.
pub async fn new_database() -> String {
    let (_, address) = make_database(None).await;
    address
}

/// Makes a database, as a copy of the one called `like` where one is told, and gives its name and address.
pub(crate) async fn make_database(like: Option<&str>) -> (String, String) {
    let url = postgres_url().expect("MUNICIPIO_TEST_POSTGRES names a server");
    SWEPT.call_once(|| sweep_aside(url.clone()));
    let name = format!("{PREFIX}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let server = Database::connect(&url).await.expect("the test server answers");
    drop_database(&server, &name).await.expect("an old database is dropped");
    create_database(&server, &name, like).await.expect("a database is made");
    let (before, query) = url.split_once('?').map_or((url.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let scheme_end = before.find("://").map_or(0, |at| at + 3);
    let server_part = before[scheme_end..].find('/').map_or(before, |at| &before[..scheme_end + at]);
    let address = format!("{server_part}/{name}{query}");
    (name, address)
}

/// Nobody enters this database any more, so that it can be copied.
pub(crate) async fn close_database(name: &str) {
    let server = Database::connect(postgres_url().unwrap_or_default()).await.expect("the test server answers");
    let ended = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    for sql in [format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"), ended] {
        server.execute_unprepared(&sql).await.expect("a database is closed");
    }
}

/// A copy is one of files, which takes half the time of one page by page through the log, the usual way since PostgreSQL 15; those
/// before it know no other and refuse the word.
async fn create_database(server: &DatabaseConnection, name: &str, like: Option<&str>) -> Result<(), DbErr> {
    let Some(like) = like else {
        return server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.map(drop);
    };
    let copy = format!("CREATE DATABASE {name} TEMPLATE {like}");
    if server.execute_unprepared(&format!("{copy} STRATEGY FILE_COPY")).await.is_ok() {
        return Ok(());
    }
    server.execute_unprepared(&copy).await.map(drop)
}

async fn drop_database(server: &DatabaseConnection, name: &str) -> Result<(), DbErr> {
    server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.map(drop)
}

/// Beside the tests, which do not wait for it; what it does not end, the next test program does.
fn sweep_aside(url: String) {
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        if let Err(error) = runtime.block_on(sweep(&url)) {
            eprintln!("databases of earlier tests are left: {error}");
        }
    });
}

async fn sweep(url: &str) -> Result<(), DbErr> {
    let server = Database::connect(url).await?;
    let names = format!("SELECT datname::text AS name FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    for row in server.query_all_raw(sea_orm::Statement::from_string(server.get_database_backend(), names)).await? {
        let name: String = row.try_get("", "name")?;
        if !made_by_the_living(&name) {
            drop_database(&server, &name).await?;
        }
    }
    Ok(())
}

/// Whether the test program that made it still runs. Where processes cannot be looked up, all are taken to.
fn made_by_the_living(name: &str) -> bool {
    let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()).unwrap_or_default();
    !Path::new("/proc/self").exists() || Path::new("/proc").join(process).exists()
}

#[cfg(test)]
mod tests {
    use super::{PREFIX, made_by_the_living};

    #[test]
    fn a_database_belongs_to_the_process_that_it_names() {
        assert!(made_by_the_living(&format!("{PREFIX}{}_7", std::process::id())));
        // Above the most that Linux gives (2^22).
        assert!(!made_by_the_living(&format!("{PREFIX}99999999_7")));
    }
}
