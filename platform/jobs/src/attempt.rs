use std::{any::Any, sync::Arc, time::Duration};

use tokio::{task::JoinHandle, time};

use crate::{
    Error, Failure, Job, Site,
    claim::{Claim, after},
};

/// Runs one attempt, renewing the claim meanwhile, and writes down how it ended. Errors of the database go to the log: the
/// lease ends by itself then, and the job is done again.
pub(crate) async fn attempt<C>(job: &Arc<dyn Job<C>>, site: &Site<C>, claim: &Claim, lease: Duration)
where
    C: Clone + Send + Sync + 'static,
{
    let (kind, id, attempt) = (job.kind(), claim.id, claim.attempt);
    // A job that kills the program each time it runs would otherwise do so for ever.
    let outcome = if attempt > job.max_attempts() {
        Some(Err(Failure::give_up(
            "Il lavoro si è interrotto ogni volta prima di finire: il programma si è fermato nel frattempo.",
        )))
    } else {
        run(job, site, claim, lease).await
    };
    let Some(outcome) = outcome else {
        tracing::warn!(kind, %id, attempt, "a job was taken by another node while it ran here");
        return;
    };
    let now = site.clock.now();
    let noted = match outcome {
        Ok(()) => {
            tracing::debug!(kind, %id, attempt, "a job is done");
            claim.done(&site.db, now).await
        }
        Err(failure) if failure.retry && attempt < job.max_attempts() => {
            tracing::info!(kind, %id, attempt, "an attempt failed and will be made again");
            let wait = failure.after.unwrap_or_else(|| job.backoff(attempt));
            claim.again(&site.db, now, after(now, wait), &failure).await
        }
        Err(failure) => {
            tracing::warn!(kind, %id, attempt, "a job failed for good");
            claim.failed(&site.db, now, &failure).await
        }
    };
    match noted {
        Ok(true) => {}
        Ok(false) => tracing::warn!(kind, %id, attempt, "a job was taken by another node before it was noted here"),
        Err(error) => tracing::error!(kind, %id, attempt, ?error, "how a job ended could not be noted"),
    }
}

/// What came of it; `None` when the claim was lost meanwhile.
async fn run<C>(job: &Arc<dyn Job<C>>, site: &Site<C>, claim: &Claim, lease: Duration) -> Option<Result<(), Failure>>
where
    C: Clone + Send + Sync + 'static,
{
    let (inner, context) = (Arc::clone(job), site.context.clone());
    let (payload, number) = (claim.payload.clone(), claim.attempt);
    // In a task of its own, so that a panic ends there.
    let mut task = AbortOnDrop(tokio::spawn(async move { inner.run(&context, &payload, number).await }));
    let limit = time::sleep(job.timeout());
    tokio::pin!(limit);
    let mut renewal = time::interval(lease / 3);
    renewal.tick().await;
    loop {
        tokio::select! {
            ended = &mut task.0 => {
                return Some(match ended {
                    Ok(result) => result,
                    Err(error) => Err(panicked(error.try_into_panic().ok())),
                });
            }
            () = &mut limit => return Some(Err(too_slow(job.timeout()))),
            _ = renewal.tick() => {
                let held: Result<bool, Error> = claim.renew(&site.db, site.clock.now(), lease).await;
                match held {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => tracing::warn!(%error, "a claim could not be renewed"),
                }
            }
        }
    }
}

fn too_slow(limit: Duration) -> Failure {
    let limit = match limit.as_secs() {
        seconds @ 0..120 => format!("{seconds} secondi"),
        seconds => format!("{} minuti", seconds / 60),
    };
    Failure {
        retry: true,
        after: None,
        reason: format!("Il lavoro non è finito entro {limit} ed è stato fermato."),
        cause: None,
    }
}

fn panicked(panic: Option<Box<dyn Any + Send>>) -> Failure {
    let message = panic.and_then(|panic| match panic.downcast::<String>() {
        Ok(text) => Some(*text),
        Err(other) => other.downcast_ref::<&str>().map(|text| (*text).to_owned()),
    });
    Failure::retry("Il lavoro si è interrotto per un difetto del programma.", message.unwrap_or_else(|| "panic".into()))
}

/// A task that ends when nobody waits for it any more.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
