use std::collections::HashSet;

use db::Db;
use kernel::{Instant, Refusal};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::{Error, JobId};

/// How long a job that is done, or was discarded, can still be looked at.
const KEEP_SECONDS: i64 = 7 * 86_400;
/// Rows pruned in one transaction.
const PRUNE_AT_ONCE: i64 = 5_000;

/// A job that needs someone to see to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedJob {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// On what it works.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed, in a sentence.
    pub reason: String,
    /// What lay behind it: for whoever looks after the program.
    pub cause: Option<String>,
    /// When it was enqueued.
    pub created_at: Instant,
    /// When it failed for good.
    pub failed_at: Instant,
}

/// How full the queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Jobs that wait, due or not.
    pub waiting: u64,
    /// Jobs that wait and are due, or whose node has died.
    pub due: u64,
    /// Jobs that run.
    pub running: u64,
    /// Jobs that failed for good and wait for someone.
    pub failed: u64,
    /// For how many microseconds the oldest due job has been due: the best measure of whether the queue keeps up.
    pub oldest_due_micros: i64,
}

/// The failed jobs, the latest first: those before `before` (an instant and an id already shown), at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn list_failed<C: ConnectionTrait>(
    connection: &C,
    before: Option<(Instant, JobId)>,
    limit: u32,
) -> Result<Vec<FailedJob>, Error> {
    let (at, id) = before.unwrap_or((Instant::from_micros(i64::MAX), kernel::Uuid::max().into()));
    let sql = "SELECT id, kind, payload, attempts, reason, cause, created_at, ended_at FROM jobs_job \
               WHERE state = 'failed' AND ended_at IS NOT NULL AND (ended_at < $1 OR (ended_at = $1 AND id < $2)) \
               ORDER BY ended_at DESC, id DESC LIMIT $3";
    let rows = db::rows(connection, sql, [at.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(read_failed).collect()
}

fn read_failed(row: &QueryResult) -> Result<FailedJob, Error> {
    Ok(FailedJob {
        id: row.try_get("", "id")?,
        kind: row.try_get("", "kind")?,
        payload: row.try_get("", "payload")?,
        attempts: u32::try_from(row.try_get::<i64>("", "attempts")?).unwrap_or_default(),
        reason: row.try_get::<Option<String>>("", "reason")?.unwrap_or_default(),
        cause: row.try_get("", "cause")?,
        created_at: row.try_get("", "created_at")?,
        failed_at: row.try_get("", "ended_at")?,
    })
}

/// A job that has failed at least once and will be tried again by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingJob {
    /// Its id.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed, in a sentence.
    pub reason: String,
    /// When it was enqueued.
    pub created_at: Instant,
    /// When it is tried next.
    pub due_at: Instant,
}

/// The jobs that will be tried again by themselves, the next first: at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn list_retrying<C: ConnectionTrait>(connection: &C, limit: u32) -> Result<Vec<WaitingJob>, Error> {
    let sql = "SELECT id, kind, attempts, reason, created_at, due_at FROM jobs_job WHERE ended_at IS NULL \
               AND state = 'waiting' AND attempts > 0 AND reason IS NOT NULL ORDER BY due_at, id LIMIT $1";
    let rows = db::rows(connection, sql, [i64::from(limit).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(WaitingJob {
                id: row.try_get("", "id")?,
                kind: row.try_get("", "kind")?,
                attempts: u32::try_from(row.try_get::<i64>("", "attempts")?).unwrap_or_default(),
                reason: row.try_get::<Option<String>>("", "reason")?.unwrap_or_default(),
                created_at: row.try_get("", "created_at")?,
                due_at: row.try_get("", "due_at")?,
            })
        })
        .collect()
}

/// The kind of a failed job; `None` when there is no such job among the failed.
///
/// # Errors
/// Those of the database.
pub async fn kind_of<C: ConnectionTrait>(connection: &C, id: JobId) -> Result<Option<String>, Error> {
    let sql = "SELECT kind FROM jobs_job WHERE id = $1 AND state = 'failed'";
    let row = db::one(connection, sql, [id.into()]).await?;
    Ok(row.map(|row| row.try_get("", "kind")).transpose()?)
}

/// Which of these payloads, at most a few hundred, belong to a job of this kind that has not ended: that waits, or runs.
///
/// # Errors
/// Those of the database.
pub async fn unended<C: ConnectionTrait>(
    connection: &C,
    kind: &str,
    payloads: &[String],
) -> Result<HashSet<String>, Error> {
    if payloads.is_empty() {
        return Ok(HashSet::new());
    }
    let places: Vec<String> = (2..payloads.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT payload FROM jobs_job WHERE ended_at IS NULL AND kind = $1 AND payload IN ({})",
        places.join(", ")
    );
    let values = std::iter::once(kind.into()).chain(payloads.iter().map(|payload| payload.as_str().into()));
    let rows = db::rows(connection, &sql, values).await?;
    Ok(rows.iter().map(|row| row.try_get("", "payload")).collect::<Result<_, _>>()?)
}

/// Puts a failed job back in the queue, with all its attempts before it. If the same work waits already, that one does it.
///
/// # Errors
/// [`Error::NotFailed`] when someone was quicker; those of the database.
pub async fn retry<C: ConnectionTrait>(connection: &C, id: JobId, now: Instant) -> Result<(), Error> {
    let twin = "EXISTS (SELECT 1 FROM jobs_job w WHERE w.kind = jobs_job.kind AND w.dedup = jobs_job.dedup \
                AND w.state = 'waiting')";
    let sql = format!(
        "UPDATE jobs_job SET state = CASE WHEN {twin} THEN 'done' ELSE 'waiting' END, \
         ended_at = CASE WHEN {twin} THEN $2 END, due_at = $2, attempts = 0 WHERE id = $1 AND state = 'failed'"
    );
    let moved = db::execute(connection, &sql, [id.into(), now.into()]).await?;
    if moved.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFailed) }
}

/// Takes a failed job off the list for good, with the reason that someone gave.
///
/// # Errors
/// A refusal without a reason; [`Error::NotFailed`] when someone was quicker; those of the database.
pub async fn discard<C: ConnectionTrait>(connection: &C, id: JobId, reason: &str, now: Instant) -> Result<(), Error> {
    let mut refusal = Refusal::default();
    let reason = reason.trim();
    if reason.is_empty() {
        refusal.add(Some("motivo"), "Scrivi perché scarti questo lavoro: chi guarderà l'elenco deve poterlo capire.");
    }
    if reason.chars().count() > 500 {
        refusal.add(Some("motivo"), "Il motivo è troppo lungo: bastano 500 caratteri.");
    }
    refusal.unless_empty(()).map_err(Error::Refused)?;
    let sql = "UPDATE jobs_job SET state = 'discarded', ended_at = $2, reason = $3 WHERE id = $1 AND state = 'failed'";
    let moved = db::execute(connection, sql, [id.into(), now.into(), reason.into()]).await?;
    if moved.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFailed) }
}

/// How full the queue is at `now`.
///
/// # Errors
/// Those of the database.
pub async fn stats<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<Stats, Error> {
    let sql = "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting, \
               COUNT(CASE WHEN due_at <= $1 THEN 1 END) AS due, \
               COUNT(CASE WHEN state = 'running' AND due_at > $1 THEN 1 END) AS running, \
               MIN(due_at) AS oldest, \
               (SELECT COUNT(*) FROM jobs_job WHERE state = 'failed' AND ended_at IS NOT NULL) AS failed \
               FROM jobs_job WHERE ended_at IS NULL";
    let Some(row) = db::one(connection, sql, [now.into()]).await? else { return Ok(Stats::default()) };
    let count = |name: &str| -> Result<u64, Error> { Ok(row.try_get::<i64>("", name)?.unsigned_abs()) };
    let oldest: Option<Instant> = row.try_get("", "oldest")?;
    Ok(Stats {
        waiting: count("waiting")?,
        due: count("due")?,
        running: count("running")?,
        failed: count("failed")?,
        oldest_due_micros: oldest.map_or(0, |at| now.micros().saturating_sub(at.micros()).max(0)),
    })
}

/// Forgets jobs that ended well, or were discarded, more than seven days ago. Failed ones stay until someone sees to them.
///
/// # Errors
/// Those of the database.
pub async fn prune(db: &Db, now: Instant) -> Result<u64, Error> {
    let mut all = 0;
    loop {
        let write = db.write().await?;
        let sql = "DELETE FROM jobs_job WHERE id IN (SELECT id FROM jobs_job WHERE state IN ('done', 'discarded') \
                   AND ended_at IS NOT NULL AND ended_at < $1 LIMIT $2)";
        let gone = db::execute(&write, sql, [now.plus_seconds(-KEEP_SECONDS).into(), PRUNE_AT_ONCE.into()]).await?;
        write.commit().await?;
        all += gone.rows_affected();
        if gone.rows_affected() < PRUNE_AT_ONCE.unsigned_abs() {
            return Ok(all);
        }
    }
}
