//! What earlier releases left behind is taken on by this one: their steps of the schema are never changed, and a comune that they kept
//! is put back, upgraded, whole, and goes on. So that every later step is tried on old data, on both engines.
//!
//! In `passato/` lie `passi.tsv` (each released step with the SHA-256 of its text) and, for each release and engine, a small comune as it
//! was copied then: `VERSION-ENGINE.tar.gz`. Before a release, and never again for it:
//!
//! ```text
//! scripts/postgres run -- cargo test --workspace --test it -- --ignored a_small_comune_is_kept
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use db::{Db, Migrations, PostgresNode};
use ente::MIGRATIONS;
use kernel::Instant;
use municipio::OFFICES;
use sha2::{Digest, Sha256};
use testkit::Engine;

use crate::{
    cli::{MESSAGE, import},
    program::{Clerk, Town},
};

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

/// The name that an engine has in the names of what is kept.
fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgresql",
    }
}

async fn new_town(engine: Engine) -> Town {
    Town::new(match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(testkit::new_database().await),
    })
}

/// The file of a town's key.
fn key(town: &Town) -> PathBuf {
    vault::Source::beside(&town.data()).file
}

fn tar(arguments: &[&str], folder: &Path) {
    assert!(Command::new("tar").args(arguments).current_dir(folder).status().unwrap().success(), "tar {arguments:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comune_that_an_earlier_release_left_is_upgraded_holds_and_goes_on() {
    for engine in Engine::all() {
        let end = format!("-{}.tar.gz", name(engine));
        let entries = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
        let kept: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(&end)).collect();
        assert!(!kept.is_empty(), "no *{end} in {FOLDER}: its first lines say how one is made");
        for archive in kept {
            upgraded(engine, &archive).await;
        }
    }
}

async fn upgraded(engine: Engine, archive: &Path) {
    let folder = tempfile::tempdir().unwrap();
    tar(&["-xzf", archive.to_str().unwrap()], folder.path());
    let town = new_town(engine).await;
    fs::copy(folder.path().join("chiave"), key(&town)).unwrap();
    town.well(&["restore", folder.path().join("copia").to_str().unwrap()]);
    town.well(&["verify"]);
    let told = town.well(&["user", "reset", "rosa.clerk"]);
    let running = town.serve().await;
    let clerk = Clerk::enter(&running.base, "rosa.clerk", told.lines().last().unwrap()).await;
    let list = clerk.read("/protocollo").await;
    assert!(list.contains("cantiere"), "{}: what was registered then: {list}", archive.display());
    let entry = list.split("data-href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let page = clerk.read(entry).await;
    assert!(page.contains("a.eml") && page.contains("Rosa Bruni"), "with its document and its sender: {page}");
    let place = clerk.register("Dopo l'aggiornamento del programma", "a.txt", "Buongiorno").await;
    assert!(place.ends_with("/2") || place.ends_with("/1"), "the numbers go on, or a new year began: {place}");
    drop(running);
    town.well(&["verify"]);
}

/// Makes what the test above needs, with this release's program; see on top.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes into the sources: once for each release"]
async fn a_small_comune_is_kept() {
    let told: String = steps().iter().map(|((owner, step), hash)| format!("{owner}\t{step}\t{hash}\n")).collect();
    fs::write(Path::new(FOLDER).join("passi.tsv"), told).unwrap();
    for engine in Engine::all() {
        let town = with_an_entry(engine).await;
        let folder = tempfile::tempdir().unwrap();
        town.well(&["backup", folder.path().join("copia").to_str().unwrap()]);
        fs::copy(key(&town), folder.path().join("chiave")).unwrap();
        let archive = format!("{FOLDER}/{}-{}.tar.gz", env!("CARGO_PKG_VERSION"), name(engine));
        tar(&["-czf", &archive, "copia", "chiave"], folder.path());
    }
}

/// A comune with a clerk and a message that they registered.
async fn with_an_entry(engine: Engine) -> Town {
    let town = new_town(engine).await;
    let ente = ["ente", "add", "prova", "--name", "Comune di Prova", "--ipa", "c_m999", "--host", "localhost"];
    town.well(&[&ente[..], &["--host", "127.0.0.1"]].concat());
    town.with_a_clerk();
    let done = import(&town, &[("a.eml", MESSAGE)]);
    assert!(done.status.success(), "{}", crate::program::said(&done));
    town
}
