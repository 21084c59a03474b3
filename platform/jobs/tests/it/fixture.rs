use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use db::{Db, PostgresNode};
use jobs::{Failure, Job, JobId, NewJob, Periodic, Queue, Runner, Site};
use kernel::{FixedClock, Instant, SeededRandom};
use tokio::sync::Notify;

/// A Wednesday morning, at half past eight in Italy.
pub const MORNING: Instant = Instant::from_micros(1_795_591_800_000_000);
pub const MINUTE: i64 = 60_000_000;

/// What the jobs of a test write down.
#[derive(Default)]
pub struct Diary {
    pub lines: Mutex<Vec<String>>,
    /// How many run now, and the most that ever did.
    pub now: AtomicU32,
    pub most: AtomicU32,
    /// Lets the jobs that hang go on.
    pub go: Notify,
    /// Told when a job that hangs has begun.
    pub begun: Notify,
}

impl Diary {
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.lines.lock().unwrap().clone();
        lines.sort();
        lines
    }
}

/// A job that does what its payload says.
pub struct Obedient {
    pub kind: &'static str,
    pub queue: Queue,
    pub max_attempts: u32,
}

pub const OBEDIENT: Obedient = Obedient { kind: "prova.obbedisci", queue: Queue::GENERAL, max_attempts: 3 };

#[async_trait::async_trait]
impl Job<Arc<Diary>> for Obedient {
    fn kind(&self) -> &'static str {
        self.kind
    }
    fn queue(&self) -> Queue {
        self.queue
    }
    fn max_attempts(&self) -> u32 {
        self.max_attempts
    }
    async fn is_wanted(&self, _: &Arc<Diary>) -> bool {
        self.kind != "prova.superfluo"
    }
    fn timeout(&self) -> Duration {
        Duration::from_millis(if self.kind == "prova.lento" { 50 } else { 60_000 })
    }
    async fn run(&self, diary: &Arc<Diary>, payload: &str, attempt: u32) -> Result<(), Failure> {
        let now = diary.now.fetch_add(1, Ordering::SeqCst) + 1;
        diary.most.fetch_max(now, Ordering::SeqCst);
        diary.lines.lock().unwrap().push(format!("{payload} {attempt}"));
        tokio::time::sleep(Duration::from_millis(2)).await;
        if payload.starts_with("attendi") {
            diary.begun.notify_one();
            diary.go.notified().await;
        }
        diary.now.fetch_sub(1, Ordering::SeqCst);
        match payload {
            "riprova" => Err(Failure::retry("La PEC non risponde.", std::io::Error::other("rifiutata"))),
            "aspetta un'ora" => Err(Failure::retry("Torna più tardi.", "503").after(Duration::from_secs(3600))),
            "rinuncia" => Err(Failure::give_up("L'indirizzo non esiste.")),
            "cadi" => panic!("sono caduto"),
            "dormi" => {
                tokio::time::sleep(Duration::from_secs(3600)).await;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// An ente with its queue, on one engine, dropped with its folder or schema.
pub struct Stage {
    pub db: Db,
    pub clock: Arc<FixedClock>,
    pub diary: Arc<Diary>,
    schema: Option<String>,
    _folder: tempfile::TempDir,
}

/// A fresh stage on SQLite, and on PostgreSQL where one is given.
pub async fn stages() -> Vec<Stage> {
    let folder = tempfile::tempdir().unwrap();
    let mut stages = vec![Stage::new(Db::sqlite(&folder.path().join("a.db")).await.unwrap(), None, folder).await];
    match std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
        Some(url) => {
            let node = PostgresNode::connect(&url, 20).await.unwrap();
            let schema = format!("t_jobs_{:x}", RandomState::new().build_hasher().finish());
            let db = Db::postgres(&node, &schema).await.unwrap();
            stages.push(Stage::new(db, Some(schema), tempfile::tempdir().unwrap()).await);
        }
        None => {
            assert!(std::env::var_os("CI").is_none(), "in CI set MUNICIPIO_TEST_POSTGRES: both engines must be tried");
            eprintln!(
                "==== NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES to a postgres:// address (scripts/postgres start)"
            );
        }
    }
    stages
}

impl Stage {
    async fn new(db: Db, schema: Option<String>, folder: tempfile::TempDir) -> Self {
        db.migrate(&[jobs::MIGRATIONS], MORNING).await.unwrap();
        let clock = Arc::new(FixedClock::new(MORNING));
        Self { db, clock, diary: Arc::default(), schema, _folder: folder }
    }

    pub fn site(&self, node: &str) -> Site<Arc<Diary>> {
        Site {
            db: self.db.clone(),
            context: Arc::clone(&self.diary),
            clock: Arc::clone(&self.clock) as _,
            random: Arc::new(SeededRandom::new(node.len() as u64)),
            node: node.into(),
            crowd: Arc::default(),
        }
    }

    pub async fn enqueue(&self, new: &NewJob) -> JobId {
        let write = self.db.write().await.unwrap();
        let id = jobs::enqueue(&write, self.now(), &kernel::SystemRandom, new).await.unwrap();
        write.commit().await.unwrap();
        id
    }

    /// Enqueues an obedient job.
    pub async fn order(&self, payload: &str) -> JobId {
        self.enqueue(&NewJob::new(OBEDIENT.kind, payload)).await
    }

    pub fn now(&self) -> Instant {
        kernel::Clock::now(&*self.clock)
    }

    pub fn later(&self, micros: i64) {
        self.clock.set(self.now().plus_micros(micros));
    }

    /// The state and attempts of a job, with how many microseconds from now it is due.
    pub async fn state(&self, id: JobId) -> (String, i64, i64) {
        let read = self.db.read().await.unwrap();
        let sql = "SELECT state, attempts, due_at FROM jobs_job WHERE id = $1";
        let row = db::one(&read, sql, [id.into()]).await.unwrap().unwrap();
        let due: Instant = row.try_get("", "due_at").unwrap();
        (row.try_get("", "state").unwrap(), row.try_get("", "attempts").unwrap(), due.micros() - self.now().micros())
    }

    pub async fn stats(&self) -> jobs::Stats {
        jobs::stats(&self.db.read().await.unwrap(), self.now()).await.unwrap()
    }

    pub async fn failed(&self) -> Vec<jobs::FailedJob> {
        jobs::list_failed(&self.db.read().await.unwrap(), None, 100).await.unwrap()
    }

    /// Takes what the test made away again.
    pub async fn end(self) {
        if let Some(schema) = &self.schema {
            let write = self.db.write().await.unwrap();
            db::execute(&write, &format!("DROP SCHEMA \"{schema}\" CASCADE"), []).await.unwrap();
            write.commit().await.unwrap();
        }
        self.db.close().await;
    }
}

pub fn runner() -> Runner<Arc<Diary>> {
    runner_of(vec![OBEDIENT], Vec::new())
}

pub fn runner_of(jobs: Vec<Obedient>, periodic: Vec<Periodic>) -> Runner<Arc<Diary>> {
    let jobs = jobs.into_iter().map(|job| Arc::new(job) as Arc<dyn Job<Arc<Diary>>>).collect();
    Runner::new(jobs, periodic).unwrap()
}
