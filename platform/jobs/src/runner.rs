use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use db::Db;
use kernel::{Clock, Instant, Random};
use sea_orm::Value;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time,
};

use crate::{
    Crowd, Error, Job, Periodic, Queue,
    attempt::attempt,
    claim::{self, claim},
    crowd::Ended,
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
    /// Who is being served on the node meanwhile.
    pub crowd: Arc<Crowd>,
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
    /// When the last of them began and ended.
    last: Arc<Mutex<Option<(time::Instant, time::Instant)>>>,
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
                    lanes.push(Lane::new(queue, kind));
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

    /// Runs what is due until nothing is, and gives how many attempts it made. When nothing is due it costs one query. Heavy jobs
    /// that stand aside in a crowd are left for the next time.
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
        let (next, due) = self.wake_periodic(site, now).await?;
        let mut filled = Filled { next, ..Filled::default() };
        for (number, lane) in self.lanes.iter().enumerate() {
            let mut kinds = lane.due(&due, now).into_iter().peekable();
            while let Some(kind) = kinds.peek() {
                if !lane.may_begin(&site.crowd) {
                    filled.aside = true;
                    break;
                }
                let kept = held.take_if(|held| held.lane == number).map(|held| held.permit);
                // A place first, a claim after: a lease must not run while its job waits for a place.
                let Some(permit) = kept.or_else(|| Arc::clone(&lane.places).try_acquire_owned().ok()) else {
                    filled.full = Some(number);
                    break;
                };
                let claimed = claim(&site.db, kind, &site.node, site.clock.now(), self.lease).await?;
                let (Some(claimed), Some(job)) = (claimed, self.jobs.get(kind).map(Arc::clone)) else {
                    kinds.next();
                    continue;
                };
                filled.count += 1;
                let (site, lease, last) = (site.clone(), self.lease, Arc::clone(&lane.last));
                running.spawn(async move {
                    let begun = time::Instant::now();
                    attempt(&job, &site, &claimed, lease).await;
                    *last.lock().unwrap_or_else(PoisonError::into_inner) = Some((begun, time::Instant::now()));
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

    /// Enqueues the periodic jobs whose time has come, and gives when the next job is due, and since when each kind is.
    async fn wake_periodic(&self, site: &Site<C>, now: Instant) -> Result<(Option<Instant>, Jobs), Error> {
        let Due { mut jobs, periodic } = self.due(&site.db).await?;
        let mut next = None;
        for period in &self.periodic {
            let at = match periodic.get(period.kind) {
                Some(at) if *at > now => *at,
                known => {
                    // Asked only now: a job may look into the database to tell, and the loop comes by many times a second.
                    let Some(job) = self.jobs.get(period.kind) else { continue };
                    if !job.is_wanted(&site.context).await {
                        continue;
                    }
                    if known.is_some() {
                        period.enqueue(&site.db, now, &*site.random).await?;
                        let since = jobs.entry(period.kind.to_owned()).or_insert(now);
                        *since = now.min(*since);
                        now
                    } else {
                        period.begin(&site.db, now).await?
                    }
                }
            };
            next = Some(next.map_or(at, |next: Instant| next.min(at)));
        }
        Ok((jobs.values().copied().chain(next).min(), jobs))
    }

    /// When something will be due, as far as is known now; for whoever wants to sleep until then.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next_due(&self, db: &Db) -> Result<Option<Instant>, Error> {
        let due = self.due(db).await?;
        let known = self.periodic.iter().filter_map(|period| due.periodic.get(period.kind).copied());
        Ok(known.chain(due.jobs.into_values()).min())
    }

    /// When what is in the queue is due: one look into the index for each kind, however much waits. Asked of a reader: a claim
    /// that finds nothing takes the writer's turn, and whoever registers waits for it.
    async fn due(&self, db: &Db) -> Result<Due, Error> {
        let read = db.read().await?;
        let places: Vec<String> = (1..=self.jobs.len()).map(|place| format!("(${place})")).collect();
        let first = "SELECT MIN(j.due_at) FROM jobs_job j WHERE j.ended_at IS NULL AND j.kind = known.column1";
        let jobs = format!(
            "SELECT 1 AS queued, column1 AS kind, ({first}) AS due_at FROM (VALUES {}) AS known",
            places.join(", ")
        );
        let periodic = "SELECT 0 AS queued, kind, next_at FROM jobs_periodic";
        let (sql, kinds) = match self.jobs.is_empty() {
            true => (periodic.to_owned(), Vec::new()),
            false => {
                (format!("{jobs} UNION ALL {periodic}"), self.jobs.keys().map(|kind| Value::from(*kind)).collect())
            }
        };
        let mut due = Due::default();
        for row in db::rows(&read, &sql, kinds).await? {
            let (queued, kind, at): (i32, String, Option<Instant>) =
                (row.try_get("", "queued")?, row.try_get("", "kind")?, row.try_get("", "due_at")?);
            if let Some(at) = at {
                if queued == 1 { &mut due.jobs } else { &mut due.periodic }.insert(kind, at);
            }
        }
        Ok(due)
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
    /// Whether something that is due stands aside for those who are being served.
    pub(crate) aside: bool,
    /// When, as far as was known before, a job is due.
    pub(crate) next: Option<Instant>,
}

/// Since when, or from when, the first job of each kind is due.
type Jobs = BTreeMap<String, Instant>;

/// When what is in the queue is due, and each periodic job that was enqueued before.
#[derive(Default)]
struct Due {
    jobs: Jobs,
    periodic: BTreeMap<String, Instant>,
}

impl Lane {
    fn new(queue: Queue, kind: &'static str) -> Self {
        Self { queue, kinds: vec![kind], places: Arc::new(Semaphore::new(queue.at_once)), last: Arc::default() }
    }

    fn may_begin(&self, crowd: &Crowd) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last.map(|(begun, ended)| Ended { ago: ended.elapsed(), took: ended - begun });
        !self.queue.stands_aside() || crowd.admits(last)
    }

    /// Its kinds of which a job is due, the longest waiting first.
    fn due(&self, jobs: &Jobs, now: Instant) -> Vec<&'static str> {
        let mut due: Vec<(Instant, &'static str)> = self
            .kinds
            .iter()
            .filter_map(|kind| Some((*jobs.get(*kind)?, *kind)))
            .filter(|(at, _)| *at <= now)
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(_, kind)| kind).collect()
    }
}
