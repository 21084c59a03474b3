-- An act by which the responsible of the service lets certain documents be registered later than the day on which they came:
-- why, by which act, which documents, received from which day to which, and within how many days of each receipt.
CREATE TABLE protocollo_differimento (
    id UUID NOT NULL PRIMARY KEY,
    motivo TEXT NOT NULL,
    provvedimento TEXT NOT NULL,
    documenti TEXT NOT NULL,
    dal DATE NOT NULL,
    al DATE NOT NULL,
    giorni BIGINT NOT NULL,
    autorizzato_da UUID NOT NULL,
    autorizzato_at BIGINT NOT NULL,
    revocato_da UUID,
    revocato_at BIGINT
);
CREATE INDEX protocollo_differimento_dal ON protocollo_differimento (dal);
-- An entry made under such an act; its day of receipt stands in the entry itself.
CREATE TABLE protocollo_differita (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    differimento_id UUID NOT NULL REFERENCES protocollo_differimento (id)
);
CREATE INDEX protocollo_differita_differimento ON protocollo_differita (differimento_id);
-- A correction of one field of an entry (art. 54 DPR 445/2000): the entry keeps what was written, this row says what holds now.
-- `di_id` is the party or the document where the field is one of theirs; `provvedimento` the act, where the field may not be changed
-- without annulling what it said.
CREATE TABLE protocollo_correzione (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    campo TEXT NOT NULL CHECK (campo IN ('oggetto', 'nome', 'codice_fiscale', 'indirizzo', 'mezzo', 'arrivata_il', 'protocollo_mittente',
        'data_mittente', 'note', 'documento')),
    di_id UUID,
    prima TEXT,
    dopo TEXT,
    motivo TEXT NOT NULL,
    provvedimento TEXT,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_correzione_registrazione ON protocollo_correzione (registrazione_id, campo);
CREATE INDEX protocollo_correzione_di ON protocollo_correzione (di_id);
-- The term within which whoever has an entry for action must conclude (art. 2 L. 241/1990). `scadenza` follows from the facts.
CREATE TABLE protocollo_termine (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    assegnazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    decorre_dal DATE NOT NULL,
    giorni BIGINT NOT NULL,
    posto_da UUID NOT NULL,
    posto_at BIGINT NOT NULL,
    scadenza DATE NOT NULL,
    aperto BOOLEAN NOT NULL
);
CREATE INDEX protocollo_termine_registrazione ON protocollo_termine (registrazione_id);
CREATE INDEX protocollo_termine_scadenza ON protocollo_termine (aperto, scadenza);
-- What happened to a term: suspended, running again, notice of refusal, observations, concluded. `al` is the last day of a suspension.
CREATE TABLE protocollo_termine_fatto (
    id UUID NOT NULL PRIMARY KEY,
    termine_id UUID NOT NULL REFERENCES protocollo_termine (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('sospensione', 'ripresa', 'preavviso', 'osservazioni', 'conclusione')),
    dal DATE NOT NULL,
    al DATE,
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_termine_fatto_termine ON protocollo_termine_fatto (termine_id);
-- An assignment that one office has passed on to another, with the reason: a link of the chain.
CREATE TABLE protocollo_inoltro (
    id UUID NOT NULL PRIMARY KEY,
    registrazione_id UUID NOT NULL REFERENCES protocollo_registrazione (id),
    da_assegnazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    a_assegnazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_inoltro_registrazione ON protocollo_inoltro (registrazione_id);
-- The post's receipt of a registered letter, come back signed: the day of delivery, who took it, and its scan.
CREATE TABLE protocollo_ricevuta_ritorno (
    id UUID NOT NULL PRIMARY KEY,
    spedizione_id UUID NOT NULL UNIQUE REFERENCES protocollo_spedizione (id),
    consegnata_il DATE NOT NULL,
    firmata_da TEXT,
    documento_id UUID,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
