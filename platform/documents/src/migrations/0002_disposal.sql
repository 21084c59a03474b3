-- That a document was discarded, and who authorised it (art. 21 D.Lgs. 42/2004): its row stays, with name and hash, and nobody is given
-- its content any more. `matter_id` is what ordered it. `state` is `decided` until its bytes are gone, then `destroyed`; `shared` where a
-- document that was not discarded has the same bytes, which stay for that one. One row per document; only `state` and `ended_at` change.
CREATE TABLE documents_disposal (
    id UUID NOT NULL PRIMARY KEY,
    document_id UUID NOT NULL UNIQUE REFERENCES documents_document (id),
    sha256 BYTEA NOT NULL,
    matter_id UUID NOT NULL,
    authority TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT,
    CHECK (state IN ('decided', 'destroyed', 'shared'))
);
CREATE INDEX documents_disposal_sha256 ON documents_disposal (sha256);
CREATE INDEX documents_disposal_matter ON documents_disposal (matter_id, id);
