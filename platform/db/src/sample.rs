//! A small database for the tests of this crate.

use kernel::Instant;

use crate::{Db, Migration, Migrations};

const STEPS: &[Migrations] = &[Migrations {
    owner: "x",
    steps: &[Migration { name: "0001_first", sql: "CREATE TABLE x_y (\n  n BIGINT NOT NULL PRIMARY KEY\n);\n" }],
}];

/// Writes a number.
pub(crate) const INSERT: &str = "INSERT INTO x_y (n) VALUES ($1)";

/// One of numbers, in a folder that goes away.
pub(crate) async fn database() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("a.db")).await.unwrap();
    db.migrate(STEPS, Instant::default()).await.unwrap();
    (folder, db)
}
