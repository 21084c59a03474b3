-- To whom the office communicates acts by law: the heads of the groups of the council (art. 125 TUEL) and the prefect (art. 135), each with
-- the days in which they are that. A row that is over stays.
CREATE TABLE atti_recapito (
    id UUID NOT NULL PRIMARY KEY,
    genere TEXT NOT NULL CHECK (genere IN ('capogruppo', 'prefetto')),
    nome TEXT NOT NULL,
    -- The group.
    gruppo TEXT,
    -- Tax code or VAT number, by which the directory knows them.
    codice TEXT,
    -- PEC or mail; where there is none, that of the directory.
    indirizzo TEXT,
    valido_dal DATE NOT NULL,
    valido_al DATE,
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX atti_recapito_genere ON atti_recapito (genere, valido_dal);
-- What was delivered without the protocol: to whom, when and how, with the paper that proves it (art. 21-bis L. 241/1990). Never changed.
CREATE TABLE atti_notifica (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    nome TEXT NOT NULL,
    giorno DATE NOT NULL,
    come TEXT NOT NULL,
    documento_id UUID NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX atti_notifica_atto ON atti_notifica (atto_id, giorno);
