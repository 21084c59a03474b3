-- An amendment to a proposal, as councillors presented it (art. 43 TUEL). Never changed: what becomes of it are rows of
-- atti_emendamento_fatto.
CREATE TABLE atti_emendamento (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    -- Its number among those of the act.
    n BIGINT NOT NULL,
    -- The version on which it is, and the block that it changes or after which it puts another.
    versione BIGINT NOT NULL,
    blocco_id UUID NOT NULL,
    modo TEXT NOT NULL CHECK (modo IN ('sostituisce', 'sopprime', 'aggiunge')),
    -- What the block says in that version, and what is to stand there; nothing where it goes.
    prima TEXT NOT NULL,
    dopo TEXT,
    motivazione TEXT NOT NULL,
    -- Who presents it, as JSON: the name, and the account of who has one.
    presentatori TEXT NOT NULL,
    -- The day on which it came, and the last one for it where the iter had such a term.
    giorno DATE NOT NULL,
    termine DATE,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (atto_id, n)
);

-- What became of an amendment, in order. Never changed.
CREATE TABLE atti_emendamento_fatto (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    emendamento_id UUID NOT NULL REFERENCES atti_emendamento (id),
    n BIGINT NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('parere', 'ammesso', 'non_ammesso', 'ritirato', 'votato', 'applicato')),
    -- Which opinion was given, by who declared to have no conflict of interest; of an admission those that are due, one a line.
    quale TEXT,
    -- What an opinion says; approvato or respinto of a vote; a_mano where the change was written by hand.
    esito TEXT,
    testo TEXT,
    -- The vote, as JSON.
    voto TEXT,
    -- The version of the act that has it in its text.
    versione BIGINT,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (emendamento_id, n)
);
CREATE INDEX atti_emendamento_fatto_atto ON atti_emendamento_fatto (atto_id, at);
