-- By which the key of this installation is told from another. The key itself is never here.
CREATE TABLE ente_key (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    fingerprint BYTEA NOT NULL,
    noted_at BIGINT NOT NULL
);
