//! An ente with two people, on each engine, and a clock in the test's hands.

use std::{
    net::IpAddr,
    path::Path,
    sync::{Arc, Once},
};

use accounts::{Entered, Error, NewPerson, Passwords, SessionRules, SignIn, SignedIn, Visitor, insert_person};
use authz::{Grant, PersonId, Who, incarico, role, unit};
use db::{Db, Migrations, PostgresNode};
use kernel::{Actor, Date, FixedClock, Instant, Random, SeededRandom, SystemRandom};
use ledger::{Ledger, RecordTable};
use sea_orm::ConnectionTrait;
use vault::{Key, Vault};

pub const MIGRATIONS: &[Migrations] = &[ledger::MIGRATIONS, authz::MIGRATIONS, accounts::MIGRATIONS];
/// 25 November 2026, ten in the morning in Italy.
pub const MORNING: Instant = Instant::from_micros(1_795_597_200_000_000);
pub const RULES: SessionRules = SessionRules { idle: 1800, absolute: 43_200 };
pub const PASSWORD: &str = "gatto lampada fiume";
pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The same on every node.
fn vault() -> Vault {
    Vault::with(Key::new(&SeededRandom::new(99)))
}

/// One ente.
#[derive(Clone)]
pub struct Stage {
    pub ledger: Ledger,
    pub clock: Arc<FixedClock>,
    pub passwords: Passwords,
    /// Mario, who has no incarico.
    pub mario: PersonId,
    /// Anna, who manages people.
    pub anna: Who,
    /// The server and the schema, where the engine is PostgreSQL.
    pub postgres: Option<(String, String)>,
}

impl Stage {
    async fn open(db: Db, postgres: Option<(String, String)>) -> Self {
        db.migrate(MIGRATIONS, MORNING).await.unwrap();
        let clock = Arc::new(FixedClock::new(MORNING));
        let random = Arc::new(SeededRandom::new(7));
        let ledger =
            Ledger::open_sealed(db, clock.clone(), random, "comune.example.it/registro", vault()).await.unwrap();
        let passwords = Passwords::new(2);
        let mario = add(&ledger, &passwords, "mario.rossi", "Mario", "Rossi").await;
        let anna = add(&ledger, &passwords, "anna.bianchi", "Anna", "Bianchi").await;
        let anna = Who { person: anna, name: "Anna Bianchi".into(), grants: Vec::new() };
        let mut stage = Self { ledger, clock, passwords, mario, anna, postgres };
        stage.anna.grants = stage.give(stage.anna.person, "accounts.gestisci_persone\nprova.leggi").await;
        stage
    }

    /// Gives a person an incarico with these permissions.
    pub async fn give(&self, person: PersonId, permissions: &str) -> Vec<Grant> {
        let mut tx = self.ledger.begin(Actor::System("prova"), "prova.incarico").await.unwrap();
        let day = Date::from_ymd_opt(2026, 1, 1).unwrap();
        let (unit, role) = (tx.id(), tx.id());
        let code = format!("U{unit}");
        tx.insert(unit::Model {
            id: unit,
            code,
            name: "Segreteria".into(),
            parent_id: None,
            valid_from: day,
            valid_to: None,
        })
        .await
        .unwrap();
        tx.insert(role::Model { id: role, name: format!("R{role}"), permissions: permissions.into() }).await.unwrap();
        let id = tx.id();
        let row = incarico::Model {
            id,
            person_id: person,
            unit_id: unit,
            role_id: role,
            deputy_of: None,
            valid_from: day,
            valid_to: None,
        };
        tx.insert(row).await.unwrap();
        tx.commit().await.unwrap();
        authz::load(&self.ledger.db().read().await.unwrap(), person, MORNING.date()).await.unwrap()
    }

    /// Another node on the same ente: for SQLite the same one.
    pub async fn another_node(&self) -> Self {
        let Some((url, schema)) = &self.postgres else { return self.clone() };
        let node = PostgresNode::connect(url, 6).await.unwrap();
        let db = Db::postgres(&node, schema).await.unwrap();
        let random = Arc::new(SeededRandom::new(8));
        let ledger =
            Ledger::open_sealed(db, self.clock.clone(), random, "comune.example.it/registro", vault()).await.unwrap();
        Self { ledger, ..self.clone() }
    }

    /// Lets so many seconds pass.
    pub fn wait(&self, seconds: i64) {
        self.clock.set(self.ledger.now().plus_seconds(seconds));
    }

    pub async fn sign_in(&self, username: &str, password: &str, visitor: &Visitor<'_>) -> Result<SignIn, Error> {
        accounts::sign_in(&self.ledger, &self.passwords, &RULES, username, password, visitor).await
    }

    /// Enters, where no second factor is asked.
    pub async fn enter(&self, username: &str, password: &str, visitor: &Visitor<'_>) -> Entered {
        match self.sign_in(username, password, visitor).await {
            Ok(SignIn::Done(entered)) => entered,
            other => panic!("{username} did not enter: {other:?}"),
        }
    }

    /// The token of a log-in that waits for its second factor.
    pub async fn pending(&self, username: &str, visitor: &Visitor<'_>) -> accounts::Pending {
        match self.sign_in(username, PASSWORD, visitor).await {
            Ok(SignIn::NeedsSecondFactor(pending)) => pending,
            other => panic!("{username} was not asked for a second factor: {other:?}"),
        }
    }

    pub async fn session(&self, entered: &Entered) -> Option<SignedIn> {
        self.behind(&entered.session).await
    }

    /// Who stands behind a session's cookie.
    pub async fn behind(&self, token: &accounts::Secret) -> Option<SignedIn> {
        let read = self.ledger.db().read().await.unwrap();
        accounts::session(&read, token.reveal(), &RULES, self.ledger.now()).await.unwrap()
    }

    /// Mario in a session of his own, at home.
    pub async fn mario_inside(&self) -> SignedIn {
        let entered = self.enter("mario.rossi", PASSWORD, &HOME).await;
        self.session(&entered).await.unwrap()
    }

    /// The journal and the tables of record tell the same.
    pub async fn assert_clean(&self) {
        let tables: Vec<&dyn RecordTable> =
            authz::RECORD_TABLES.iter().chain(accounts::RECORD_TABLES).copied().collect();
        let report = ledger::verify(&self.ledger, &tables, |_, _| {}).await.unwrap();
        assert_eq!(report.problems, [], "on {:?}", self.ledger.db().engine());
    }
}

/// A browser at home, another at work, and whoever wishes ill.
pub const HOME: Visitor<'_> = from([192, 0, 2, 10], None);
pub const WORK: Visitor<'_> = from([198, 51, 100, 5], None);
pub const ELSEWHERE: Visitor<'_> = from([203, 0, 113, 66], None);

pub const fn from(address: [u8; 4], device: Option<&str>) -> Visitor<'_> {
    let [a, b, c, d] = address;
    Visitor { address: IpAddr::V4(std::net::Ipv4Addr::new(a, b, c, d)), user_agent: FIREFOX, device }
}

pub async fn add(ledger: &Ledger, passwords: &Passwords, username: &str, name: &str, surname: &str) -> PersonId {
    let new = NewPerson {
        username: username.into(),
        name: name.into(),
        surname: surname.into(),
        email: Some(format!("{username}@comune.example.it")),
    };
    let hash = HASH.get_or_init(|| async { passwords.hash(PASSWORD, &SystemRandom).await.unwrap() }).await;
    let mut tx = ledger.begin(Actor::System("prova"), "prova.persona").await.unwrap();
    let person = insert_person(&mut tx, new, Some(hash.clone()), false).await.unwrap();
    tx.commit().await.unwrap();
    person
}

/// The sentences of a refusal.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The hash of [`PASSWORD`], made once.
static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
static TOLD: Once = Once::new();

/// Without a trial server the PostgreSQL half of every story is left out, loudly; never in CI.
fn postgres_url() -> Option<String> {
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

/// Tells the same story to both engines, each time in a new ente, and then checks that its journal is whole.
pub async fn on_each_engine<F>(story: impl Fn(Stage) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::open(sqlite(folder.path()).await, None).await;
    tell(&stage, story(stage.clone())).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let Some(url) = postgres_url() else { return };
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    let schema = format!("prova_{:016x}", u64::from_be_bytes(bytes));
    let node = PostgresNode::connect(&url, 12).await.unwrap();
    let db = Db::postgres(&node, &schema).await.unwrap();
    let stage = Stage::open(db.clone(), Some((url, schema.clone()))).await;
    let told = tell(&stage, story(stage.clone())).await;
    let write = db.write().await.unwrap();
    write.execute_unprepared(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await.unwrap();
    write.commit().await.unwrap();
    told.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

async fn sqlite(folder: &Path) -> Db {
    Db::sqlite(&folder.join("ente.db")).await.unwrap()
}

/// Runs the story by itself, so that its schema is dropped even when it fails.
async fn tell(
    stage: &Stage,
    story: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Box<dyn std::any::Any + Send>> {
    let stage = stage.clone();
    tokio::spawn(async move {
        story.await;
        stage.assert_clean().await;
    })
    .await
    .map_err(|failed| failed.into_panic())
}
