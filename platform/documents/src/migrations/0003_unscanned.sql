-- Files that were let in while the antivirus said nothing, by their bytes, and what it found in them later. A mark and no record: what was
-- looked at meanwhile and is clean has its row no more.
CREATE TABLE documents_unscanned (
    sha256 BYTEA NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    found TEXT
);
