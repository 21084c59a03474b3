-- The ente's seal (eIDAS, art. 3, n. 25): its certificate followed by those above it, PEM, and who set it when. One
-- that is followed by another stays, with when: what it sealed is checked for ever. `trial`: of the authority for
-- trials, without legal value.
CREATE TABLE seal_seal (
    id UUID NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    issuer TEXT NOT NULL,
    chain TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    not_before_at BIGINT NOT NULL,
    not_after_at BIGINT NOT NULL,
    trial BOOLEAN NOT NULL,
    set_at BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    retired_at BIGINT
);
-- The key of the seal in use, as the ente's vault closed it. Not of record: the key of one that is retired is removed.
CREATE TABLE seal_key (
    seal_id UUID NOT NULL PRIMARY KEY REFERENCES seal_seal (id),
    sealed BYTEA NOT NULL
);
