-- A program outside to which what happens is told: at which address, of which kinds (one a line), with whose key it may look.
-- The secrets sign what is sent and lie sealed; of two that are valid the old one ends by itself. A row is never deleted.
CREATE TABLE webhooks_subscription (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL,
    token_id UUID NOT NULL,
    label TEXT NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    secret BYTEA NOT NULL,
    old_secret BYTEA,
    old_until BIGINT,
    state TEXT NOT NULL CHECK (state IN ('on', 'off', 'failed', 'ended')),
    reason TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX webhooks_subscription_person ON webhooks_subscription (person_id);
CREATE INDEX webhooks_subscription_state ON webhooks_subscription (state);
-- What was or is to be told, to whom, and how the last try ended. A working table: it is swept after a month.
CREATE TABLE webhooks_delivery (
    id UUID NOT NULL PRIMARY KEY,
    event_id UUID NOT NULL,
    subscription_id UUID NOT NULL REFERENCES webhooks_subscription (id),
    kind TEXT NOT NULL,
    subject UUID NOT NULL,
    happened_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'withheld')),
    attempts BIGINT NOT NULL,
    status BIGINT,
    told TEXT,
    tried_at BIGINT,
    took_ms BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (event_id, subscription_id)
);
CREATE INDEX webhooks_delivery_of ON webhooks_delivery (subscription_id, id);
