-- Acts that were in the search index before it knew by which codes, chapters, creditors, amounts and signers they are found: a job puts each in
-- it again, and takes it out of here. Not of record.
CREATE TABLE atti_da_indicizzare (
    cosa_id UUID NOT NULL,
    -- Whether it is a past act.
    passato BOOLEAN NOT NULL,
    PRIMARY KEY (cosa_id, passato)
);
INSERT INTO atti_da_indicizzare (cosa_id, passato) SELECT atto_id, FALSE FROM atti_stato;
INSERT INTO atti_da_indicizzare (cosa_id, passato) SELECT id, TRUE FROM atti_passato;
