-- The provider's signature on a message of certified mail, as it was checked when the message was taken or again later, each time
-- a new version in the journal. `esito`: valida, sconosciuta, non_valida, assente, non_verificata; `contata`: whether what the
-- message says as a receipt was believed.
CREATE TABLE protocollo_messaggio_firma (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    esito TEXT NOT NULL,
    firmatario TEXT,
    autorita TEXT,
    motivo TEXT,
    contata BOOLEAN NOT NULL,
    verificata_at BIGINT NOT NULL
);
-- An authority that the ente trusts for the signatures of providers, beside the system's: `pem` its certificate, `impronta` the
-- SHA-256 of that. One that is taken away stays, with who and when.
CREATE TABLE protocollo_ancora (
    id UUID NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    pem TEXT NOT NULL,
    impronta TEXT NOT NULL,
    aggiunta_da UUID,
    aggiunta_at BIGINT NOT NULL,
    tolta_da UUID,
    tolta_at BIGINT
);
-- When receipts count: one row at most. `ricevute`: secondo, firmate, tutte.
CREATE TABLE protocollo_posta_regola (
    id UUID NOT NULL PRIMARY KEY,
    ricevute TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
-- `identificativo`: the provider's name of the message, by which those who answer know it; `risponde_id`: the entry with which the
-- message left that this one answers.
ALTER TABLE protocollo_messaggio ADD COLUMN identificativo TEXT;
ALTER TABLE protocollo_messaggio ADD COLUMN risponde_id UUID;
CREATE INDEX protocollo_messaggio_identificativo ON protocollo_messaggio (identificativo);
