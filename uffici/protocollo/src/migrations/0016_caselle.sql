-- How to reach a mailbox that people keep in the program's own pages; those of the settings file have no row here. The password
-- stands apart and sealed: this row is of record, and says who changed what.
CREATE TABLE protocollo_casella_accesso (
    id UUID NOT NULL PRIMARY KEY,
    casella_id UUID NOT NULL UNIQUE REFERENCES protocollo_casella (id),
    attiva BOOLEAN NOT NULL,
    imap TEXT NOT NULL,
    imap_porta BIGINT NOT NULL,
    imap_sicurezza TEXT NOT NULL,
    utente TEXT NOT NULL,
    cartella TEXT NOT NULL,
    cartella_presi TEXT NOT NULL,
    smtp TEXT,
    smtp_porta BIGINT,
    smtp_sicurezza TEXT,
    massimo_mb BIGINT,
    autorita TEXT,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
-- The password of such a mailbox, sealed for its row. A working table: it is written again, and never shown.
CREATE TABLE protocollo_casella_parola (
    casella_id UUID NOT NULL PRIMARY KEY REFERENCES protocollo_casella (id),
    sigillata BYTEA NOT NULL
);
