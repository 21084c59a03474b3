//! A database that has the schema of these offices by now. The steps that make it are run once in each test program: every
//! test gets a copy of what they made, since running them again took longer than many a test.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use db::{Db, PostgresNode};
use kernel::Instant;
use office::Office;
use tokio::sync::OnceCell;

use crate::engine::{close_database, make_database};

/// What was made once, by the offices that it is for.
struct Made<T>(LazyLock<Mutex<HashMap<String, Arc<OnceCell<T>>>>>);

impl<T> Made<T> {
    const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    fn of(&self, offices: &[&dyn Office]) -> Arc<OnceCell<T>> {
        let owners = office::migrations(offices).iter().map(|steps| steps.owner).collect::<Vec<_>>().join(" ");
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(owners).or_default())
    }
}

/// Files of SQLite, whole.
static FILES: Made<Vec<u8>> = Made::new();
/// Names of databases of PostgreSQL.
static DATABASES: Made<String> = Made::new();

/// Puts the file of an ente into its folder, which is made.
pub(crate) async fn put_file(folder: &Path, offices: &[&dyn Office]) {
    let cell = FILES.of(offices);
    let bytes = cell.get_or_init(|| new_file(offices)).await;
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join("ente.db"), bytes).expect("a file");
}

async fn new_file(offices: &[&dyn Office]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ente.db");
    let db = Db::sqlite(&file).await.expect("a database");
    db.migrate(&office::migrations(offices), Instant::default()).await.expect("the steps run");
    db.close().await;
    std::fs::read(&file).expect("a file")
}

/// Makes a database in which the ente of this schema has its tables, and gives its address.
pub(crate) async fn copied_database(schema: &str, offices: &[&dyn Office]) -> String {
    let cell = DATABASES.of(offices);
    let like = cell.get_or_init(|| database_with(schema, offices)).await;
    make_database(Some(like)).await.1
}

async fn database_with(schema: &str, offices: &[&dyn Office]) -> String {
    let (name, address) = make_database(None).await;
    let node = PostgresNode::connect(&address, 2).await.expect("the test server answers");
    let db = Db::postgres(&node, schema).await.expect("a database");
    db.migrate(&office::migrations(offices), Instant::default()).await.expect("the steps run");
    drop((db, node));
    close_database(&name).await;
    name
}
