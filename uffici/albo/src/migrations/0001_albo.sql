-- The register of the albo pretorio. Never changed. This row is what the proof given to everybody while it is published shows, whole:
-- it names no person who works here but by their id.
CREATE TABLE albo_pubblicazione (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    -- When it was really posted.
    pubblicata_at BIGINT NOT NULL,
    tipo TEXT NOT NULL,
    oggetto TEXT NOT NULL,
    -- The office that asked, its record, and what that is in words.
    ufficio TEXT NOT NULL,
    origine_id UUID,
    origine TEXT,
    richiedente TEXT NOT NULL,
    esterno BOOLEAN NOT NULL,
    protocollo TEXT,
    adottato_il DATE,
    immediata BOOLEAN NOT NULL,
    -- Its term as it was counted on that day: how many days, whether until a day that was asked for, with which readings, up to when,
    -- and what says so.
    giorni BIGINT NOT NULL,
    fino_al BOOLEAN NOT NULL,
    conta_primo BOOLEAN NOT NULL,
    lettura TEXT NOT NULL CHECK (lettura IN ('inizio', 'fine')),
    soglia_ore BIGINT NOT NULL,
    fine_il DATE NOT NULL,
    fonte TEXT NOT NULL,
    -- SHA-256 of what is published, in order, one a line.
    impronte TEXT NOT NULL,
    -- The annulled publication in whose place it stands.
    ripubblica_id UUID,
    persona_id UUID NOT NULL
);
CREATE UNIQUE INDEX albo_pubblicazione_numero ON albo_pubblicazione (anno, numero);
CREATE INDEX albo_pubblicazione_origine ON albo_pubblicazione (origine_id);
CREATE INDEX albo_pubblicazione_ripubblica ON albo_pubblicazione (ripubblica_id);

-- What everybody may read while it is published.
CREATE TABLE albo_documento (
    id UUID NOT NULL PRIMARY KEY,
    pubblicazione_id UUID NOT NULL REFERENCES albo_pubblicazione (id),
    -- From 1, in order; the main one first.
    posizione BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    versione TEXT NOT NULL CHECK (versione IN ('integrale', 'omissis'))
);
CREATE UNIQUE INDEX albo_documento_posizione ON albo_documento (pubblicazione_id, posizione);

-- The whole document of which a version with omissis is published: never shown in public, and in no proof.
CREATE TABLE albo_integrale (
    id UUID NOT NULL PRIMARY KEY,
    albo_documento_id UUID NOT NULL REFERENCES albo_documento (id),
    documento_id UUID NOT NULL
);
CREATE UNIQUE INDEX albo_integrale_documento ON albo_integrale (albo_documento_id);

-- What a person decided of personal data found in what is published: the data themselves are not kept.
CREATE TABLE albo_scelta (
    id UUID NOT NULL PRIMARY KEY,
    pubblicazione_id UUID NOT NULL REFERENCES albo_pubblicazione (id),
    genere TEXT NOT NULL,
    quante BIGINT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX albo_scelta_pubblicazione ON albo_scelta (pubblicazione_id);

-- What happened to a publication, each once and for ever.
CREATE TABLE albo_fatto (
    id UUID NOT NULL PRIMARY KEY,
    pubblicazione_id UUID NOT NULL REFERENCES albo_pubblicazione (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('annullamento', 'sospensione', 'ripresa', 'opposizione', 'restituzione')),
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    motivo TEXT NOT NULL
);
CREATE INDEX albo_fatto_pubblicazione ON albo_fatto (pubblicazione_id, at);

-- How a publication stands: what the facts, the interruptions and the certificates say of it, in one row for the lists.
CREATE TABLE albo_stato (
    id UUID NOT NULL PRIMARY KEY,
    pubblicazione_id UUID NOT NULL REFERENCES albo_pubblicazione (id),
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    tipo TEXT NOT NULL,
    -- Subject, asker and origin in small letters without accents, for the search.
    cerca TEXT NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('attiva', 'sospesa', 'annullata')),
    -- Its last day as things stand, and the first instant after it.
    fine_il DATE NOT NULL,
    termina_at BIGINT NOT NULL,
    -- Whether the certificate that it ended is made, and whether an outside body waits for it.
    referta BOOLEAN NOT NULL,
    da_restituire BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX albo_stato_pubblicazione ON albo_stato (pubblicazione_id);
CREATE UNIQUE INDEX albo_stato_numero ON albo_stato (anno, numero);
CREATE INDEX albo_stato_termina ON albo_stato (stato, termina_at);
CREATE INDEX albo_stato_referta ON albo_stato (referta, termina_at);
CREATE INDEX albo_stato_da_restituire ON albo_stato (da_restituire, termina_at);

-- A certificate of publication: when it was posted, and when its days were over.
CREATE TABLE albo_referta (
    id UUID NOT NULL PRIMARY KEY,
    pubblicazione_id UUID NOT NULL REFERENCES albo_pubblicazione (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('affissione', 'finale')),
    emessa_at BIGINT NOT NULL,
    -- The last day that it tells of.
    fine_il DATE NOT NULL,
    documento_id UUID NOT NULL,
    sigillo_id UUID NOT NULL,
    marcata BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX albo_referta_tipo ON albo_referta (pubblicazione_id, tipo);

-- What was being published on a day, as a list of numbers, days and fingerprints that the ente has sealed: no subject, no name.
CREATE TABLE albo_manifesto (
    id UUID NOT NULL PRIMARY KEY,
    giorno DATE NOT NULL,
    fatto_at BIGINT NOT NULL,
    quante BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    sigillo_id UUID NOT NULL
);
CREATE UNIQUE INDEX albo_manifesto_giorno ON albo_manifesto (giorno);

-- When nobody could read the albo.
CREATE TABLE albo_interruzione (
    id UUID NOT NULL PRIMARY KEY,
    inizio_at BIGINT NOT NULL,
    fine_at BIGINT NOT NULL,
    causa TEXT NOT NULL,
    registrata_at BIGINT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX albo_interruzione_fine ON albo_interruzione (fine_at);

-- How many days things of a kind are published, from a day on, where the ente has decided that: a change is a new row. None where nothing
-- fixes them.
CREATE TABLE albo_termine (
    id UUID NOT NULL PRIMARY KEY,
    tipo TEXT NOT NULL,
    valido_dal DATE NOT NULL,
    giorni BIGINT,
    fonte TEXT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX albo_termine_tipo ON albo_termine (tipo, valido_dal);

-- What the law leaves to the ente, as it decided; a change is a new row.
CREATE TABLE albo_regola (
    id UUID NOT NULL PRIMARY KEY,
    decisa_at BIGINT NOT NULL,
    conta_primo BOOLEAN NOT NULL,
    lettura TEXT NOT NULL CHECK (lettura IN ('inizio', 'fine')),
    soglia_ore BIGINT NOT NULL,
    storico BOOLEAN NOT NULL,
    allarme_giorni BIGINT NOT NULL,
    persona_id UUID NOT NULL
);

-- What a person is about to publish. Not of record: gone when it is published, or after a week.
CREATE TABLE albo_bozza (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    creata_at BIGINT NOT NULL,
    -- The form, the names and hashes of the files, what was found in them, as JSON.
    dati TEXT NOT NULL
);
CREATE INDEX albo_bozza_persona ON albo_bozza (persona_id);
CREATE INDEX albo_bozza_creata ON albo_bozza (creata_at);
