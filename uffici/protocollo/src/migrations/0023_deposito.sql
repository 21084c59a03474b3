-- A record of another office, which stands in a register of its own, laid into a fascicolo (art. 64 and 65 DPR 445/2000): which papers
-- it has, that office tells. One taken out stays, with who, when and why. It lies in one fascicolo at a time.
CREATE TABLE protocollo_fascicolo_deposito (
    id UUID NOT NULL PRIMARY KEY,
    fascicolo_id UUID NOT NULL REFERENCES protocollo_fascicolo (id),
    ufficio TEXT NOT NULL,
    cosa_id UUID NOT NULL,
    messo_da UUID NOT NULL,
    messo_at BIGINT NOT NULL,
    tolto_da UUID,
    tolto_at BIGINT,
    motivo TEXT
);
CREATE INDEX protocollo_fascicolo_deposito_fascicolo ON protocollo_fascicolo_deposito (fascicolo_id, id);
CREATE UNIQUE INDEX protocollo_fascicolo_deposito_una ON protocollo_fascicolo_deposito (ufficio, cosa_id) WHERE tolto_at IS NULL;
