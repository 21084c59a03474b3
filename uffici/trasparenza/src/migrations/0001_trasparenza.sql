-- What was published in a section, version by version. Never changed. It names nobody who may not be named: that stands in
-- trasparenza_beneficiario. It names no person who works here but by their id.
CREATE TABLE trasparenza_voce (
    id UUID NOT NULL PRIMARY KEY,
    -- The id of the first version: that of the item.
    capo_id UUID NOT NULL,
    versione BIGINT NOT NULL,
    scritta_at BIGINT NOT NULL,
    sezione TEXT NOT NULL,
    genere TEXT NOT NULL CHECK (genere IN ('libera', 'provvedimento', 'concessione', 'incarico', 'pagamento')),
    titolo TEXT NOT NULL,
    testo TEXT NOT NULL,
    -- Names and values for everybody, as a JSON array of pairs.
    campi TEXT NOT NULL,
    -- The day from which it had to be published.
    riferita_al DATE NOT NULL,
    -- When its effects end, or the assignment did; none as long as nobody knows.
    effetti_fino DATE,
    -- The unit that answers for it.
    responsabile TEXT NOT NULL,
    -- The office that declared it, and its record.
    ufficio TEXT NOT NULL,
    origine_id UUID,
    persona_id UUID NOT NULL
);
CREATE UNIQUE INDEX trasparenza_voce_versione ON trasparenza_voce (capo_id, versione);

-- A file of a version.
CREATE TABLE trasparenza_allegato (
    id UUID NOT NULL PRIMARY KEY,
    voce_id UUID NOT NULL REFERENCES trasparenza_voce (id),
    -- From 1, in order.
    posizione BIGINT NOT NULL,
    documento_id UUID NOT NULL
);
CREATE UNIQUE INDEX trasparenza_allegato_posizione ON trasparenza_allegato (voce_id, posizione);

-- Who is behind a version that names nobody (D.Lgs. 33/2013, art. 26, c. 4): in no public query and in no proof of the item.
CREATE TABLE trasparenza_beneficiario (
    id UUID NOT NULL PRIMARY KEY,
    voce_id UUID NOT NULL REFERENCES trasparenza_voce (id),
    nome TEXT NOT NULL,
    codice_fiscale TEXT,
    motivo TEXT NOT NULL CHECK (motivo IN ('salute', 'disagio'))
);
CREATE UNIQUE INDEX trasparenza_beneficiario_voce ON trasparenza_beneficiario (voce_id);

-- How an item stands: its last version, and until when everybody reads it. What is over stays here, for the office.
CREATE TABLE trasparenza_stato (
    id UUID NOT NULL PRIMARY KEY,
    capo_id UUID NOT NULL,
    voce_id UUID NOT NULL,
    versione BIGINT NOT NULL,
    sezione TEXT NOT NULL,
    ufficio TEXT NOT NULL,
    origine_id UUID,
    stato TEXT NOT NULL CHECK (stato IN ('pubblicata', 'ritirata')),
    -- The last day, that day included; none where it stays until it is replaced or withdrawn.
    fine_il DATE,
    pubblicata_at BIGINT NOT NULL,
    aggiornata_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX trasparenza_stato_capo ON trasparenza_stato (capo_id);
CREATE UNIQUE INDEX trasparenza_stato_origine ON trasparenza_stato (ufficio, origine_id);
CREATE INDEX trasparenza_stato_sezione ON trasparenza_stato (sezione, stato, capo_id);
CREATE INDEX trasparenza_stato_conta ON trasparenza_stato (stato, sezione, fine_il, aggiornata_at);

-- An item that was withdrawn, with why. It is for ever.
CREATE TABLE trasparenza_ritiro (
    id UUID NOT NULL PRIMARY KEY,
    capo_id UUID NOT NULL,
    at BIGINT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE UNIQUE INDEX trasparenza_ritiro_capo ON trasparenza_ritiro (capo_id);

-- A person looked at a section and says how it stands.
CREATE TABLE trasparenza_verifica (
    id UUID NOT NULL PRIMARY KEY,
    sezione TEXT NOT NULL,
    at BIGINT NOT NULL,
    esito TEXT NOT NULL CHECK (esito IN ('aggiornata', 'nulla', 'non_dovuta')),
    nota TEXT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX trasparenza_verifica_sezione ON trasparenza_verifica (sezione, at);

-- Who answers for a section from an instant on: a change is a new row.
CREATE TABLE trasparenza_responsabile (
    id UUID NOT NULL PRIMARY KEY,
    sezione TEXT NOT NULL,
    dal BIGINT NOT NULL,
    responsabile_id UUID NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX trasparenza_responsabile_sezione ON trasparenza_responsabile (sezione, dal);

-- A lot of the yearly file of L. 190/2012, version by version.
CREATE TABLE trasparenza_lotto (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    cig TEXT NOT NULL,
    versione BIGINT NOT NULL,
    scritto_at BIGINT NOT NULL,
    -- The lot as the office's form writes it, as JSON.
    dati TEXT NOT NULL,
    persona_id UUID NOT NULL
);
CREATE UNIQUE INDEX trasparenza_lotto_versione ON trasparenza_lotto (anno, cig, versione);
