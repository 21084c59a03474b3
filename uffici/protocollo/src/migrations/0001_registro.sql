-- The entry in the register, with what art. 53 DPR 445/2000 asks: it never changes. `chiave` keeps a form or a call that
-- is sent twice from being registered twice.
CREATE TABLE protocollo_registrazione (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    verso TEXT NOT NULL,
    registrata_at BIGINT NOT NULL,
    registrata_da UUID NOT NULL,
    ufficio_id UUID NOT NULL,
    oggetto TEXT NOT NULL,
    mezzo TEXT NOT NULL,
    arrivata_il DATE,
    protocollo_mittente TEXT,
    data_mittente DATE,
    riservata BOOLEAN NOT NULL,
    impronta TEXT,
    note TEXT,
    chiave TEXT UNIQUE,
    UNIQUE (anno, numero)
);
CREATE INDEX protocollo_registrazione_da ON protocollo_registrazione (registrata_da);
-- What may change around the entry, each change a new version in the journal.
CREATE TABLE protocollo_stato (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    classe TEXT,
    annullata BOOLEAN NOT NULL,
    da_assegnare BOOLEAN NOT NULL
);
CREATE INDEX protocollo_stato_classe ON protocollo_stato (classe);
-- Senders and addressees as they were written at that moment; `soggetto_id` points at the directory.
CREATE TABLE protocollo_parte (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    ruolo TEXT NOT NULL,
    ordine BIGINT NOT NULL,
    soggetto_id UUID,
    nome TEXT NOT NULL,
    codice_fiscale TEXT,
    indirizzo TEXT
);
CREATE INDEX protocollo_parte_registrazione ON protocollo_parte (registrazione_id);
CREATE INDEX protocollo_parte_soggetto ON protocollo_parte (soggetto_id);
-- The documents of an entry, the main one first.
CREATE TABLE protocollo_allegato (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    documento_id UUID NOT NULL,
    principale BOOLEAN NOT NULL,
    ordine BIGINT NOT NULL,
    impronta TEXT NOT NULL
);
CREATE INDEX protocollo_allegato_registrazione ON protocollo_allegato (registrazione_id);
CREATE INDEX protocollo_allegato_impronta ON protocollo_allegato (impronta);
-- To whom an entry is given, for action or for knowledge, and what they answered.
CREATE TABLE protocollo_assegnazione (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    ufficio_id UUID NOT NULL,
    persona_id UUID,
    tipo TEXT NOT NULL,
    stato TEXT NOT NULL,
    assegnata_da UUID NOT NULL,
    assegnata_at BIGINT NOT NULL,
    nota TEXT,
    risposta_da UUID,
    risposta_at BIGINT,
    motivo TEXT
);
CREATE INDEX protocollo_assegnazione_registrazione ON protocollo_assegnazione (registrazione_id);
CREATE INDEX protocollo_assegnazione_attesa ON protocollo_assegnazione (ufficio_id, stato);
-- A fact about an entry that came later: annulment, change of class, note. It points at the entry and changes nothing of it.
CREATE TABLE protocollo_fatto (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    testo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_fatto_registrazione ON protocollo_fatto (registrazione_id);
-- The classification plan, by date.
CREATE TABLE protocollo_titolario (
    id UUID NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    titolo TEXT NOT NULL,
    nome TEXT NOT NULL,
    valida_dal DATE NOT NULL,
    valida_al DATE
);
CREATE INDEX protocollo_titolario_codice ON protocollo_titolario (codice);
-- What a clerk has dropped and not yet registered. A working table: nothing here has a number or a legal force.
CREATE TABLE protocollo_bozza (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    verso TEXT NOT NULL,
    documenti TEXT NOT NULL,
    proposte TEXT NOT NULL,
    creata_at BIGINT NOT NULL
);
CREATE INDEX protocollo_bozza_persona ON protocollo_bozza (persona_id);
