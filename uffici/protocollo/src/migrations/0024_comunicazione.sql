-- What an entry that leaves communicates: a record of another office, which has a register of its own. Written with the entry, never changed.
CREATE TABLE protocollo_comunicazione (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    ufficio TEXT NOT NULL,
    cosa_id UUID NOT NULL
);
CREATE UNIQUE INDEX protocollo_comunicazione_una ON protocollo_comunicazione (registrazione_id, ufficio, cosa_id);
CREATE INDEX protocollo_comunicazione_cosa ON protocollo_comunicazione (ufficio, cosa_id);
