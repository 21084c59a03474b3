-- A copy that bears the number of the register, as it was given: so that whoever holds the file can be told that it is one. Never changed. Two
-- made on the same day of an act that stands as it stood are the same file, and have one row (two, where they were made at the same instant).
CREATE TABLE atti_copia (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL REFERENCES atti_atto (id),
    -- SHA-256 of the file.
    impronta BYTEA NOT NULL,
    -- Whether it shows no more than everybody may read: such a one alone is known again by the public check.
    per_tutti BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX atti_copia_impronta ON atti_copia (impronta);
CREATE INDEX atti_copia_atto ON atti_copia (atto_id, impronta);
-- By its file an act is found for whoever checks one.
CREATE INDEX atti_stato_documento ON atti_stato (documento_id);
CREATE INDEX atti_stato_pubblico ON atti_stato (pubblico_id);
