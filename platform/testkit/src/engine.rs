use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

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

/// Makes a database of its own on the test server and gives its address.
pub async fn new_database() -> String {
    let url = postgres_url().expect("MUNICIPIO_TEST_POSTGRES names a server");
    let name = format!("town_hall_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let server = Database::connect(&url).await.expect("the test server answers");
    server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("an old database is dropped");
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database is made");
    let (before, query) = url.split_once('?').map_or((url.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let scheme_end = before.find("://").map_or(0, |at| at + 3);
    let server_part = before[scheme_end..].find('/').map_or(before, |at| &before[..scheme_end + at]);
    format!("{server_part}/{name}{query}")
}
