-- What was done in Comando, in words: the journal says who, when and on which rows, this says what changed. Never changed.
CREATE TABLE comando_fatto (
    id UUID NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    -- Who did it.
    da UUID NOT NULL,
    tipo TEXT NOT NULL,
    -- On whom, in which unit, to which role: what there is of them.
    persona_id UUID,
    unita_id UUID,
    ruolo_id UUID,
    -- The rest of the sentence that begins with the name of who did it.
    testo TEXT NOT NULL,
    motivo TEXT
);
CREATE INDEX comando_fatto_at ON comando_fatto (at, id);
CREATE INDEX comando_fatto_unita ON comando_fatto (unita_id, at);
CREATE INDEX comando_fatto_ruolo ON comando_fatto (ruolo_id, at);
