//! Taking a job, holding it, and writing down how it ended. A claim is a lease: whoever does not renew it loses it.
//!
//! The node and the number of the attempt are the token: each note about a job holds only while it still is at that
//! attempt of that node, so that a node that was thought dead cannot overwrite what another has done since.

use std::{sync::Arc, time::Duration};

use db::Db;
use kernel::Instant;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use crate::{Error, Failure, JobId};

/// A job that this node holds.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) id: JobId,
    pub(crate) payload: String,
    /// From 1.
    pub(crate) attempt: u32,
    pub(crate) node: Arc<str>,
}

/// Takes the job that is due longest, of this kind. The attempt counts from now, before it begins.
pub(crate) async fn claim(
    db: &Db,
    kind: &'static str,
    node: &Arc<str>,
    now: Instant,
    lease: Duration,
) -> Result<Option<Claim>, Error> {
    let write = db.write().await?;
    // SQLite has one writer: nobody else is choosing.
    let lock = if write.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE jobs_job SET state = 'running', node = $1, attempts = attempts + 1, due_at = $2 WHERE id = ( \
         SELECT id FROM jobs_job WHERE ended_at IS NULL AND kind = $4 AND due_at <= $3 \
         ORDER BY due_at, id LIMIT 1 {lock}) RETURNING id, payload, attempts"
    );
    let row = db::one(&write, &sql, [Value::from(&**node), after(now, lease).into(), now.into(), kind.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let attempts: i64 = row.try_get("", "attempts")?;
    let claim = Claim {
        id: row.try_get("", "id")?,
        payload: row.try_get("", "payload")?,
        attempt: u32::try_from(attempts).unwrap_or(u32::MAX),
        node: Arc::clone(node),
    };
    write.commit().await?;
    Ok(Some(claim))
}

/// `now` and so much more.
pub(crate) fn after(now: Instant, wait: Duration) -> Instant {
    now.plus_micros(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}

impl Claim {
    /// Holds the job for another lease. Whether it is still ours.
    pub(crate) async fn renew(&self, db: &Db, now: Instant, lease: Duration) -> Result<bool, Error> {
        self.note(db, "due_at = $4", [after(now, lease).into()]).await
    }

    pub(crate) async fn done(&self, db: &Db, now: Instant) -> Result<bool, Error> {
        let set = "state = 'done', node = NULL, reason = NULL, cause = NULL, ended_at = $4";
        self.note(db, set, [now.into()]).await
    }

    /// For people to see to.
    pub(crate) async fn failed(&self, db: &Db, now: Instant, failure: &Failure) -> Result<bool, Error> {
        let set = "state = 'failed', node = NULL, ended_at = $4, reason = $5, cause = $6";
        self.note(db, set, [now.into(), failure.reason.clone().into(), failure.cause_chain().into()]).await
    }

    /// Back in the queue; unless the same work has been asked for anew meanwhile, which makes this one superfluous.
    pub(crate) async fn again(&self, db: &Db, now: Instant, at: Instant, failure: &Failure) -> Result<bool, Error> {
        let set = "state = CASE WHEN EXISTS (SELECT 1 FROM jobs_job w WHERE w.kind = jobs_job.kind \
                   AND w.dedup = jobs_job.dedup AND w.state = 'waiting') THEN 'done' ELSE 'waiting' END, \
                   ended_at = CASE WHEN EXISTS (SELECT 1 FROM jobs_job w WHERE w.kind = jobs_job.kind \
                   AND w.dedup = jobs_job.dedup AND w.state = 'waiting') THEN $7 END, \
                   node = NULL, due_at = $4, reason = $5, cause = $6";
        let values = [at.into(), failure.reason.clone().into(), failure.cause_chain().into(), now.into()];
        match self.note(db, set, values.clone()).await {
            // Asked for anew between the look and the note: the next look sees it.
            Err(Error::Db(db::Error::Conflict(_))) => self.note(db, set, values).await,
            other => other,
        }
    }

    async fn note<const N: usize>(&self, db: &Db, set: &str, values: [Value; N]) -> Result<bool, Error> {
        let write = db.write().await?;
        let sql =
            format!("UPDATE jobs_job SET {set} WHERE id = $1 AND attempts = $2 AND node = $3 AND state = 'running'");
        let first = [self.id.into(), i64::from(self.attempt).into(), Value::from(&*self.node)];
        let noted = db::execute(&write, &sql, first.into_iter().chain(values)).await?;
        write.commit().await?;
        Ok(noted.rows_affected() == 1)
    }
}

/// Gives back what a node that is stopping still holds, as if it had never begun: others need not wait for the leases.
pub(crate) async fn release(db: &Db, node: &str, now: Instant) -> Result<u64, Error> {
    let write = db.write().await?;
    // They stay "running" with a lease that is over: so no waiting twin can stand in the way.
    let sql = "UPDATE jobs_job SET due_at = $2, attempts = attempts - 1 WHERE node = $1 AND state = 'running'";
    let given = db::execute(&write, sql, [node.into(), now.into()]).await?;
    write.commit().await?;
    Ok(given.rows_affected())
}
