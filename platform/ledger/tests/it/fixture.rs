//! A table of record to try the ledger with, and a ledger on each engine.

#![allow(dead_code, reason = "shared by the integration tests and the examples")]

use std::{
    path::Path,
    sync::{Arc, Once},
};

use db::{Db, Migration, Migrations, PostgresNode};
use kernel::{Actor, Date, FixedClock, Id, Instant, SeededRandom, SystemRandom, Uuid};
use ledger::{Ledger, RecordTable, Table, Tx};
use sea_orm::Value;
use tempfile::TempDir;

/// The trial table: one column of each type that migrations allow.
pub mod paper {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "provv_paper")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub title: String,
        pub amount: Option<i64>,
        pub day: Option<Date>,
        pub done: bool,
        pub body: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A second table, whose rows may carry the ids of papers.
pub mod cover {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "provv_cover")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub colour: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub const PAPERS: &[Migrations] = &[
    ledger::MIGRATIONS,
    Migrations {
        owner: "provv",
        steps: &[Migration {
            name: "0001_paper",
            sql: "CREATE TABLE provv_paper (\n  id UUID NOT NULL PRIMARY KEY,\n  title TEXT NOT NULL,\n  amount BIGINT,\n  \
                  day DATE,\n  done BOOLEAN NOT NULL,\n  body BYTEA\n);\n\
                  CREATE TABLE provv_cover (\n  id UUID NOT NULL PRIMARY KEY,\n  colour TEXT NOT NULL\n);\n",
        }],
    },
];

pub const TABLES: [&dyn RecordTable; 2] = [&Table::<paper::Entity>::NEW, &Table::<cover::Entity>::NEW];

/// 25 November 2026, ten in the morning in Italy.
pub const MORNING: Instant = Instant::from_micros(1_795_597_200_000_000);
pub const CLERK: Actor = Actor::System("prova");

pub fn paper(id: Uuid, title: &str) -> paper::Model {
    paper::Model {
        id,
        title: title.into(),
        amount: Some(1234),
        day: Date::from_ymd_opt(2026, 11, 25),
        done: false,
        body: Some(vec![0, 1, 0xfe]),
    }
}

/// One ente's ledger, with the hands of its clock in the test's.
#[derive(Clone)]
pub struct Stage {
    pub ledger: Ledger,
    pub clock: Arc<FixedClock>,
    /// Where the engine is PostgreSQL.
    server: Option<Server>,
    /// Where the engine is SQLite, and the folder is this stage's own.
    folder: Option<Arc<TempDir>>,
}

/// A schema of the trial server.
#[derive(Clone)]
struct Server {
    node: PostgresNode,
    url: String,
    schema: String,
}

impl Stage {
    pub async fn open(db: Db, clock: Arc<FixedClock>, seed: u64) -> Self {
        db.migrate(PAPERS, MORNING).await.unwrap();
        let random = Arc::new(SeededRandom::new(seed));
        let ledger = Ledger::open(db, clock.clone(), random, "comune.example.it/registro").await.unwrap();
        Self { ledger, clock, server: None, folder: None }
    }

    pub async fn sqlite(folder: &Path) -> Self {
        let db = Db::sqlite(&folder.join("ente.db")).await.unwrap();
        Self::open(db, Arc::new(FixedClock::new(MORNING)), 7).await
    }

    async fn postgres(node: PostgresNode, url: String) -> Self {
        let schema = random_schema();
        let db = Db::postgres(&node, &schema).await.unwrap();
        let mut stage = Self::open(db, Arc::new(FixedClock::new(MORNING)), 7).await;
        stage.server = Some(Server { node, url, schema });
        stage
    }

    /// Another ente on the same engine, with nothing in it yet.
    pub async fn afresh(&self) -> Self {
        if let Some(Server { node, url, .. }) = self.server.clone() {
            return Self::postgres(node, url).await;
        }
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut stage = Self::sqlite(folder.path()).await;
        stage.folder = Some(folder);
        stage
    }

    /// Takes an ente that is no longer needed away.
    pub async fn discard(&self) {
        if let Some(Server { schema, .. }) = &self.server {
            self.by_hand(&format!("DROP SCHEMA \"{schema}\" CASCADE"), []).await;
        }
        self.ledger.db().close().await;
    }

    /// Another node on the same server and ente, with a clock and connections of its own.
    pub async fn another_node(&self, seed: u64) -> Option<Self> {
        let Server { url, schema, .. } = self.server.clone()?;
        let node = PostgresNode::connect(&url, 12).await.unwrap();
        let db = Db::postgres(&node, &schema).await.unwrap();
        let mut stage = Self::open(db, Arc::new(FixedClock::new(MORNING)), seed).await;
        stage.server = Some(Server { node, url, schema });
        Some(stage)
    }

    pub fn is_postgres(&self) -> bool {
        self.ledger.db().engine() == db::Engine::Postgres
    }

    pub async fn begin(&self, action: &'static str) -> Tx {
        self.ledger.begin(CLERK, action).await.unwrap()
    }

    pub fn id(&self) -> Uuid {
        Id::<paper::Model>::new(self.ledger.now(), &**self.ledger.random()).uuid()
    }

    pub fn tick(&self) {
        self.clock.set(self.ledger.now().plus_micros(1_000));
    }

    /// Writes a new paper in a transaction of its own.
    pub async fn write(&self, title: &str) -> paper::Model {
        self.tick();
        let mut tx = self.begin("prova.scrivi").await;
        let row = tx.insert(paper(self.id(), title)).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// Writes so many papers, each in a record of its own, many in one commit.
    pub async fn fill(&self, records: usize) {
        for from in (0..records).step_by(2_000) {
            self.tick();
            let mut tx = self.begin("prova.scrivi").await;
            for _ in from..records.min(from + 2_000) {
                tx.action("prova.scrivi");
                tx.insert(paper(self.id(), "Richiesta di accesso agli atti del 12 novembre")).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    }

    /// Writes a paper again under another title.
    pub async fn rewrite(&self, row: &paper::Model, title: &str) -> paper::Model {
        self.tick();
        let mut tx = self.begin("prova.correggi").await;
        let after = tx.update(row, paper::Model { title: title.into(), ..row.clone() }).await.unwrap();
        tx.commit().await.unwrap();
        after
    }

    /// Registers a paper under the next number.
    pub async fn register(&self, register: &'static str) -> (ledger::Numbered, Instant) {
        self.tick();
        let mut tx = self.begin("prova.registra").await;
        tx.insert(paper(self.id(), register)).await.unwrap();
        let number = tx.number(register).await.unwrap();
        tx.commit().await.unwrap();
        number
    }

    /// What someone with a hand on the database, and not on the program, can do. Gives how many rows it touched.
    pub async fn by_hand(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> u64 {
        let write = self.ledger.db().write().await.unwrap();
        let done = db::execute(&write, sql, values).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        write.commit().await.unwrap();
        done.rows_affected()
    }

    pub async fn rows(&self, sql: &str) -> Vec<sea_orm::QueryResult> {
        db::rows(&self.ledger.db().read().await.unwrap(), sql, []).await.unwrap()
    }

    /// A whole number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        self.rows(sql).await[0].try_get("", "n").unwrap()
    }

    /// The paper that the last leaf speaks of.
    pub async fn last_paper(&self) -> Uuid {
        let rows = self.rows("SELECT row_id FROM ledger_subject ORDER BY idx DESC LIMIT 1").await;
        rows[0].try_get("", "row_id").unwrap()
    }

    pub async fn verify(&self) -> ledger::Report {
        ledger::verify(&self.ledger, &TABLES, |_, _| {})
            .await
            .unwrap_or_else(|error| panic!("verify failed: {error:?}"))
    }

    pub async fn assert_clean(&self) -> ledger::Report {
        let report = self.verify().await;
        assert_eq!(report.problems, [], "on {:?}", self.ledger.db().engine());
        report
    }
}

static TOLD: Once = Once::new();

/// The address of the trial server. Without one the PostgreSQL half of every story is left out, loudly; never in CI.
pub fn postgres_url() -> Option<String> {
    let url = std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI the stories must be told to PostgreSQL too: set MUNICIPIO_TEST_POSTGRES"
        );
        TOLD.call_once(|| {
            eprintln!("==== NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES to a postgres:// address (scripts/postgres start)");
        });
    }
    url
}

fn random_schema() -> String {
    let mut bytes = [0; 8];
    kernel::Random::fill(&SystemRandom, &mut bytes);
    format!("prova_{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Tells the same story to both engines, each time on a new ente.
pub async fn on_each_engine<F>(story: impl Fn(Stage) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempfile::tempdir().unwrap();
    tell(story(Stage::sqlite(folder.path()).await)).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    if let Some(url) = postgres_url() {
        let node = PostgresNode::connect(&url, 20).await.unwrap();
        let stage = Stage::postgres(node, url).await;
        let told = tell(story(stage.clone())).await;
        stage.discard().await;
        told.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}

/// Runs the story by itself, so that its schema is dropped even when it fails.
async fn tell(story: impl Future<Output = ()> + Send + 'static) -> Result<(), Box<dyn std::any::Any + Send>> {
    tokio::spawn(story).await.map_err(|failed| failed.into_panic())
}
