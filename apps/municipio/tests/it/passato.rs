//! What earlier releases left behind is taken on by this one: their steps of the schema are never changed, and a database of each, with
//! a row in every table, bears the steps that came after on both engines.
//!
//! `passato/fai.py RELEASE` keeps one, before a release and never again for it: `RELEASE.ENGINE.sql`, and `passi.tsv` with the SHA-256
//! of each step's text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use db::{Db, Migrations, PostgresNode};
use ente::MIGRATIONS;
use kernel::Instant;
use municipio::OFFICES;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use testkit::Engine;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/passato");

/// Each step of this release with the SHA-256 of its text.
fn steps() -> BTreeMap<(String, String), String> {
    let all = office::migrations(OFFICES).into_iter().chain([MIGRATIONS]);
    let each = all.flat_map(|own| own.steps.iter().map(move |step| (own.owner, step)));
    let told = |(owner, step): (&str, &db::Migration)| {
        ((owner.to_owned(), step.name.to_owned()), hex::encode(Sha256::digest(step.sql)))
    };
    each.map(told).collect()
}

#[test]
fn a_step_that_was_released_is_there_and_says_what_it_said() {
    let (now, text) = (steps(), fs::read_to_string(Path::new(FOLDER).join("passi.tsv")).unwrap());
    for line in text.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [owner, step, hash] = parts[..] else { panic!("not a line of passi.tsv: {line:?}") };
        let found = now.get(&(owner.to_owned(), step.to_owned()));
        assert_eq!(found.map(String::as_str), Some(hash), "{owner} {step}: write a new step, this one is in use");
    }
}

/// The columns of all tables, with their types, as the engine tells them.
async fn columns(db: &Db, engine: Engine) -> BTreeSet<String> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT m.name || ' ' || p.name || ' ' || p.type AS c FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table'"
        }
        Engine::Postgres => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type AS c FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
    };
    let rows = db::rows(&db.read().await.unwrap(), sql, []).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "c").unwrap()).collect()
}

/// Empty databases in one place, by name.
enum Empty {
    Sqlite(tempfile::TempDir),
    Postgres(PostgresNode),
}

impl Empty {
    async fn at(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(tempfile::tempdir().unwrap()),
            Engine::Postgres => Self::Postgres(PostgresNode::connect(&testkit::new_database().await, 2).await.unwrap()),
        }
    }

    async fn db(&self, name: &str) -> Db {
        match self {
            Self::Sqlite(folder) => Db::sqlite(&folder.path().join(name)).await.unwrap(),
            Self::Postgres(node) => Db::postgres(node, name).await.unwrap(),
        }
    }
}

/// As when a comune skips releases: what it has ends early, here with so many steps of each owner.
#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_stopped_early_becomes_that_of_today() {
    let all = office::migrations(OFFICES);
    for engine in Engine::all() {
        let place = Empty::at(engine).await;
        let today = place.db("oggi").await;
        today.migrate(&all, Instant::default()).await.unwrap();
        let today = columns(&today, engine).await;
        assert!(today.len() > 500, "{} columns on {engine:?}", today.len());
        for most in [1, 2, 4, 8, 16] {
            let cut = |own: &Migrations| Migrations { steps: &own.steps[..most.min(own.steps.len())], ..*own };
            let early: Vec<Migrations> = all.iter().map(cut).collect();
            let db = place.db(&format!("vecchio_{most}")).await;
            db.migrate(&early, Instant::default()).await.unwrap();
            assert_ne!(columns(&db, engine).await, today, "{most} steps are not all of them");
            db.migrate(&all, Instant::default()).await.unwrap();
            let found = columns(&db, engine).await;
            let differs: Vec<_> = found.symmetric_difference(&today).collect();
            assert!(differs.is_empty(), "after {most} steps on {engine:?}: {differs:?}");
        }
    }
}

/// How many rows each table has, but for those of the index, which is made anew.
async fn counts(db: &Db, engine: Engine) -> BTreeMap<String, i64> {
    let all = columns(db, engine).await;
    let tables: BTreeSet<&str> = all.iter().filter_map(|column| column.split(' ').next()).collect();
    let read = db.read().await.unwrap();
    let mut found = BTreeMap::new();
    for table in tables.into_iter().filter(|table| !table.starts_with("search_") && *table != "db_migration") {
        let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
        found.insert(table.to_owned(), row.try_get::<i64>("", "n").unwrap());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_a_release_left_bears_the_steps_that_came_after_and_keeps_its_rows() {
    let all = office::migrations(OFFICES);
    for engine in Engine::all() {
        let place = Empty::at(engine).await;
        let today = place.db("oggi").await;
        today.migrate(&all, Instant::default()).await.unwrap();
        let today = columns(&today, engine).await;
        let end = if engine == Engine::Sqlite { ".sqlite.sql" } else { ".postgres.sql" };
        let files = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
        let kept: Vec<PathBuf> = files.filter(|path| path.to_string_lossy().ends_with(end)).collect();
        assert!(!kept.is_empty(), "none for {engine:?}");
        for (place_of, file) in kept.iter().enumerate() {
            let db = place.db(&format!("passato_{place_of}")).await;
            let write = db.write().await.unwrap();
            write.execute_unprepared(&fs::read_to_string(file).unwrap()).await.unwrap();
            write.commit().await.unwrap();
            let before = counts(&db, engine).await;
            assert!(before.values().filter(|many| **many > 0).count() > 100, "{}: {before:?}", file.display());
            db.migrate(&all, Instant::default()).await.unwrap();
            let found = columns(&db, engine).await;
            let differs: Vec<_> = found.symmetric_difference(&today).collect();
            assert!(differs.is_empty(), "{}: {differs:?}", file.display());
            let after = counts(&db, engine).await;
            for (table, many) in before {
                assert_eq!(after.get(&table), Some(&many), "{table} of {}", file.display());
            }
        }
    }
}
