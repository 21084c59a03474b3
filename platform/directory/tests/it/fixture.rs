//! One ente's directory on each engine.

use std::{
    io::Write,
    sync::{Arc, Once},
};

use authz::{Grant, Permission, PersonId, Who};
use db::{Db, PostgresNode};
use directory::{
    CONSULTA, Clues, Kind, MODIFICA, MergeId, Merging, NewSubject, Recognised, SubjectId, UNISCI, Undone, subject,
};
use kernel::{Actor, FixedClock, Instant, SeededRandom, SystemRandom, Uuid};
use ledger::{Ledger, Tx};
use sea_orm::{ConnectionTrait, EntityTrait};

/// 25 November 2026, ten in the morning in Italy.
const MORNING: Instant = Instant::from_micros(1_795_597_200_000_000);

/// Well-formed codes of nobody.
pub const MARIO: &str = "CCCFBA85D03L219P";
pub const LUIGI: &str = "RSSMRA80A01H501U";
pub const NUMBER: &str = "11111111115";
pub const OTHER_NUMBER: &str = "12345678903";

#[derive(Clone)]
pub struct Stage {
    pub ledger: Ledger,
    pub clock: Arc<FixedClock>,
}

pub fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub fn named(name: &str) -> Clues {
    Clues { name: name.into(), ..Clues::default() }
}

/// Someone who may do these things.
pub fn who(permissions: &[&Permission]) -> Who {
    let grant = Grant {
        unit: Uuid::from_u128(1).into(),
        unit_name: "Protocollo".into(),
        role: "Addetto".into(),
        permissions: permissions.iter().map(|permission| permission.code.to_owned()).collect(),
        deputy_for: None,
    };
    Who { person: PersonId::from(Uuid::from_u128(2)), name: "Anna Verdi".into(), grants: vec![grant] }
}

pub fn clerk() -> Who {
    who(&[&CONSULTA, &MODIFICA])
}

/// Someone who may also merge.
pub fn merger() -> Who {
    who(&[&CONSULTA, &MODIFICA, &UNISCI])
}

impl Stage {
    async fn open(db: Db) -> Self {
        db.migrate(&[ledger::MIGRATIONS, directory::MIGRATIONS], MORNING).await.unwrap();
        let clock = Arc::new(FixedClock::new(MORNING));
        let random = Arc::new(SeededRandom::new(7));
        let ledger = Ledger::open(db, clock.clone(), random, "comune.example.it/registro").await.unwrap();
        Self { ledger, clock }
    }

    pub async fn begin(&self) -> Tx {
        self.clock.set(self.ledger.now().plus_micros(1_000));
        self.ledger.begin(Actor::System("prova"), "prova.scrivi").await.unwrap()
    }

    pub async fn read(&self) -> db::Read {
        self.ledger.db().read().await.unwrap()
    }

    /// Adds a subject in a transaction of its own.
    pub async fn add(&self, new: NewSubject) -> subject::Model {
        let mut tx = self.begin().await;
        let row = directory::add(&mut tx, new.check().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    pub async fn add_named(&self, kind: Kind, name: &str) -> subject::Model {
        self.add(NewSubject { kind, name: name.into(), ..NewSubject::default() }).await
    }

    /// Registers something of whoever the clues speak of.
    pub async fn register(&self, clues: &Clues) -> Recognised {
        let mut tx = self.begin().await;
        let found = directory::recognise_or_add(&mut tx, clues).await.unwrap();
        tx.commit().await.unwrap();
        found
    }

    /// Merges `lost` into `kept`, which stays as it is.
    pub async fn merge(&self, lost: &subject::Model, kept: &subject::Model) -> subject::Model {
        self.unite(lost, kept, NewSubject::from(kept)).await;
        self.row(lost.id).await
    }

    /// Merges `lost` into `kept`, which says `fields` from then on.
    pub async fn unite(&self, lost: &subject::Model, kept: &subject::Model, fields: NewSubject) -> MergeId {
        let mut tx = self.begin().await;
        let asked = Merging { lost: lost.id, kept: kept.id, fields, note: text("prova"), seen: None };
        let merge = directory::unite(&merger(), &mut tx, &asked).await.unwrap();
        tx.commit().await.unwrap();
        merge.id
    }

    /// Undoes a merge.
    pub async fn part(&self, merge: MergeId) -> Undone {
        let mut tx = self.begin().await;
        let undone = directory::undo(&merger(), &mut tx, merge, None).await.unwrap();
        tx.commit().await.unwrap();
        undone
    }

    /// A row as it stands, merged or not.
    pub async fn row(&self, id: SubjectId) -> subject::Model {
        subject::Entity::find_by_id(id).one(&self.read().await).await.unwrap().unwrap()
    }

    pub async fn number(&self, sql: &str) -> i64 {
        db::one(&self.read().await, sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// Names suggested for a text.
    pub async fn suggested(&self, text: &str) -> Vec<String> {
        let found = directory::suggest(&clerk(), &self.read().await, text, 10).await.unwrap();
        found.into_iter().map(|subject| subject.name).collect()
    }

    /// Nothing is out of the journal, and every word is where it should be.
    pub async fn assert_sound(&self) {
        let report = ledger::verify(&self.ledger, directory::RECORD_TABLES, |_, _| {}).await.unwrap();
        assert_eq!(report.problems, [], "on {:?}", self.ledger.db().engine());
        let words = "SELECT word, subject_id FROM directory_word ORDER BY word, subject_id";
        let before = db::rows(&self.read().await, words, []).await.unwrap();
        let tx = self.begin().await;
        directory::rebuild_words(&tx).await.unwrap();
        let after = db::rows(&tx, words, []).await.unwrap();
        let pair = |row: &sea_orm::QueryResult| -> (String, Uuid) {
            (row.try_get("", "word").unwrap(), row.try_get("", "subject_id").unwrap())
        };
        assert_eq!(before.iter().map(pair).collect::<Vec<_>>(), after.iter().map(pair).collect::<Vec<_>>());
        assert_eq!(self.number("SELECT COUNT(*) AS n FROM directory_gate").await, 0);
    }
}

static TOLD: Once = Once::new();

/// The address of the trial server. Without one the PostgreSQL half of every story is left out, loudly; never in CI.
fn postgres_url() -> Option<String> {
    let url = std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI the stories must be told to PostgreSQL too: set MUNICIPIO_TEST_POSTGRES"
        );
        TOLD.call_once(|| {
            // Straight to the terminal: what a passing test prints by macro is never shown.
            let line = "==== NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES to a postgres:// address (scripts/postgres start)\n";
            std::io::stderr().write_all(line.as_bytes()).unwrap();
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
    let db = Db::sqlite(&folder.path().join("ente.db")).await.unwrap();
    tell(story(Stage::open(db).await)).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    if let Some(url) = postgres_url() {
        let node = PostgresNode::connect(&url, 20).await.unwrap();
        let schema = random_schema();
        let db = Db::postgres(&node, &schema).await.unwrap();
        let told = tell(story(Stage::open(db.clone()).await)).await;
        let write = db.write().await.unwrap();
        write.execute_unprepared(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await.unwrap();
        write.commit().await.unwrap();
        told.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}

/// Runs the story by itself, so that its schema is dropped even when it fails.
async fn tell(story: impl Future<Output = ()> + Send + 'static) -> Result<(), Box<dyn std::any::Any + Send>> {
    tokio::spawn(story).await.map_err(|failed| failed.into_panic())
}
