-- What was learned from the register, made anew each night and never of record: for each trait (`parola`, a number made of a word or
-- of a sender) how many entries that are not confidential have it, and the last of those and of the confidential ones, packed.
-- `giro`: one learning; the one in force is named by `protocollo_apprendimento`.
CREATE TABLE protocollo_appreso (
    giro UUID NOT NULL,
    parola BIGINT NOT NULL,
    quanti BIGINT NOT NULL,
    aperte BYTEA NOT NULL,
    riservate BYTEA NOT NULL,
    PRIMARY KEY (giro, parola)
);
-- The learning in force (one row): when, from how many entries that are not confidential, and how it fared on those held back.
CREATE TABLE protocollo_apprendimento (
    id BIGINT NOT NULL PRIMARY KEY,
    giro UUID NOT NULL,
    imparato_at BIGINT NOT NULL,
    quanti BIGINT NOT NULL,
    misura TEXT NOT NULL
);
-- What had been proposed for an entry when it was registered: what was left as it was teaches less than what was chosen. A working
-- table: without it, all counts alike.
CREATE TABLE protocollo_proposta (
    registrazione_id UUID NOT NULL PRIMARY KEY,
    classe TEXT,
    ufficio_id UUID
);
