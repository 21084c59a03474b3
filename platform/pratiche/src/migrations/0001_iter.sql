-- Definitions that were in order when somebody put them in force. A text never changes; the same one is kept once.
CREATE TABLE iter_definizione (
    id UUID NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    -- Whose files it carries: the code of the office's matter.
    materia TEXT NOT NULL,
    impronta TEXT NOT NULL,
    nome TEXT NOT NULL,
    testo TEXT NOT NULL,
    autore_id UUID,
    at BIGINT NOT NULL,
    UNIQUE (codice, impronta)
);

-- Since when a version is in force: new files take the last one. An old one is put back by a new row.
CREATE TABLE iter_vigore (
    id UUID NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    definizione_id UUID NOT NULL REFERENCES iter_definizione (id),
    -- From 1 for each code, without holes: of two people at the same instant the second is told.
    ordine BIGINT NOT NULL,
    dal BIGINT NOT NULL,
    autore_id UUID,
    motivo TEXT NOT NULL,
    UNIQUE (codice, ordine)
);

-- The days of the ente: the last row holds.
CREATE TABLE iter_calendario (
    id UUID NOT NULL PRIMARY KEY,
    ordine BIGINT NOT NULL UNIQUE,
    testo TEXT NOT NULL,
    autore_id UUID,
    motivo TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- A file. What happened to it stands in its facts.
CREATE TABLE iter_pratica (
    id UUID NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    materia TEXT NOT NULL,
    -- The office's thing, and the request that began the file.
    oggetto_id UUID NOT NULL,
    chiave TEXT NOT NULL,
    definizione_id UUID NOT NULL REFERENCES iter_definizione (id),
    ufficio_id UUID NOT NULL,
    autore_id UUID NOT NULL,
    avviata_at BIGINT NOT NULL,
    UNIQUE (materia, chiave)
);
CREATE INDEX iter_pratica_oggetto ON iter_pratica (materia, oggetto_id);
CREATE INDEX iter_pratica_codice ON iter_pratica (codice, avviata_at, id);

-- What happened to a file, in order, without holes. Nobody: the program.
CREATE TABLE iter_fatto (
    id UUID NOT NULL PRIMARY KEY,
    pratica_id UUID NOT NULL REFERENCES iter_pratica (id),
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    persona_id UUID,
    chiave TEXT NOT NULL,
    cosa TEXT NOT NULL,
    UNIQUE (pratica_id, n)
);

-- No records from here on: all of this can be made again from the facts.

-- Where files are.
CREATE TABLE iter_stato (
    pratica_id UUID NOT NULL,
    stato TEXT NOT NULL,
    nome TEXT NOT NULL,
    dal BIGINT NOT NULL,
    fine BOOLEAN NOT NULL,
    codice TEXT NOT NULL,
    materia TEXT NOT NULL,
    oggetto_id UUID NOT NULL,
    ufficio_id UUID NOT NULL,
    definizione_id UUID NOT NULL,
    PRIMARY KEY (pratica_id, stato)
);
CREATE INDEX iter_stato_codice ON iter_stato (codice, stato, dal, pratica_id);
CREATE INDEX iter_stato_ufficio ON iter_stato (ufficio_id, fine, dal, pratica_id);
CREATE INDEX iter_stato_definizione ON iter_stato (definizione_id, fine);

-- Who is waited for: opened up from the definition's expressions, so that a desk asks by index. An empty unit or role is any.
CREATE TABLE iter_attesa (
    pratica_id UUID NOT NULL,
    n BIGINT NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('passo', 'termine')),
    codice TEXT NOT NULL,
    nome TEXT NOT NULL,
    dove TEXT NOT NULL,
    dal BIGINT NOT NULL,
    ufficio TEXT NOT NULL,
    ruolo TEXT NOT NULL,
    persona_id UUID,
    -- Whether a deputy may too.
    vice BOOLEAN NOT NULL,
    -- Whether the row alone decides; where it does not, the file itself is asked.
    esatta BOOLEAN NOT NULL,
    -- A substitute's: from this day.
    dal_giorno DATE,
    PRIMARY KEY (pratica_id, n)
);
CREATE INDEX iter_attesa_ruolo ON iter_attesa (ruolo, ufficio, tipo);
CREATE INDEX iter_attesa_persona ON iter_attesa (persona_id, tipo);

-- Who may not, though a row of the table above (by its number) fits them; of number -1: who keeps out of the whole file.
CREATE TABLE iter_escluso (
    pratica_id UUID NOT NULL,
    n BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    PRIMARY KEY (pratica_id, n, persona_id)
);

-- What the night looks at.
CREATE TABLE iter_scadenza (
    pratica_id UUID NOT NULL,
    termine TEXT NOT NULL,
    nome TEXT NOT NULL,
    -- The last good day; none while it stands still without an end.
    scade DATE,
    sospesa_dal DATE,
    -- The first day on which somebody is to be told of it, from which the substitute may act, on which a step happens by itself.
    avviso_dal DATE,
    sostituto_dal DATE,
    scatta_dal DATE,
    codice TEXT NOT NULL,
    ufficio_id UUID NOT NULL,
    PRIMARY KEY (pratica_id, termine)
);
CREATE INDEX iter_scadenza_avviso ON iter_scadenza (avviso_dal, pratica_id);
CREATE INDEX iter_scadenza_scatta ON iter_scadenza (scatta_dal, pratica_id);
CREATE INDEX iter_scadenza_scade ON iter_scadenza (scade, pratica_id);

-- What people were told of terms, so that nothing is told twice.
CREATE TABLE iter_avviso (
    pratica_id UUID NOT NULL,
    termine TEXT NOT NULL,
    quale TEXT NOT NULL,
    il DATE NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (pratica_id, termine, quale, il)
);

-- Definitions in the making: one for each code. The version grows with each saving: of two people the second is told.
CREATE TABLE iter_bozza (
    codice TEXT NOT NULL PRIMARY KEY,
    materia TEXT NOT NULL,
    testo TEXT NOT NULL,
    versione BIGINT NOT NULL,
    autore_id UUID NOT NULL,
    at BIGINT NOT NULL
);
