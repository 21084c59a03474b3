-- A PDF made of a document that came in another form, or that it could not be made. The document stays as it came; what was made of it is a
-- document of the archive too, so that it is copied and re-read like any other. `origin` is the SHA-256 of the bytes that were converted,
-- `program` and `version` say by what; exactly one of `derived_id` and `failure` (an Italian sentence) is told.
CREATE TABLE conversion_derivation (
    id UUID NOT NULL PRIMARY KEY,
    document_id UUID NOT NULL,
    origin BYTEA NOT NULL,
    derived_id UUID,
    archivable BOOLEAN NOT NULL,
    program TEXT NOT NULL,
    version TEXT NOT NULL,
    failure TEXT,
    made_at BIGINT NOT NULL,
    CHECK ((derived_id IS NULL) <> (failure IS NULL))
);
CREATE INDEX conversion_derivation_document ON conversion_derivation (document_id);
