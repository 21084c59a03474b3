//! Background work: the outbox of facts, and the loop that works it off.
//!
//! A job is [`enqueue()`]d in the transaction of the fact that causes it, so that there is never the one without the other.
//! A [`Runner`] takes jobs that are due, each under a lease that it renews: when a node dies, another takes its jobs when
//! the leases end. An attempt that fails, panics or takes too long is made again after a growing pause; a job whose
//! attempts are used up stays in sight with the reason until someone retries or discards it.
//!
//! *Invariants:* a job runs at least once, and on one node at a time as long as clocks agree within the lease; an attempt
//! is counted before it begins. *Absent on purpose:* exactly-once (jobs are idempotent instead), order between jobs,
//! personal data in a payload (it carries ids), and any way for a job to end in silence.

mod attempt;
mod claim;
mod crowd;
mod enqueue;
mod error;
mod job;
mod manage;
mod periodic;
mod runner;
mod watch;

pub use crowd::{Crowd, Guest};
pub use enqueue::{JobId, JobRow, NewJob, enqueue};
pub use error::Error;
pub use job::{Failure, Job, Queue};
pub use manage::{
    FailedJob, Stats, WaitingJob, discard, kind_of, list_failed, list_retrying, prune, retry, stats, unended,
};
pub use periodic::{Periodic, When};
pub use runner::{BadJobs, Runner, Site};
pub use watch::Bell;

pub use chrono::Weekday;

use db::{Migration, Migrations};

/// The queue's tables.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "jobs",
    steps: &[
        Migration { name: "0001_jobs", sql: include_str!("migrations/0001_jobs.sql") },
        Migration { name: "0002_next", sql: include_str!("migrations/0002_next.sql") },
    ],
};

/// How personal each column is: `table<TAB>column<TAB>class` lines.
pub const CLASSES: &str = include_str!("../classes.tsv");
