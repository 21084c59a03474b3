use db::Later;
use kernel::{Id, Instant, Random};
use serde::Serialize;

use crate::Error;

/// What the id of a job points at.
#[derive(Debug)]
pub enum JobRow {}

/// The id of a job.
pub type JobId = Id<JobRow>;

/// Bytes of a job's payload and of its key.
const MAX_PAYLOAD_BYTES: usize = 16_384;

/// A job to be enqueued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    kind: &'static str,
    payload: String,
    dedup: Option<String>,
    run_at: Option<Instant>,
    only_if: Option<&'static str>,
}

impl NewJob {
    /// A job of this kind. The payload says on what it works: an id, as a rule, and never the data themselves.
    pub fn new(kind: &'static str, payload: &str) -> Self {
        Self { kind, payload: payload.to_owned(), dedup: None, run_at: None, only_if: None }
    }

    /// A job of this kind with several things to say, as JSON.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn json(kind: &'static str, payload: &impl Serialize) -> Result<Self, Error> {
        let payload = serde_json::to_string(payload).map_err(|cause| Error::Unwritable { kind, cause })?;
        Ok(Self { kind, payload, dedup: None, run_at: None, only_if: None })
    }

    /// While a job of this kind with the same key waits, another is not added: the one that waits takes over the payload
    /// and the earlier of the two times. One that is already running is no obstacle, since it may have read old data.
    #[must_use]
    pub fn dedup(mut self, key: impl Into<String>) -> Self {
        self.dedup = Some(key.into());
        self
    }

    /// Not before this instant.
    #[must_use]
    pub const fn run_at(mut self, at: Instant) -> Self {
        self.run_at = Some(at);
        self
    }

    /// Only where this SQL condition holds when the statement runs; where it does not, there is no job. A job with a key
    /// takes none.
    #[must_use]
    pub const fn only_if(mut self, condition: &'static str) -> Self {
        self.only_if = Some(condition);
        self
    }
}

/// Enqueues a job in the transaction of the fact that causes it: if that does not commit, the job never was.
///
/// Gives the id of the job that will do the work, be it a new one or the one that was waiting already.
///
/// # Errors
/// Those of the database; a payload that is too large.
pub async fn enqueue<C: Later>(
    connection: &C,
    now: Instant,
    random: &dyn Random,
    new: &NewJob,
) -> Result<JobId, Error> {
    let bytes = new.payload.len() + new.dedup.as_ref().map_or(0, String::len);
    if bytes > MAX_PAYLOAD_BYTES {
        return Err(Error::TooLarge { kind: new.kind, bytes, most: MAX_PAYLOAD_BYTES });
    }
    let sql = "INSERT INTO jobs_job (id, kind, payload, dedup, state, due_at, attempts, created_at) \
               VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6) \
               ON CONFLICT (kind, dedup) WHERE state = 'waiting' DO UPDATE SET payload = excluded.payload, \
               due_at = CASE WHEN excluded.due_at < jobs_job.due_at THEN excluded.due_at ELSE jobs_job.due_at END";
    let id = JobId::new(now, random);
    let values = [
        id.into(),
        new.kind.into(),
        new.payload.clone().into(),
        new.dedup.clone().into(),
        new.run_at.unwrap_or(now).into(),
        now.into(),
    ];
    if let (None, Some(condition)) = (&new.dedup, new.only_if) {
        let sql = format!(
            "INSERT INTO jobs_job (id, kind, payload, dedup, state, due_at, attempts, created_at) \
             SELECT $1, $2, $3, $4, 'waiting', $5, 0, $6 WHERE {condition}"
        );
        db::later(connection, &sql, values).await?;
        return Ok(id);
    }
    if new.dedup.is_none() {
        db::later(connection, sql, values).await?;
        return Ok(id);
    }
    let row = db::one(connection, &format!("{sql} RETURNING id"), values).await?;
    Ok(row.ok_or(sea_orm::DbErr::RecordNotInserted)?.try_get("", "id")?)
}
