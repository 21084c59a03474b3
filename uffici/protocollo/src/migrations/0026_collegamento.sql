-- A link that somebody made between two entries that were there already: the first answers the other, or goes on from it. One that was
-- undone stays, with who, when and why. What is registered as an answer stands in protocollo_richiamo.
CREATE TABLE protocollo_collegamento (
    id UUID NOT NULL PRIMARY KEY,
    da_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    a_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('risponde', 'seguito')),
    fatto_da UUID NOT NULL,
    fatto_at BIGINT NOT NULL,
    sciolto_da UUID,
    sciolto_at BIGINT,
    motivo TEXT
);
CREATE UNIQUE INDEX protocollo_collegamento_uno ON protocollo_collegamento (da_id, a_id) WHERE sciolto_at IS NULL;
CREATE INDEX protocollo_collegamento_da ON protocollo_collegamento (da_id, id);
CREATE INDEX protocollo_collegamento_a ON protocollo_collegamento (a_id, id);
