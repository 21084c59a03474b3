-- The register of the certified copies that were released. Never changed. This row is what the proof given to whoever has the code
-- shows, whole: it holds nothing of who asked, of what the original is about, of what was left out, nor what could be tried out.
CREATE TABLE copie_copia (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    rilasciata_at BIGINT NOT NULL,
    -- SHA-256 of the code, which is not kept in clear.
    codice_impronta BYTEA NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('copia', 'estratto')),
    -- The original: the office that keeps it, its record (id, and as that office knows it), in words, since when.
    ufficio TEXT NOT NULL,
    originale_id UUID NOT NULL,
    cosa TEXT NOT NULL,
    segnatura TEXT NOT NULL,
    originale_at BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    impronta BYTEA NOT NULL,
    riservato BOOLEAN NOT NULL,
    -- Whether who released it chose to show what it is about: its office is asked each time.
    mostra_oggetto BOOLEAN NOT NULL,
    -- Which pages, of how many.
    pagine TEXT NOT NULL,
    pagine_originale BIGINT NOT NULL,
    fogli BIGINT NOT NULL,
    -- How the original may be had from the public page.
    scarico TEXT NOT NULL CHECK (scarico IN ('mai', 'carta', 'libero')),
    -- The file that was printed.
    copia_id UUID NOT NULL,
    -- Who attested, and as what on that day.
    persona_id UUID NOT NULL,
    attestante TEXT NOT NULL,
    qualifica TEXT NOT NULL
);
CREATE UNIQUE INDEX copie_copia_numero ON copie_copia (anno, numero);
CREATE UNIQUE INDEX copie_copia_codice ON copie_copia (codice_impronta);
CREATE INDEX copie_copia_originale ON copie_copia (originale_id);

-- What only the office knows of a copy: never shown in public, and in no proof.
CREATE TABLE copie_richiesta (
    id UUID NOT NULL PRIMARY KEY,
    copia_id UUID NOT NULL REFERENCES copie_copia (id),
    -- SHA-256 of the code with the letters of the last page. Whoever had the code and this could try all letters out.
    lettere_impronta BYTEA NOT NULL,
    -- For whom and why, where it was said; what is said of the pages left out.
    richiedente TEXT,
    motivo TEXT,
    omesso TEXT
);
CREATE UNIQUE INDEX copie_richiesta_copia ON copie_richiesta (copia_id);

-- A copy that is no longer vouched for: once, for ever, with the reason.
CREATE TABLE copie_ritiro (
    id UUID NOT NULL PRIMARY KEY,
    copia_id UUID NOT NULL REFERENCES copie_copia (id),
    ritirata_at BIGINT NOT NULL,
    persona_id UUID NOT NULL,
    motivo TEXT NOT NULL
);
CREATE UNIQUE INDEX copie_ritiro_copia ON copie_ritiro (copia_id);

-- Codes that named nothing, counted by network (its hash) so that guessing is slow. Not of record: kept a quarter of an hour.
CREATE TABLE copie_tentativo (
    chiave BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX copie_tentativo_chiave ON copie_tentativo (chiave, at);
CREATE INDEX copie_tentativo_at ON copie_tentativo (at);
