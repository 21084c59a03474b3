-- Who took a copy of the list away, and of which part of it: personal data that leave leave a trace (GDPR art. 32).
CREATE TABLE protocollo_esportazione (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    formato TEXT NOT NULL,
    filtro TEXT NOT NULL
);
