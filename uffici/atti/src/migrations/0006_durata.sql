-- A signed document of an act with what it takes to be verified when nobody can be asked any more (level B-LT): beside the one that was signed
-- and posted, which stays what it is. How many certificates, revocation lists and answers went into it.
CREATE TABLE atti_durata (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    prima_id UUID NOT NULL UNIQUE,
    documento_id UUID NOT NULL,
    certificati BIGINT NOT NULL,
    liste BIGINT NOT NULL,
    risposte BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX atti_durata_atto ON atti_durata (atto_id);
CREATE INDEX atti_durata_documento ON atti_durata (documento_id);
