-- A file that someone gave, under the name they gave it. Its bytes lie in the store under their hash; two documents
-- with the same bytes share them.
CREATE TABLE documents_document (
    id UUID NOT NULL PRIMARY KEY,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    detail TEXT,
    mismatch BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX documents_document_sha256 ON documents_document (sha256);
-- The words of a file, by its hash: made again at will, so not a record.
CREATE TABLE documents_text (
    sha256 BYTEA NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    pages BIGINT,
    notes TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
