-- What was fetched from outside and a check rests upon: revocation lists, OCSP answers, certificates of issuers. The bytes are a document
-- of the archive, so that they are copied and re-read like any other. `source` is the SHA-256 of kind, address and question.
CREATE TABLE validation_evidence (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('crl', 'ocsp', 'issuer')),
    source BYTEA NOT NULL,
    address TEXT NOT NULL,
    document_id UUID NOT NULL,
    this_update BIGINT,
    next_update BIGINT,
    fetched_at BIGINT NOT NULL
);
CREATE INDEX validation_evidence_source ON validation_evidence (source, this_update);
-- Why an authority is trusted no longer.
ALTER TABLE validation_anchor ADD COLUMN removed_reason TEXT;
