use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use db::Db;
use kernel::{Clock, Instant, Random};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};

use crate::{
    Error, Job, Periodic, Queue,
    attempt::attempt,
    claim::{self, claim},
};

/// How long what runs may go on once the program is to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a node holds a job without renewing its claim.
const LEASE: Duration = Duration::from_secs(60);

/// Where jobs run: one open ente on one node.
#[derive(Clone)]
pub struct Site<C> {
    /// The ente's database.
    pub db: Db,
    /// What is handed to each job.
    pub context: C,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where the ids of periodic jobs come from.
    pub random: Arc<dyn Random>,
    /// The node's name, different at each start of the program.
    pub node: Arc<str>,
}

/// The jobs that this program knows, and the places in which they run: one runner a node, shared by all its enti.
pub struct Runner<C> {
    pub(crate) jobs: BTreeMap<&'static str, Arc<dyn Job<C>>>,
    periodic: Vec<Periodic>,
    lanes: Vec<Lane>,
    lease: Duration,
    pub(crate) grace: Duration,
}

/// The places of one queue.
struct Lane {
    queue: Queue,
    kinds: Vec<&'static str>,
    places: Arc<Semaphore>,
}

/// Two jobs or periods that cannot live together: a mistake of ours, found when the program starts.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadJobs {
    /// Two jobs have the same name.
    #[error("Due lavori si chiamano entrambi \"{0}\". Segnalalo a chi cura il programma.")]
    SameKind(&'static str),
    /// One queue is declared with two numbers of places, or with none.
    #[error(
        "La coda \"{0}\" è dichiarata con numeri di posti diversi, o senza posti. Segnalalo a chi cura il programma."
    )]
    BadQueue(&'static str),
    /// A period for a job that does not exist, or two for the same.
    #[error("Il lavoro periodico \"{0}\" non esiste o è dichiarato due volte. Segnalalo a chi cura il programma.")]
    BadPeriod(&'static str),
}

impl<C: Clone + Send + Sync + 'static> Runner<C> {
    /// A runner of these jobs.
    ///
    /// # Errors
    /// When their names, queues or periods contradict each other.
    pub fn new(jobs: Vec<Arc<dyn Job<C>>>, periodic: Vec<Periodic>) -> Result<Self, BadJobs> {
        let mut known = BTreeMap::new();
        let mut lanes: Vec<Lane> = Vec::new();
        for job in jobs {
            let (kind, queue) = (job.kind(), job.queue());
            match lanes.iter_mut().find(|lane| lane.queue.name == queue.name) {
                Some(lane) if lane.queue == queue => lane.kinds.push(kind),
                None if queue.at_once > 0 => {
                    lanes.push(Lane { queue, kinds: vec![kind], places: Arc::new(Semaphore::new(queue.at_once)) });
                }
                _ => return Err(BadJobs::BadQueue(queue.name)),
            }
            if known.insert(kind, job).is_some() {
                return Err(BadJobs::SameKind(kind));
            }
        }
        for (place, period) in periodic.iter().enumerate() {
            let twice = periodic.iter().take(place).any(|before| before.kind == period.kind);
            if twice || !known.contains_key(period.kind) {
                return Err(BadJobs::BadPeriod(period.kind));
            }
        }
        Ok(Self { jobs: known, periodic, lanes, lease: LEASE, grace: GRACE })
    }

    /// The same with another lease: how long a dead node's job waits for another to take it.
    #[must_use]
    pub const fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// The same with another grace: how long what runs may go on once the program is to stop.
    #[must_use]
    pub const fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Runs what is due until nothing is, and gives how many attempts it made. When nothing is due it costs one query.
    /// Dropping the future aborts the attempts under way; their leases end by themselves.
    ///
    /// # Errors
    /// Those of the database. A job that fails is no error here: it is noted with the job.
    pub async fn run_due(&self, site: &Site<C>) -> Result<usize, Error> {
        let mut running = JoinSet::new();
        let mut held = None;
        let mut count = 0;
        loop {
            let filled = self.fill(site, &mut running, held.take()).await?;
            count += filled.count;
            if running.join_next().await.is_none() {
                match filled.full {
                    Some(lane) => held = self.place(lane).await,
                    None => return Ok(count),
                }
            }
        }
    }

    /// Begins as many due jobs as there are places. `held` is a place that was waited for.
    pub(crate) async fn fill(
        &self,
        site: &Site<C>,
        running: &mut JoinSet<()>,
        mut held: Option<HeldPlace>,
    ) -> Result<Filled, Error> {
        let now = site.clock.now();
        let due = self.wake_periodic(site, now).await?;
        let mut filled = Filled { next: due, ..Filled::default() };
        if due.is_none_or(|at| at > now) {
            return Ok(filled);
        }
        let kinds = due_kinds(&site.db, now).await?;
        for (number, lane) in self.lanes.iter().enumerate() {
            // To choose one takes the writer's turn, and to find none goes through all that wait: nobody does for a queue in which
            // nothing is due, however much waits in another.
            if !lane.kinds.iter().any(|kind| kinds.contains(*kind)) {
                continue;
            }
            loop {
                let kept = held.take_if(|held| held.lane == number).map(|held| held.permit);
                // A place first, a claim after: a lease must not run while its job waits for a place.
                let Some(permit) = kept.or_else(|| Arc::clone(&lane.places).try_acquire_owned().ok()) else {
                    filled.full = Some(number);
                    break;
                };
                let claimed = claim(&site.db, &lane.kinds, &site.node, site.clock.now(), self.lease).await?;
                let Some(claimed) = claimed else { break };
                let Some(job) = self.jobs.get(claimed.kind.as_str()).map(Arc::clone) else { break };
                filled.count += 1;
                let (site, lease) = (site.clone(), self.lease);
                running.spawn(async move {
                    attempt(&job, &site, &claimed, lease).await;
                    drop(permit);
                });
            }
        }
        Ok(filled)
    }

    /// Waits, behind those that came first, for a place of a lane.
    pub(crate) async fn place(&self, lane: usize) -> Option<HeldPlace> {
        let places = Arc::clone(&self.lanes.get(lane)?.places);
        let permit = places.acquire_owned().await.ok()?;
        Some(HeldPlace { lane, permit })
    }

    /// Enqueues the periodic jobs whose time has come, and gives when the next job is due: at `now` at the latest, if any
    /// was enqueued.
    async fn wake_periodic(&self, site: &Site<C>, now: Instant) -> Result<Option<Instant>, Error> {
        let due = Due::read(&site.db).await?;
        let mut next = due.job;
        for period in &self.periodic {
            let Some(job) = self.jobs.get(period.kind) else { continue };
            let known = due.periodic.get(period.kind).copied();
            let ahead = known.filter(|at| *at > now);
            // Whether it is wanted may have to be read: nobody asks before its time.
            if ahead.is_none() && !job.is_wanted(&site.context).await {
                continue;
            }
            let at = match known {
                Some(at) if at > now => at,
                Some(_) => {
                    period.enqueue(&site.db, now, &*site.random).await?;
                    now
                }
                None => period.begin(&site.db, now).await?,
            };
            next = Some(next.map_or(at, |next| next.min(at)));
        }
        Ok(next)
    }

    /// When something will be due, as far as is known now; for whoever wants to sleep until then.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next_due(&self, db: &Db) -> Result<Option<Instant>, Error> {
        let due = Due::read(db).await?;
        let known = self.periodic.iter().filter_map(|period| due.periodic.get(period.kind).copied());
        Ok(known.chain(due.job).min())
    }

    /// Gives back what the node still holds here, as if it had not begun.
    pub(crate) async fn release(&self, site: &Site<C>) -> Result<u64, Error> {
        claim::release(&site.db, &site.node, site.clock.now()).await
    }
}

/// A place of a lane that was waited for.
pub(crate) struct HeldPlace {
    lane: usize,
    permit: OwnedSemaphorePermit,
}

/// What came of looking for work.
#[derive(Default)]
pub(crate) struct Filled {
    /// How many jobs were begun.
    pub(crate) count: usize,
    /// A lane without a free place, for which there may be more to do.
    pub(crate) full: Option<usize>,
    /// When, as far as was known before, a job is due.
    pub(crate) next: Option<Instant>,
}

/// The kinds of which something is due.
async fn due_kinds(db: &Db, now: Instant) -> Result<BTreeSet<String>, Error> {
    let read = db.read().await?;
    let sql = "SELECT DISTINCT kind FROM jobs_job WHERE ended_at IS NULL AND due_at <= $1";
    let rows = db::rows(&read, sql, [now.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "kind")?)).collect()
}

/// When what is in the queue is due.
struct Due {
    job: Option<Instant>,
    periodic: BTreeMap<String, Instant>,
}

impl Due {
    async fn read(db: &Db) -> Result<Self, Error> {
        let read = db.read().await?;
        let sql = "SELECT '' AS kind, MIN(due_at) AS due_at FROM jobs_job WHERE ended_at IS NULL \
                   UNION ALL SELECT kind, next_at FROM jobs_periodic";
        let mut due = Self { job: None, periodic: BTreeMap::new() };
        for row in db::rows(&read, sql, []).await? {
            let (kind, at): (String, Option<Instant>) = (row.try_get("", "kind")?, row.try_get("", "due_at")?);
            match at {
                at if kind.is_empty() => due.job = at,
                Some(at) => {
                    due.periodic.insert(kind, at);
                }
                None => {}
            }
        }
        Ok(due)
    }
}
