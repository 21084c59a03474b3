-- A package that was shown to somebody who had a right to it: who asked, why, and who in the office gave it.
CREATE TABLE conservazione_esibizione (
    id UUID NOT NULL PRIMARY KEY,
    pacchetto_id UUID NOT NULL REFERENCES conservazione_pacchetto (id),
    richiedente TEXT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX conservazione_esibizione_pacchetto ON conservazione_esibizione (pacchetto_id, id);
