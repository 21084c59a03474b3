-- A document that was put up for signature: what was asked, and where it stands. What was asked never changes.
CREATE TABLE librofirma_richiesta (
    id UUID NOT NULL PRIMARY KEY,
    -- The document as it was put up, and as it is now, with the signatures made so far.
    documento_id UUID NOT NULL,
    attuale_id UUID NOT NULL,
    oggetto TEXT NOT NULL,
    nota TEXT,
    formato TEXT NOT NULL CHECK (formato IN ('pades', 'cades', 'xades')),
    -- Whether a signature made here leaves a mark that is seen (PAdES only).
    segno BOOLEAN NOT NULL,
    -- The unit for which it is asked, and who asks.
    unita_id UUID NOT NULL,
    chiesta_da UUID NOT NULL,
    chiesta_at BIGINT NOT NULL,
    entro DATE,
    -- What it is of, where another office put it up: the address of its page.
    origine TEXT,
    stato TEXT NOT NULL CHECK (stato IN ('in_corso', 'firmata', 'rifiutata', 'ritirata')),
    -- The place of whose turn it is, from 1; past the last when all have signed.
    turno BIGINT NOT NULL,
    chiusa_at BIGINT
);
CREATE INDEX librofirma_richiesta_da ON librofirma_richiesta (chiesta_da, id);
CREATE INDEX librofirma_richiesta_unita ON librofirma_richiesta (unita_id, stato);

-- Who must sign, in this order, and in which unit's incarico.
CREATE TABLE librofirma_passo (
    id UUID NOT NULL PRIMARY KEY,
    richiesta_id UUID NOT NULL REFERENCES librofirma_richiesta (id),
    ordine BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    unita_id UUID NOT NULL,
    UNIQUE (richiesta_id, ordine)
);
CREATE INDEX librofirma_passo_persona ON librofirma_passo (persona_id, unita_id);

-- Who was shown which document, and when first.
CREATE TABLE librofirma_apertura (
    id UUID NOT NULL PRIMARY KEY,
    richiesta_id UUID NOT NULL REFERENCES librofirma_richiesta (id),
    documento_id UUID NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (richiesta_id, persona_id, documento_id)
);

-- A signature that was made. One for each place, so that nothing is signed twice.
CREATE TABLE librofirma_firma (
    id UUID NOT NULL PRIMARY KEY,
    richiesta_id UUID NOT NULL REFERENCES librofirma_richiesta (id),
    passo_id UUID NOT NULL UNIQUE REFERENCES librofirma_passo (id),
    -- Who signed, and in whose place, where that is another.
    persona_id UUID NOT NULL,
    al_posto_di UUID,
    porta TEXT NOT NULL CHECK (porta IN ('prova', 'remota', 'riportata')),
    at BIGINT NOT NULL,
    -- What the certificate says.
    titolare TEXT NOT NULL,
    codice_fiscale TEXT,
    certificato BYTEA NOT NULL,
    -- The document as it was, and as it came out.
    prima_id UUID NOT NULL,
    documento_id UUID NOT NULL,
    -- Whether it carries a time stamp (level B-T).
    marcata BOOLEAN NOT NULL,
    -- What our verifier said of it at once; what is found later stands with the checks of the document.
    esito TEXT NOT NULL CHECK (esito IN ('green', 'amber', 'red')),
    frase TEXT NOT NULL
);
CREATE INDEX librofirma_firma_richiesta ON librofirma_firma (richiesta_id);
CREATE INDEX librofirma_firma_persona ON librofirma_firma (persona_id, id);

-- Why a request ended without all its signatures.
CREATE TABLE librofirma_chiusura (
    id UUID NOT NULL PRIMARY KEY,
    richiesta_id UUID NOT NULL UNIQUE REFERENCES librofirma_richiesta (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('rifiuto', 'ritiro')),
    persona_id UUID NOT NULL,
    al_posto_di UUID,
    motivo TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- The tax code of a person who signs: what their certificate must say.
CREATE TABLE librofirma_codice (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL UNIQUE,
    codice_fiscale TEXT NOT NULL,
    scritto_da UUID NOT NULL,
    scritto_at BIGINT NOT NULL
);

-- No record: what a person has begun at a service of remote signatures, sealed, for some minutes. One for each person.
CREATE TABLE librofirma_sessione (
    persona_id UUID NOT NULL PRIMARY KEY,
    scade_at BIGINT NOT NULL,
    sigillato BYTEA NOT NULL
);
