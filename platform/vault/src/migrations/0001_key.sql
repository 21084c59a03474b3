-- The ente's own key, sealed by the installation's. An ente without this row keeps its secrets readable.
CREATE TABLE vault_key (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL
);
