-- The journal: one leaf of the transparency log per action. The salt is apart from the leaf so that erasing it, when
-- personal data must go, leaves the proof intact.
CREATE TABLE ledger_journal (
    idx BIGINT NOT NULL PRIMARY KEY,
    leaf BYTEA NOT NULL,
    salt BYTEA
);
-- Which leaves speak of a row. An index that can be made again from the leaves: SQLite keeps it once, not as a table and
-- its index.
-- only postgres
CREATE TABLE ledger_subject (
    row_id UUID NOT NULL,
    idx BIGINT NOT NULL,
    PRIMARY KEY (row_id, idx)
);
-- end
-- only sqlite
CREATE TABLE ledger_subject (
    row_id UUID NOT NULL,
    idx BIGINT NOT NULL,
    PRIMARY KEY (row_id, idx)
) STRICT, WITHOUT ROWID;
-- end
-- One row: how many leaves there are, and the instant of the last.
CREATE TABLE ledger_head (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
INSERT INTO ledger_head (id, size, last_at) VALUES (1, 0, 0);
-- One row: how many leaves stand in tiles under a signed checkpoint, and how many checkpoints were ever signed.
CREATE TABLE ledger_seal (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    made BIGINT NOT NULL
);
INSERT INTO ledger_seal (id, size, made) VALUES (1, 0, 0);
CREATE TABLE ledger_tile (
    level BIGINT NOT NULL,
    n BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);
CREATE TABLE ledger_checkpoint (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT NOT NULL
);
CREATE TABLE ledger_key (
    id BIGINT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    seed BYTEA NOT NULL
);
-- The counters of the registers: they move inside the transaction that records the entry.
CREATE TABLE ledger_register (
    register TEXT NOT NULL,
    year BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (register, year)
);
