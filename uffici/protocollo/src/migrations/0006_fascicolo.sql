-- A fascicolo as it was opened: it never changes. `numero` is progressive in its class and year; `sotto` is empty, or the way to
-- a sub-fascicolo under that number ("1", "1.2"), and `sopra_id` the one that holds it. `soggetto_id` points at the directory:
-- whose fascicolo it is. `chiave` keeps a form or a call that is sent twice from opening two.
CREATE TABLE protocollo_fascicolo (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    classe TEXT NOT NULL,
    numero BIGINT NOT NULL,
    sotto TEXT NOT NULL,
    sopra_id UUID REFERENCES protocollo_fascicolo (id),
    tipo TEXT NOT NULL,
    riservato BOOLEAN NOT NULL,
    soggetto_id UUID,
    intestatario TEXT,
    codice_fiscale TEXT,
    aperto_at BIGINT NOT NULL,
    aperto_da UUID NOT NULL,
    chiave TEXT UNIQUE,
    UNIQUE (anno, classe, numero, sotto)
);
CREATE INDEX protocollo_fascicolo_sopra ON protocollo_fascicolo (sopra_id);
CREATE INDEX protocollo_fascicolo_classe ON protocollo_fascicolo (classe, id);
CREATE INDEX protocollo_fascicolo_soggetto ON protocollo_fascicolo (soggetto_id);
CREATE INDEX protocollo_fascicolo_da ON protocollo_fascicolo (aperto_da);
-- What may change of it, each change a new version in the journal.
CREATE TABLE protocollo_fascicolo_stato (
    id UUID NOT NULL PRIMARY KEY,
    fascicolo_id UUID NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id),
    oggetto TEXT NOT NULL,
    ufficio_id UUID NOT NULL,
    responsabile_id UUID,
    termine DATE,
    chiuso BOOLEAN NOT NULL,
    chiuso_at BIGINT
);
CREATE INDEX protocollo_fascicolo_stato_ufficio ON protocollo_fascicolo_stato (ufficio_id, chiuso);
CREATE INDEX protocollo_fascicolo_stato_responsabile ON protocollo_fascicolo_stato (responsabile_id, chiuso);
-- What happened to it: closed, reopened, given to another unit, corrected, shared. It points at the fascicolo and changes
-- nothing of it.
CREATE TABLE protocollo_fascicolo_fatto (
    id UUID NOT NULL PRIMARY KEY,
    fascicolo_id UUID NOT NULL REFERENCES protocollo_fascicolo (id),
    tipo TEXT NOT NULL,
    testo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_fascicolo_fatto_fascicolo ON protocollo_fascicolo_fatto (fascicolo_id);
-- The units with which it is shared: to read, or to work in it (`lavora`). One with which it is shared no more stays, not `attiva`.
CREATE TABLE protocollo_fascicolo_ufficio (
    id UUID NOT NULL PRIMARY KEY,
    fascicolo_id UUID NOT NULL REFERENCES protocollo_fascicolo (id),
    ufficio_id UUID NOT NULL,
    lavora BOOLEAN NOT NULL,
    attiva BOOLEAN NOT NULL,
    UNIQUE (fascicolo_id, ufficio_id)
);
CREATE INDEX protocollo_fascicolo_ufficio_ufficio ON protocollo_fascicolo_ufficio (ufficio_id);
-- An entry put in a fascicolo, in order; one taken out stays, with who, when and why. Of the fascicoli in which an entry lies,
-- the one of the oldest row is its first.
CREATE TABLE protocollo_fascicolo_voce (
    id UUID NOT NULL PRIMARY KEY,
    fascicolo_id UUID NOT NULL REFERENCES protocollo_fascicolo (id),
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    ordine BIGINT NOT NULL,
    messa_da UUID NOT NULL,
    messa_at BIGINT NOT NULL,
    tolta_da UUID,
    tolta_at BIGINT,
    motivo TEXT,
    UNIQUE (fascicolo_id, ordine)
);
CREATE INDEX protocollo_fascicolo_voce_registrazione ON protocollo_fascicolo_voce (registrazione_id);
CREATE UNIQUE INDEX protocollo_fascicolo_voce_una ON protocollo_fascicolo_voce (fascicolo_id, registrazione_id) WHERE tolta_at IS NULL;
-- An entry that answers another one.
CREATE TABLE protocollo_richiamo (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    risponde_a UUID NOT NULL REFERENCES protocollo_registrazione (id)
);
CREATE INDEX protocollo_richiamo_a ON protocollo_richiamo (risponde_a);
