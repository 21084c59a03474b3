-- A dated note on an entry, by whoever looks after it: never changed, never taken away, seen by whoever sees the entry. It is no part of
-- the entry (art. 53 DPR 445/2000), and the register of the day does not tell it.
CREATE TABLE protocollo_annotazione (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    testo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_annotazione_registrazione ON protocollo_annotazione (registrazione_id, id);
