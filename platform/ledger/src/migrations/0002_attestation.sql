-- What others say of a signed checkpoint, which never changes: `kind` marca (an authority's time stamp, RFC 3161, over the note as it is
-- published) or testimone (a witness's cosignature, C2SP tlog-cosignature: one line). `at`: when, as they say it; `verifier`: the key that
-- opens a witness's. Only added to. SQLite keeps it once, not as a table and its index.
-- only postgres
CREATE TABLE ledger_attestation (
    size BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('marca', 'testimone')),
    at BIGINT NOT NULL,
    content BYTEA NOT NULL,
    verifier TEXT,
    PRIMARY KEY (size, kind)
);
-- end
-- only sqlite
CREATE TABLE ledger_attestation (
    size BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('marca', 'testimone')),
    at BIGINT NOT NULL,
    content BYTEA NOT NULL,
    verifier TEXT,
    PRIMARY KEY (size, kind)
) STRICT, WITHOUT ROWID;
-- end
