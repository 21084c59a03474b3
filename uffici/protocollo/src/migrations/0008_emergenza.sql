-- An interruption during which the emergency register stood in for the ordinary one (art. 63 DPR 445/2000): why, by which act,
-- from when; when it is over, until when. One at most is open.
CREATE TABLE protocollo_emergenza (
    id UUID NOT NULL PRIMARY KEY,
    causa TEXT NOT NULL,
    provvedimento TEXT NOT NULL,
    dal_at BIGINT NOT NULL,
    autorizzata_da UUID NOT NULL,
    aperta_at BIGINT NOT NULL,
    chiusa_at BIGINT,
    chiusa_da UUID,
    ripristino_at BIGINT
);
CREATE UNIQUE INDEX protocollo_emergenza_aperta ON protocollo_emergenza ((chiusa_at IS NULL)) WHERE chiusa_at IS NULL;
-- Each prolongation beyond the first 24 hours, with its act (comma 2).
CREATE TABLE protocollo_emergenza_periodo (
    id UUID NOT NULL PRIMARY KEY,
    emergenza_id UUID NOT NULL REFERENCES protocollo_emergenza (id),
    fino_at BIGINT NOT NULL,
    provvedimento TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_emergenza_periodo_emergenza ON protocollo_emergenza_periodo (emergenza_id);
-- The emergency number of an entry, beside the ordinary one, for ever (commas 4 and 5): year and number name one document only,
-- whatever the interruption. `registrata_at` is what the emergency register says.
CREATE TABLE protocollo_emergenza_voce (
    id UUID NOT NULL PRIMARY KEY,
    emergenza_id UUID NOT NULL REFERENCES protocollo_emergenza (id),
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    registrata_at BIGINT NOT NULL,
    registrazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    UNIQUE (anno, numero)
);
CREATE INDEX protocollo_emergenza_voce_emergenza ON protocollo_emergenza_voce (emergenza_id, anno, numero);
-- How many entries the emergency register holds for each day (comma 3), as declared when the interruption ended.
CREATE TABLE protocollo_emergenza_giorno (
    id UUID NOT NULL PRIMARY KEY,
    emergenza_id UUID NOT NULL REFERENCES protocollo_emergenza (id),
    giorno DATE NOT NULL,
    dichiarate BIGINT NOT NULL,
    UNIQUE (emergenza_id, giorno)
);
