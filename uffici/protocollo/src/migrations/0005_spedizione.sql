-- A sending: one addressee of an entry, in one way, once. It never changes; what became of it stands in the facts. By mail it has
-- mailbox, address, Message-ID, subject and text; by hand or by post the day and `estremi` (to whom, the number of the registered
-- letter). `in_luogo_di`: the sending of the same addressee after which this one was made; each is followed by one at most.
-- `chiave` keeps a form or a call that is sent twice from sending twice.
CREATE TABLE protocollo_spedizione (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    parte_id UUID NOT NULL REFERENCES protocollo_parte (id),
    ufficio_id UUID NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    mezzo TEXT NOT NULL,
    casella_id UUID REFERENCES protocollo_casella (id),
    indirizzo TEXT,
    message_id TEXT UNIQUE,
    oggetto TEXT,
    testo TEXT,
    estremi TEXT,
    consegnata_il DATE,
    in_luogo_di UUID UNIQUE REFERENCES protocollo_spedizione (id),
    chiave TEXT UNIQUE
);
CREATE INDEX protocollo_spedizione_registrazione ON protocollo_spedizione (registrazione_id);
-- What became of a sending: only added to. `at`: when it happened, as far as anyone vouches for it; `messaggio_id`: the receipt
-- that says so.
CREATE TABLE protocollo_spedizione_fatto (
    id UUID NOT NULL PRIMARY KEY,
    spedizione_id UUID NOT NULL REFERENCES protocollo_spedizione (id),
    tipo TEXT NOT NULL,
    at BIGINT NOT NULL,
    scritto_at BIGINT NOT NULL,
    testo TEXT,
    messaggio_id UUID REFERENCES protocollo_messaggio (id)
);
CREATE INDEX protocollo_spedizione_fatto_spedizione ON protocollo_spedizione_fatto (spedizione_id);
-- Where a sending stands, as its facts say, so that it need not be worked out for each list; each change a new version in the
-- journal. `aperta`: it still waits for something, or failed and nobody has sent again. `attesa_fino_at`: until when its silence
-- is nothing odd.
CREATE TABLE protocollo_spedizione_stato (
    id UUID NOT NULL PRIMARY KEY,
    spedizione_id UUID NOT NULL UNIQUE REFERENCES protocollo_spedizione (id),
    stato TEXT NOT NULL,
    aperta BOOLEAN NOT NULL,
    attesa_fino_at BIGINT
);
CREATE INDEX protocollo_spedizione_stato_aperta ON protocollo_spedizione_stato (aperta, spedizione_id);
