-- Into which fascicolo an act is laid when it is adopted: the one that somebody chose, or that of the year under a class, which opens by
-- itself. That it lies there stands with the office that has the fascicoli.
CREATE TABLE atti_fascicolo (
    id UUID NOT NULL PRIMARY KEY,
    atto_id UUID NOT NULL UNIQUE REFERENCES atti_atto (id),
    -- The fascicolo that was chosen.
    fascicolo_id UUID,
    -- The class that the definition named at the numbering, where nobody had chosen.
    classe TEXT,
    -- Who chose, or who wrote the act.
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    CHECK (fascicolo_id IS NOT NULL OR classe IS NOT NULL)
);
