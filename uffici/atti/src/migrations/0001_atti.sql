-- An act, from its first draft: what it is and who proposes it. Never changed.
CREATE TABLE atti_atto (
    id UUID NOT NULL PRIMARY KEY,
    -- Its kind, and the definition by which it goes.
    tipo TEXT NOT NULL,
    iter TEXT NOT NULL,
    unita_id UUID NOT NULL,
    autore_id UUID NOT NULL,
    creato_at BIGINT NOT NULL,
    -- The proposal's own number: it stays also where the proposal dies.
    proposta_anno BIGINT NOT NULL,
    proposta_numero BIGINT NOT NULL,
    UNIQUE (proposta_anno, proposta_numero)
);

-- How an act stands: one row for each, changed by what happens to it. Until it is adopted its author writes here too.
CREATE TABLE atti_stato (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL UNIQUE REFERENCES atti_atto (id),
    tipo TEXT NOT NULL,
    iter TEXT NOT NULL,
    unita_id UUID NOT NULL,
    autore_id UUID NOT NULL,
    creato_at BIGINT NOT NULL,
    oggetto TEXT NOT NULL,
    -- For everybody, where the subject names who must not be named.
    oggetto_pubblico TEXT,
    riservato BOOLEAN NOT NULL,
    -- Whether it is posted at the albo, and what was decided of the data in it.
    da_pubblicare BOOLEAN NOT NULL,
    scelta_dati TEXT,
    -- What the iter asks of its matter.
    riflessi_contabili BOOLEAN NOT NULL,
    revisori BOOLEAN NOT NULL,
    del_governo BOOLEAN NOT NULL,
    durata_al DATE,
    destinatari TEXT,
    rup_id UUID,
    -- The accounting lines, as JSON.
    righe TEXT NOT NULL,
    -- Whether the text is closed, and the last version that was fixed.
    chiuso BOOLEAN NOT NULL,
    versione BIGINT NOT NULL,
    -- The vote, as JSON, and whether it was voted enforceable at once.
    voto TEXT,
    immediata BOOLEAN NOT NULL,
    -- Number and day, once it is adopted.
    registro TEXT,
    anno BIGINT,
    numero BIGINT,
    settore_numero BIGINT,
    adottato_at BIGINT,
    -- The signed document, and the version for everybody.
    documento_id UUID,
    pubblico_id UUID,
    -- Its publication at the albo, and its last day.
    pubblicazione_id UUID,
    pubblicato_fino_al DATE,
    -- From which day it takes effect, and why.
    efficace_dal DATE,
    efficace_perche TEXT,
    -- An act that came after and took its force away: revoca, annullamento.
    superato TEXT CHECK (superato IN ('revocato', 'annullato', 'sostituito')),
    -- What the search looks into: folded.
    cerca TEXT NOT NULL,
    UNIQUE (registro, anno, numero)
);
CREATE INDEX atti_stato_creato ON atti_stato (creato_at, id);
CREATE INDEX atti_stato_unita ON atti_stato (unita_id, creato_at, id);
CREATE INDEX atti_stato_registro ON atti_stato (registro, anno, numero);
CREATE INDEX atti_stato_adottato ON atti_stato (adottato_at, id);

-- A text that was fixed: what was signed, or what somebody wanted to keep. Never changed.
CREATE TABLE atti_versione (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    oggetto TEXT NOT NULL,
    testo TEXT NOT NULL,
    righe TEXT NOT NULL,
    -- SHA-256 of the canonical text.
    impronta BYTEA NOT NULL,
    UNIQUE (atto_id, n)
);

-- A signature on the act or on an opinion about it, with the document that came out. Never changed: on another version it counts no more.
CREATE TABLE atti_firma (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    -- The step that it belongs to, and its request.
    passo TEXT NOT NULL,
    chiave TEXT NOT NULL,
    -- What was signed: the act (atto, presidente, segretario), or an opinion by its code.
    cosa TEXT NOT NULL,
    versione BIGINT NOT NULL,
    impronta BYTEA NOT NULL,
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    -- Whether who signed declared to have no conflict of interest (art. 6-bis L. 241/1990).
    nessun_conflitto BOOLEAN NOT NULL,
    -- What an opinion says.
    esito TEXT,
    testo TEXT,
    porta TEXT NOT NULL,
    titolare TEXT NOT NULL,
    codice_fiscale TEXT,
    certificato BYTEA NOT NULL,
    marcata BOOLEAN NOT NULL,
    segno TEXT NOT NULL,
    frase TEXT NOT NULL,
    documento_id UUID NOT NULL,
    UNIQUE (atto_id, chiave, cosa)
);
CREATE INDEX atti_firma_atto ON atti_firma (atto_id, versione);

-- A file beside the act. While the text is open it may be taken out: it stays, and says so.
CREATE TABLE atti_allegato (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    posizione BIGINT NOT NULL,
    titolo TEXT NOT NULL,
    documento_id UUID NOT NULL,
    parte_integrante BOOLEAN NOT NULL,
    -- What everybody reads of it: intero, omissis, no; nothing until somebody decides.
    pubblica TEXT CHECK (pubblica IN ('intero', 'omissis', 'no')),
    omissis_id UUID,
    motivo TEXT,
    tolto BOOLEAN NOT NULL
);
CREATE INDEX atti_allegato_atto ON atti_allegato (atto_id, posizione);

-- What an act does to another: a linked fact, seen from both.
CREATE TABLE atti_relazione (
    id UUID NOT NULL PRIMARY KEY,
    da_id UUID NOT NULL REFERENCES atti_atto (id),
    a_id UUID NOT NULL REFERENCES atti_atto (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('revoca', 'annulla', 'sostituisce', 'rettifica', 'convalida', 'ratifica', 'modifica', 'sospende', 'attua')),
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    motivo TEXT NOT NULL,
    UNIQUE (da_id, a_id, tipo)
);
CREATE INDEX atti_relazione_a ON atti_relazione (a_id);

-- What happened to an act beside its signatures: numbered, posted, in force, notified. Never changed.
CREATE TABLE atti_fatto (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    at BIGINT NOT NULL,
    tipo TEXT NOT NULL,
    -- The day that counts, and what is told of it.
    giorno DATE,
    testo TEXT NOT NULL,
    persona_id UUID
);
CREATE INDEX atti_fatto_atto ON atti_fatto (atto_id, at);

-- What an act has in the accounting office: a row for each line, as it was answered in the same transaction.
CREATE TABLE atti_movimento (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    posizione BIGINT NOT NULL,
    genere TEXT NOT NULL,
    movimento_id UUID,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    importo BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX atti_movimento_atto ON atti_movimento (atto_id, at, posizione);

-- Texts kept by the office: models of whole acts and clauses, with the days in which they are good. A correction is a new row.
CREATE TABLE atti_modello (
    id UUID NOT NULL PRIMARY KEY,
    -- modello: a whole text for an iter; clausola: blocks to be put where one writes.
    genere TEXT NOT NULL CHECK (genere IN ('modello', 'clausola')),
    codice TEXT NOT NULL,
    nome TEXT NOT NULL,
    -- The iter of a model; the section of a clause.
    dove TEXT NOT NULL,
    testo TEXT NOT NULL,
    valido_dal DATE NOT NULL,
    valido_al DATE,
    at BIGINT NOT NULL,
    persona_id UUID
);
CREATE INDEX atti_modello_dove ON atti_modello (genere, dove, codice, at);

-- The text as it is being written: of no legal force until a version is fixed.
CREATE TABLE atti_bozza (
    atto_id UUID NOT NULL PRIMARY KEY REFERENCES atti_atto (id),
    n BIGINT NOT NULL,
    testo TEXT NOT NULL,
    -- Blocks that everybody reads as "omissis": their ids, one a line.
    omissis TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);

-- What colleagues say of a block.
CREATE TABLE atti_commento (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    blocco_id UUID NOT NULL,
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    testo TEXT NOT NULL,
    chiuso_at BIGINT
);
CREATE INDEX atti_commento_atto ON atti_commento (atto_id, at);
