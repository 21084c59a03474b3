//! The connections of one node to a PostgreSQL server, lent one at a time.
//!
//! sqlx has a pool, which asks every connection whether it is well when it comes back: a journey to the server after each
//! transaction, on a task of its own, besides the one that rolls a reading back. Here a connection that comes back from a
//! quiet place is sent its `ROLLBACK` and not waited for: whoever takes it next hears the answer before their own. Only one that
//! was left in the middle of a statement is tried apart before others see it.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions, Connection, Executor,
    postgres::{PgConnectOptions, PgConnection},
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The longest wait for a connection that is free, for a new one, and for the answer of one that is tried.
const PATIENCE: Duration = Duration::from_secs(10);
/// A connection that has rested for longer is tried before it is used: the server may have gone and come back.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// A connection that nobody wanted for so long is closed.
const RESTS_FOR: Duration = Duration::from_secs(600);
/// The server's process behind a connection gathers what it knows of every ente's tables: it is made anew after so long.
const LIVES_FOR: Duration = Duration::from_secs(1_800);

/// The connections of a node.
#[derive(Clone, Debug)]
pub(crate) struct Pool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    options: PgConnectOptions,
    places: Arc<Semaphore>,
    resting: Mutex<Vec<Resting>>,
    open: AtomicUsize,
}

#[derive(Debug)]
struct Resting {
    open: Open,
    since: Instant,
}

/// An open connection; it is counted as long as it lives.
#[derive(Debug)]
struct Open {
    connection: PgConnection,
    made: Instant,
    pool: Arc<Inner>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.pool.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    /// With at most so many connections; none is opened yet.
    pub(crate) fn new(options: PgConnectOptions, connections: u32) -> Self {
        let places = Arc::new(Semaphore::new(connections as usize));
        Self(Arc::new(Inner { options, places, resting: Mutex::default(), open: AtomicUsize::new(0) }))
    }

    /// How many are open.
    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.0.open.load(Ordering::Relaxed)).unwrap_or(u32::MAX)
    }

    /// How many rest.
    pub(crate) fn num_idle(&self) -> usize {
        self.0.lock().len()
    }

    /// A connection within a transaction that begins so. One that rested and does not answer is left for the next.
    ///
    /// # Errors
    /// When none is free in time; what the server says.
    pub(crate) async fn begin(&self, text: &str) -> Result<Lent, sqlx::Error> {
        loop {
            let (mut lent, rested) = self.take().await?;
            lent.in_transaction = true;
            let statement = AssertSqlSafe(text.to_owned());
            match lent.about(async |connection| connection.execute(statement).await).await {
                // Nothing was done yet: whatever the reason, a new connection tells whether it holds.
                Err(_) if rested => lent.give_up(),
                done => return done.map(|_| lent),
            }
        }
    }

    /// A connection outside any transaction, and whether it has rested.
    ///
    /// # Errors
    /// When none is free in time, or the server takes no new one.
    pub(crate) async fn take(&self) -> Result<(Lent, bool), sqlx::Error> {
        let place = timeout(PATIENCE, Arc::clone(&self.0.places).acquire_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?
            .map_err(|_| sqlx::Error::PoolClosed)?;
        self.0.close_the_forgotten();
        while let Some(Resting { mut open, since }) = self.0.rouse() {
            let trusted = since.elapsed() <= TRUSTED_FOR
                || timeout(PATIENCE, open.connection.ping()).await.is_ok_and(|answer| answer.is_ok());
            if trusted {
                return Ok((Lent::new(open, place), true));
            }
        }
        let connect = timeout(PATIENCE, self.0.options.connect());
        let connection = connect.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        self.0.open.fetch_add(1, Ordering::Relaxed);
        let open = Open { connection, made: Instant::now(), pool: Arc::clone(&self.0) };
        Ok((Lent::new(open, place), false))
    }
}

impl Inner {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Resting>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one that came back last: the server remembers it best.
    fn rouse(&self) -> Option<Resting> {
        self.lock().pop()
    }

    fn rest(self: &Arc<Self>, open: Open) {
        if open.made.elapsed() > LIVES_FOR {
            close(open);
        } else {
            self.lock().push(Resting { open, since: Instant::now() });
        }
    }

    fn close_the_forgotten(&self) {
        let mut resting = self.lock();
        // They lie in the order in which they came back.
        let forgotten = resting.iter().take_while(|one| one.since.elapsed() > RESTS_FOR).count();
        let gone: Vec<Resting> = resting.drain(..forgotten).collect();
        drop(resting);
        gone.into_iter().for_each(|one| close(one.open));
    }
}

/// Says goodbye, so that the server does not take the end for a fault.
fn close(mut open: Open) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            // Whatever it answers, the connection ends here.
            let _ = timeout(PATIENCE, open.connection.ping()).await;
            drop(open);
        });
    }
}

/// A connection that somebody has. When it goes away, an open transaction is rolled back and it rests.
#[derive(Debug)]
pub(crate) struct Lent {
    open: Option<Open>,
    place: Option<OwnedSemaphorePermit>,
    in_transaction: bool,
    /// A statement was begun and its end not heard.
    under_way: bool,
}

impl Lent {
    fn new(open: Open, place: OwnedSemaphorePermit) -> Self {
        Self { open: Some(open), place: Some(place), in_transaction: false, under_way: false }
    }

    /// Does something with the connection. Dropped before its end, it leaves the connection to be tried.
    pub(crate) async fn about<T>(&mut self, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> T {
        self.under_way = true;
        let done = work(self).await;
        self.under_way = false;
        done
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// What the server says.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.about(async |connection| connection.execute("COMMIT").await).await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Leaves a connection that is broken.
    fn give_up(mut self) {
        drop(self.open.take());
    }
}

impl Deref for Lent {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        // It is taken only by what consumes `self`.
        &self.open.as_ref().expect("a connection that is lent").connection
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.open.as_mut().expect("a connection that is lent").connection
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let place = self.place.take();
        if !self.under_way && (!self.in_transaction || rolls_back(&mut open.connection)) {
            let pool = Arc::clone(&open.pool);
            pool.rest(open);
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                // What was begun ends first; then nothing is left of it, whatever it was.
                if timeout(PATIENCE, open.connection.execute("ROLLBACK")).await.is_ok_and(|answer| answer.is_ok()) {
                    let pool = Arc::clone(&open.pool);
                    pool.rest(open);
                }
                drop(place);
            });
        }
    }
}

/// Sends the word and does not wait for the answer, which whoever takes the connection next hears first. `false` when it did not
/// leave at once, or the connection is broken.
fn rolls_back(connection: &mut PgConnection) -> bool {
    let broken = {
        let rollback = std::pin::pin!(connection.execute("ROLLBACK"));
        matches!(rollback.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Err(_)))
    };
    !broken && !connection.should_flush()
}

#[cfg(test)]
mod tests {
    use sea_orm::sqlx::Row;

    use super::*;

    /// Connections to the test server, of which `application` is the name there.
    fn pool(application: &str, connections: u32) -> Option<Pool> {
        let Some(url) = std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
            assert!(std::env::var_os("CI").is_none(), "in CI set MUNICIPIO_TEST_POSTGRES: both engines must be tried");
            eprintln!(
                "==== NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES to a postgres:// address (scripts/postgres start)"
            );
            return None;
        };
        let options: PgConnectOptions = url.parse().unwrap();
        Some(Pool::new(options.application_name(application), connections))
    }

    async fn number(lent: &mut Lent, sql: &'static str) -> i64 {
        lent.about(async |connection| connection.fetch_one(sql).await.unwrap().get::<i64, _>(0)).await
    }

    /// What comes back from a quiet place is the same connection, with nothing of the transaction before.
    #[tokio::test]
    async fn who_takes_a_connection_finds_nothing_of_who_had_it() {
        let Some(pool) = pool("pool_quiet", 1) else { return };
        let mut first = pool.begin("BEGIN; SET LOCAL search_path TO pg_catalog").await.unwrap();
        let process = number(&mut first, "SELECT pg_backend_pid()::bigint").await;
        first.about(async |connection| connection.execute("CREATE TEMP TABLE mine (n int)").await.unwrap()).await;
        drop(first);
        for _ in 0..3 {
            let mut next = pool.begin("BEGIN").await.unwrap();
            assert_eq!(number(&mut next, "SELECT pg_backend_pid()::bigint").await, process);
            let left = "SELECT count(*) FROM pg_class WHERE relname = 'mine'";
            assert_eq!(number(&mut next, left).await, 0);
        }
        assert_eq!((pool.size(), pool.num_idle()), (1, 1));
        // The server has heard the last rollback too, although nobody waited for it.
        let mut other = self::pool("pool_other", 1).unwrap().begin("BEGIN").await.unwrap();
        let open =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pool_quiet' AND xact_start IS NOT NULL";
        let until = Instant::now() + Duration::from_secs(10);
        while number(&mut other, open).await > 0 {
            assert!(Instant::now() < until, "a transaction stays open on a connection that rests");
            other.about(async |connection| connection.execute("SELECT pg_stat_clear_snapshot()").await.unwrap()).await;
        }
    }

    /// Whoever goes away in the middle of a statement leaves a connection that others wait for, and that works.
    #[tokio::test]
    async fn a_statement_left_in_the_middle_harms_nobody() {
        let Some(pool) = pool("pool_middle", 1) else { return };
        for _ in 0..3 {
            let mut lent = pool.begin("BEGIN").await.unwrap();
            {
                let long =
                    std::pin::pin!(lent.about(async |connection| connection.execute("SELECT pg_sleep(0.5)").await));
                assert!(long.poll(&mut Context::from_waker(Waker::noop())).is_pending());
            }
            drop(lent);
            let mut next = pool.begin("BEGIN").await.unwrap();
            assert_eq!(number(&mut next, "SELECT 7::bigint").await, 7);
            next.commit().await.unwrap();
        }
        assert_eq!(pool.size(), 1, "the same connection served all of them");
    }

    /// A server that closed every connection is asked for a new one.
    #[tokio::test]
    async fn connections_that_the_server_closed_are_left() {
        let Some(pool) = pool("pool_closed", 3) else { return };
        let all = [pool.begin("BEGIN").await.unwrap(), pool.begin("BEGIN").await.unwrap()];
        drop(all);
        let mut other = self::pool("pool_closer", 1).unwrap().begin("BEGIN").await.unwrap();
        let end =
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'pool_closed'";
        assert_eq!(number(&mut other, end).await, 2);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut next = pool.begin("BEGIN").await.unwrap();
        assert_eq!(number(&mut next, "SELECT 7::bigint").await, 7);
    }

    /// No more connections than places, and whoever waits is served.
    #[tokio::test]
    async fn places_are_never_exceeded() {
        let Some(pool) = pool("pool_places", 2) else { return };
        let many = (0..20).map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut lent = pool.begin("BEGIN").await.unwrap();
                number(&mut lent, "SELECT 7::bigint FROM pg_sleep(0.01)").await
            })
        });
        for one in many.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap(), 7);
        }
        assert!(pool.size() <= 2, "{}", pool.size());
    }
}
