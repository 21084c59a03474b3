-- An entry that an office proposes of a record of its own: nobody outside reads it. Its words never change; what was decided of
-- it is written once.
CREATE TABLE trasparenza_proposta (
    id UUID NOT NULL PRIMARY KEY,
    -- The office that proposes it, its record, and which of the entries of that record.
    ufficio TEXT NOT NULL,
    origine_id UUID NOT NULL,
    parte TEXT NOT NULL,
    -- The page of the record.
    pagina TEXT NOT NULL,
    proposta_at BIGINT NOT NULL,
    sezione TEXT NOT NULL,
    titolo TEXT NOT NULL,
    -- Names and values as a JSON array of pairs: one without a value is for whoever publishes to fill.
    campi TEXT NOT NULL,
    riferita_al DATE NOT NULL,
    effetti_fino DATE,
    responsabile TEXT NOT NULL,
    -- Who is proposed not to be named (D.Lgs. 33/2013, art. 26, c. 4).
    beneficiario TEXT,
    beneficiario_codice TEXT,
    beneficiario_motivo TEXT CHECK (beneficiario_motivo IN ('salute', 'disagio')),
    -- What whoever looks at it must know.
    avviso TEXT,
    proponente_id UUID NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('attende', 'pubblicata', 'rifiutata')),
    -- The item that came of it.
    capo_id UUID,
    decisa_at BIGINT,
    -- Who decided; nobody where the ente's rule did.
    decisa_da UUID,
    -- Why it was refused.
    motivo TEXT,
    UNIQUE (ufficio, origine_id, parte)
);
CREATE INDEX trasparenza_proposta_stato ON trasparenza_proposta (stato, id);

-- A document of the record that everybody may read.
CREATE TABLE trasparenza_proposta_documento (
    id UUID NOT NULL PRIMARY KEY,
    proposta_id UUID NOT NULL REFERENCES trasparenza_proposta (id),
    -- From 1, in order.
    posizione BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    UNIQUE (proposta_id, posizione)
);

-- Whether what is complete publishes itself: a change is a new row. Without one it waits for a person.
CREATE TABLE trasparenza_regola (
    id UUID NOT NULL PRIMARY KEY,
    decisa_at BIGINT NOT NULL,
    da_sola BOOLEAN NOT NULL,
    persona_id UUID NOT NULL
);
CREATE INDEX trasparenza_regola_decisa ON trasparenza_regola (decisa_at, id);
