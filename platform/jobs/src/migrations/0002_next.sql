-- The first that is due of each kind is one look into an index, however many wait and however many ended a moment ago.
CREATE INDEX jobs_job_next ON jobs_job (kind, due_at, id) WHERE ended_at IS NULL;
DROP INDEX jobs_job_due;
