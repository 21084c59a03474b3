-- What a person decided of personal data found in a version before they published it: sort, number and reason; the data
-- themselves are not kept. Who decided is who wrote the version.
CREATE TABLE trasparenza_scelta (
    id UUID NOT NULL PRIMARY KEY,
    voce_id UUID NOT NULL REFERENCES trasparenza_voce (id),
    genere TEXT NOT NULL,
    quante BIGINT NOT NULL,
    motivo TEXT NOT NULL
);
CREATE INDEX trasparenza_scelta_voce ON trasparenza_scelta (voce_id, id);
