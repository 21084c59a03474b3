use std::time::Duration;

use kernel::Instant;
use tokio::{sync::Notify, task::JoinSet, time};

use crate::{Error, Runner, Site, manage};

/// How long the loop sleeps at most while there is work, and while there is none.
const BUSY: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(5);
/// How soon to look again after the bell rang: whoever rings may still have to commit.
const AFTER_BELL: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];
/// How long rings are gathered before the loop looks once for all of them: sixteen clerks ring hundreds of times a second, and
/// each look costs the database as much as a third of what they do.
const GATHER: Duration = Duration::from_millis(50);
/// How soon to look again when something due stood aside for those who are being served.
const ASIDE: Duration = Duration::from_millis(250);
/// How often done jobs are pruned.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// Wakes the loop of one ente when something has been enqueued on this node. Ringing costs nothing and may be done often;
/// a bell that nobody rings only means that the loop looks by itself, every five seconds.
#[derive(Debug, Default)]
pub struct Bell(Notify);

impl Bell {
    /// Something may be due.
    pub fn ring(&self) {
        self.0.notify_one();
    }
}

impl<C: Clone + Send + Sync + 'static> Runner<C> {
    /// Runs the jobs of a site until `stop` ends; then takes no more, gives those that run some seconds to end, and
    /// gives back what is not done.
    ///
    /// Errors of the database go to the log and are tried again: the queue is in the database and loses nothing.
    pub async fn run_until(&self, site: &Site<C>, bell: &Bell, stop: impl Future<Output = ()>) {
        let mut running = JoinSet::new();
        tokio::pin!(stop);
        let (mut soon, mut held, mut pruned) = (AFTER_BELL.iter(), None, None);
        loop {
            self.prune_sometimes(site, &mut pruned).await;
            let filled = log(self.fill(site, &mut running, held.take()).await).unwrap_or_default();
            let pause = match soon.next() {
                _ if filled.aside => ASIDE,
                Some(pause) => *pause,
                None if filled.count > 0 || filled.full.is_some() => BUSY,
                None => until(filled.next, site.clock.now()),
            };
            tokio::select! {
                () = &mut stop => break,
                Some(_) = running.join_next(), if !running.is_empty() => {}
                place = self.place(filled.full.unwrap_or_default()), if filled.full.is_some() => held = place,
                () = bell.0.notified() => {
                    soon = AFTER_BELL.iter();
                    time::sleep(GATHER).await;
                }
                () = time::sleep(pause) => {}
            }
        }
        let rest = async { while running.join_next().await.is_some() {} };
        if time::timeout(self.grace, rest).await.is_err() {
            tracing::warn!("jobs were still running when the program stopped: they will run again");
        }
        running.shutdown().await;
        log(self.release(site).await);
    }

    async fn prune_sometimes(&self, site: &Site<C>, last: &mut Option<time::Instant>) {
        if last.is_none_or(|at| at.elapsed() >= PRUNE_EVERY) {
            *last = Some(time::Instant::now());
            log(manage::prune(&site.db, site.clock.now()).await);
        }
    }
}

/// Until the next job that is known to become due, and no longer than the idle pause.
fn until(next: Option<Instant>, now: Instant) -> Duration {
    let micros = next.map(|at| at.micros().saturating_sub(now.micros()));
    match micros.map(u64::try_from) {
        Some(Ok(micros @ 1..)) => IDLE.min(Duration::from_micros(micros)),
        // Nothing at all, or already due and yet not run: it is of a kind that this program does not know.
        _ => IDLE,
    }
}

fn log<T>(result: Result<T, Error>) -> Option<T> {
    result.map_err(|error| tracing::error!(?error, "the job queue cannot be read or written")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_sleeps_until_the_next_job_and_never_longer_than_its_pause() {
        let now = Instant::from_micros(1_000_000);
        for (next, expected) in [
            (None, IDLE),
            (Some(now.plus_seconds(2)), Duration::from_secs(2)),
            (Some(now.plus_seconds(60)), IDLE),
            (Some(now), IDLE),
            (Some(now.plus_seconds(-60)), IDLE),
        ] {
            assert_eq!(until(next, now), expected);
        }
    }
}
