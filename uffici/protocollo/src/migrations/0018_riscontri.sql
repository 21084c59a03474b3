-- What the "segnatura" of a message that came says: the registration of whoever sent it, in which form, and whether a confirmation
-- is asked of us. `creduta`: it came by certified mail whose provider's signature counts. It never changes.
CREATE TABLE protocollo_messaggio_segnatura (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    forma TEXT NOT NULL,
    amministrazione TEXT NOT NULL,
    denominazione TEXT,
    aoo TEXT NOT NULL,
    registro TEXT,
    numero TEXT NOT NULL,
    data DATE,
    conferma BOOLEAN NOT NULL,
    creduta BOOLEAN NOT NULL
);
-- An answer of another body that came in a message: `tipo` conferma, aggiornamento, eccezione, annullamento; the registration of
-- whoever answers, where it gives one. `contato`: it was believed, and then `registrazione_id` is the entry of ours that it answers;
-- else `perche` says why not, until it is looked at again.
CREATE TABLE protocollo_riscontro_arrivato (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    registrazione_id UUID REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    amministrazione TEXT,
    denominazione TEXT,
    aoo TEXT,
    registro TEXT,
    numero TEXT,
    data DATE,
    motivo TEXT,
    provvedimento TEXT,
    contato BOOLEAN NOT NULL,
    perche TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_riscontro_arrivato_registrazione ON protocollo_riscontro_arrivato (registrazione_id);
CREATE INDEX protocollo_riscontro_arrivato_tipo ON protocollo_riscontro_arrivato (contato, tipo);
-- Someone has seen to an exception or to an annulment of another body, and says what was done. Never changed.
CREATE TABLE protocollo_riscontro_visto (
    id UUID NOT NULL PRIMARY KEY,
    arrivato_id UUID NOT NULL UNIQUE REFERENCES protocollo_riscontro_arrivato (id),
    persona_id UUID NOT NULL,
    nota TEXT NOT NULL,
    at BIGINT NOT NULL
);
-- An answer of ours to the message of another body, one of each kind for each message. It never changes; where it stands is in the
-- state. `registrazione_id`: the entry that the message became; none in an exception.
CREATE TABLE protocollo_riscontro (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL REFERENCES protocollo_messaggio (id),
    registrazione_id UUID REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    casella_id UUID NOT NULL REFERENCES protocollo_casella (id),
    ufficio_id UUID NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    indirizzo TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    motivo TEXT,
    provvedimento TEXT,
    UNIQUE (messaggio_id, tipo)
);
CREATE INDEX protocollo_riscontro_registrazione ON protocollo_riscontro (registrazione_id);
-- What became of it: only added to, as of a sending.
CREATE TABLE protocollo_riscontro_fatto (
    id UUID NOT NULL PRIMARY KEY,
    riscontro_id UUID NOT NULL REFERENCES protocollo_riscontro (id),
    tipo TEXT NOT NULL,
    at BIGINT NOT NULL,
    scritto_at BIGINT NOT NULL,
    testo TEXT,
    messaggio_id UUID REFERENCES protocollo_messaggio (id)
);
CREATE INDEX protocollo_riscontro_fatto_riscontro ON protocollo_riscontro_fatto (riscontro_id);
-- Where it stands, each change a new version in the journal. `documento_id`: the XML, written once before the first try, so that every
-- try sends the same bytes; `sigillata_id`: the same with the ente's seal around it, or `sigillo_nota` why there is none.
CREATE TABLE protocollo_riscontro_stato (
    id UUID NOT NULL PRIMARY KEY,
    riscontro_id UUID NOT NULL UNIQUE REFERENCES protocollo_riscontro (id),
    stato TEXT NOT NULL,
    aperta BOOLEAN NOT NULL,
    attesa_fino_at BIGINT,
    documento_id UUID,
    sigillata_id UUID,
    sigillo_nota TEXT
);
CREATE INDEX protocollo_riscontro_stato_aperta ON protocollo_riscontro_stato (aperta, riscontro_id);
