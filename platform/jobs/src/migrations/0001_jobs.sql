-- Background work: one row a job. A working table: what a job does is journaled by the job.
-- state: waiting, running, done, failed, discarded. due_at is when a waiting job may begin, and when the lease on a
-- running one ends: either way, from then on whoever comes first takes it.
CREATE TABLE jobs_job (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedup TEXT,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    node TEXT,
    reason TEXT,
    cause TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX jobs_job_due ON jobs_job (due_at, kind, id) WHERE ended_at IS NULL;
CREATE INDEX jobs_job_ended ON jobs_job (state, ended_at) WHERE ended_at IS NOT NULL;
-- The same work is never twice in the queue; while it runs it may be asked for once more.
CREATE UNIQUE INDEX jobs_job_dedup ON jobs_job (kind, dedup) WHERE state = 'waiting';
-- When each periodic job is due next: whoever moves the row enqueues the job.
CREATE TABLE jobs_periodic (
    kind TEXT NOT NULL PRIMARY KEY,
    next_at BIGINT NOT NULL
);
