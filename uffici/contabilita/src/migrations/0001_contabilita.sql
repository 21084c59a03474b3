-- The budget of which year was approved by which act. Once for each year; until then the year is in "esercizio provvisorio".
CREATE TABLE contabilita_bilancio (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    atto TEXT NOT NULL,
    atto_il DATE NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_bilancio_anno ON contabilita_bilancio (anno);

-- How the ente counts the twelfths of a year whose budget is not approved: the last row holds.
CREATE TABLE contabilita_scelta (
    id UUID NOT NULL PRIMARY KEY,
    conteggio TEXT NOT NULL CHECK (conteggio IN ('capitolo', 'programma')),
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);

-- A chapter of spending in one year. Never changed. Who writes money on it locks this row first.
CREATE TABLE contabilita_capitolo (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    -- 2613.1 as 26130001: number and article, so that codes sort as numbers do.
    ordine BIGINT NOT NULL,
    descrizione TEXT NOT NULL,
    missione TEXT NOT NULL,
    programma TEXT NOT NULL,
    -- Plan of accounts at the fourth or fifth level, as U.1.03.02.09.
    piano TEXT NOT NULL,
    -- What may be spent on it alone, in words; the unit that answers for it (PEG).
    vincolo TEXT,
    responsabile TEXT
);
CREATE UNIQUE INDEX contabilita_capitolo_codice ON contabilita_capitolo (anno, ordine);

-- An act by which amounts are allocated: the budget itself, then its variations, which have numbers without holes.
CREATE TABLE contabilita_variazione (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('iniziale', 'consiglio', 'giunta_urgenza', 'giunta', 'responsabile', 'riserva')),
    -- None for the budget itself.
    numero_anno BIGINT,
    numero BIGINT,
    atto TEXT NOT NULL,
    atto_il DATE NOT NULL,
    motivo TEXT NOT NULL,
    -- By what a variation that does not add up to zero is covered: revenue is not kept here.
    copertura TEXT,
    -- The file from which it was read.
    documento_id UUID,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_variazione_numero ON contabilita_variazione (numero_anno, numero);
CREATE INDEX contabilita_variazione_anno ON contabilita_variazione (anno, at);

-- What such an act gives to, or takes from, one chapter.
CREATE TABLE contabilita_stanziamento (
    id UUID NOT NULL PRIMARY KEY,
    variazione_id UUID NOT NULL REFERENCES contabilita_variazione (id),
    capitolo_id UUID NOT NULL REFERENCES contabilita_capitolo (id),
    cents BIGINT NOT NULL,
    -- Of which for later years (fondo pluriennale vincolato).
    fpv_cents BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_stanziamento_riga ON contabilita_stanziamento (capitolo_id, variazione_id);
CREATE INDEX contabilita_stanziamento_variazione ON contabilita_stanziamento (variazione_id);

-- A booking or a commitment on a chapter. Never changed: what is given back, used up or lapsed is told by rows of its own.
CREATE TABLE contabilita_movimento (
    id UUID NOT NULL PRIMARY KEY,
    genere TEXT NOT NULL CHECK (genere IN ('prenotazione', 'impegno')),
    capitolo_id UUID NOT NULL REFERENCES contabilita_capitolo (id),
    -- Year and number of the register in which it was written, which is not always the year of the chapter.
    numero_anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    -- For which act: the office that has it, its id there, its name.
    atto_ufficio TEXT NOT NULL,
    atto_id UUID NOT NULL,
    atto TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents > 0),
    piano TEXT NOT NULL,
    descrizione TEXT NOT NULL,
    creditore TEXT,
    creditore_cf TEXT,
    creditore_piva TEXT,
    cig TEXT,
    cup TEXT,
    scadenza DATE,
    dodicesimi TEXT NOT NULL
        CHECK (dodicesimi IN ('soggetta', 'legge', 'non_frazionabile', 'continuativa', 'somma_urgenza')),
    -- The booking that a commitment used up.
    prenotazione_id UUID REFERENCES contabilita_movimento (id),
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_movimento_numero ON contabilita_movimento (genere, numero_anno, numero);
CREATE INDEX contabilita_movimento_capitolo ON contabilita_movimento (capitolo_id, at);
CREATE INDEX contabilita_movimento_atto ON contabilita_movimento (atto_ufficio, atto_id);
CREATE INDEX contabilita_movimento_prenotazione ON contabilita_movimento (prenotazione_id);

-- What is no longer booked or committed, and why.
CREATE TABLE contabilita_riduzione (
    id UUID NOT NULL PRIMARY KEY,
    movimento_id UUID NOT NULL REFERENCES contabilita_movimento (id),
    -- Given back; used up by a commitment; lapsed at the end of the year.
    tipo TEXT NOT NULL CHECK (tipo IN ('svincolo', 'impegno', 'decadenza')),
    cents BIGINT NOT NULL CHECK (cents > 0),
    motivo TEXT NOT NULL,
    -- None where the program did it by itself.
    persona_id UUID,
    at BIGINT NOT NULL
);
CREATE INDEX contabilita_riduzione_movimento ON contabilita_riduzione (movimento_id);

-- A debt that became certain, on a commitment.
CREATE TABLE contabilita_liquidazione (
    id UUID NOT NULL PRIMARY KEY,
    movimento_id UUID NOT NULL REFERENCES contabilita_movimento (id),
    numero_anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents > 0),
    documento TEXT NOT NULL,
    atto_ufficio TEXT NOT NULL,
    atto_id UUID NOT NULL,
    atto TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_liquidazione_numero ON contabilita_liquidazione (numero_anno, numero);
CREATE INDEX contabilita_liquidazione_movimento ON contabilita_liquidazione (movimento_id);

-- The tender of a booking was published: it does not lapse by itself.
CREATE TABLE contabilita_gara (
    id UUID NOT NULL PRIMARY KEY,
    movimento_id UUID NOT NULL REFERENCES contabilita_movimento (id),
    giorno DATE NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contabilita_gara_movimento ON contabilita_gara (movimento_id);
