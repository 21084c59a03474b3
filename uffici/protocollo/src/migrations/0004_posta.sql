-- A mailbox from which documents come. The settings say how to reach it; this row says whose it is, and stays when they no
-- longer name it. `simulata`: no server is behind it (the demo comune).
CREATE TABLE protocollo_casella (
    id UUID NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL UNIQUE,
    indirizzo TEXT NOT NULL,
    certificata BOOLEAN NOT NULL,
    ufficio_id UUID NOT NULL,
    simulata BOOLEAN NOT NULL
);
-- How the last reading of a mailbox went. A working table: each reading writes it again.
CREATE TABLE protocollo_lettura (
    casella_id UUID NOT NULL PRIMARY KEY REFERENCES protocollo_casella (id),
    letta_at BIGINT NOT NULL,
    riuscita_at BIGINT,
    presi BIGINT NOT NULL,
    errore TEXT,
    avviso TEXT
);
-- A message as it was taken: it never changes. `anomalie`: what is odd in it, `nota`: what was odd about how it came.
-- `riguarda_id`: a receipt, of what left with that entry. The same bytes in the same mailbox are the same message, wherever
-- they lie there.
CREATE TABLE protocollo_messaggio (
    id UUID NOT NULL PRIMARY KEY,
    casella_id UUID NOT NULL REFERENCES protocollo_casella (id),
    documento_id UUID NOT NULL,
    impronta TEXT NOT NULL,
    tipo TEXT NOT NULL,
    message_id TEXT,
    riferimento TEXT,
    mittente TEXT,
    indirizzo TEXT,
    consegna TEXT,
    oggetto TEXT,
    gestore TEXT,
    certificato_at BIGINT,
    spedito_at BIGINT,
    preso_at BIGINT NOT NULL,
    byte BIGINT NOT NULL,
    allegati BIGINT NOT NULL,
    anomalie TEXT,
    nota TEXT,
    riguarda_id UUID REFERENCES protocollo_registrazione (id),
    UNIQUE (casella_id, impronta)
);
CREATE INDEX protocollo_messaggio_riguarda ON protocollo_messaggio (riguarda_id);
CREATE INDEX protocollo_messaggio_message_id ON protocollo_messaggio (message_id);
-- What became of a message, each change a new version in the journal.
CREATE TABLE protocollo_messaggio_stato (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    stato TEXT NOT NULL,
    motivo TEXT,
    persona_id UUID,
    at BIGINT NOT NULL,
    registrazione_id UUID REFERENCES protocollo_registrazione (id)
);
CREATE INDEX protocollo_messaggio_stato_vista ON protocollo_messaggio_stato (stato, messaggio_id);
CREATE INDEX protocollo_messaggio_stato_registrazione ON protocollo_messaggio_stato (registrazione_id);
-- Where in the mailbox a message was taken from, so that it is not fetched again. A working table: without it the fingerprint
-- tells. `cartella`: the fingerprint of server, user and folder, which the settings may change under the same name.
CREATE TABLE protocollo_messaggio_posto (
    casella_id UUID NOT NULL REFERENCES protocollo_casella (id),
    cartella TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    messaggio_id UUID NOT NULL REFERENCES protocollo_messaggio (id),
    PRIMARY KEY (casella_id, cartella, uidvalidity, uid)
);
-- A message that left with an entry: receipts name it by its Message-ID.
CREATE TABLE protocollo_invio (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    message_id TEXT NOT NULL
);
CREATE INDEX protocollo_invio_message_id ON protocollo_invio (message_id);
CREATE INDEX protocollo_invio_registrazione ON protocollo_invio (registrazione_id);
-- The message from which a draft was made.
ALTER TABLE protocollo_bozza ADD COLUMN messaggio_id UUID;
