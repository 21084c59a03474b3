-- What is to be kept, as the office that has it offered it: it never changes. `cosa_id` is its id there; the same thing is offered
-- again under another `versione` (a fascicolo that was reopened and closed again). `termine` is the last day that the law leaves.
CREATE TABLE conservazione_cosa (
    id UUID NOT NULL PRIMARY KEY,
    fonte TEXT NOT NULL,
    tipo TEXT NOT NULL,
    cosa_id UUID NOT NULL,
    versione BIGINT NOT NULL,
    nome TEXT NOT NULL,
    nata_at BIGINT NOT NULL,
    termine DATE NOT NULL,
    presa_at BIGINT NOT NULL,
    UNIQUE (fonte, tipo, cosa_id, versione)
);
-- How it stands, each change a new version in the journal. `causa` says why it goes no further; `pronta_dal` is the day from which it
-- is deposited without anybody asking; `tentativi` counts the deposits that were begun.
CREATE TABLE conservazione_stato (
    id UUID NOT NULL PRIMARY KEY,
    cosa_id UUID NOT NULL UNIQUE REFERENCES conservazione_cosa (id),
    tipo TEXT NOT NULL,
    stato TEXT NOT NULL,
    dal BIGINT NOT NULL,
    termine DATE NOT NULL,
    pronta_dal DATE NOT NULL,
    causa TEXT,
    pacchetto_id UUID,
    tentativi BIGINT NOT NULL
);
CREATE INDEX conservazione_stato_stato ON conservazione_stato (stato, cosa_id);
CREATE INDEX conservazione_stato_pronta ON conservazione_stato (stato, pronta_dal);
-- A package: its bytes are a document of the archive and never change; a thing that is packed again gets another number.
-- `sigillo_id` is the ente's seal on its index, `marcato` whether a time stamp stands in it. `metadati_id` is the XML of its metadata,
-- which lies in it too.
CREATE TABLE conservazione_pacchetto (
    id UUID NOT NULL PRIMARY KEY,
    cosa_id UUID NOT NULL REFERENCES conservazione_cosa (id),
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    metadati_id UUID NOT NULL,
    impronta TEXT NOT NULL,
    impronta_indice TEXT NOT NULL,
    file BIGINT NOT NULL,
    byte BIGINT NOT NULL,
    sigillo_id UUID NOT NULL,
    marcato BOOLEAN NOT NULL,
    fatto_at BIGINT NOT NULL,
    UNIQUE (anno, numero)
);
CREATE INDEX conservazione_pacchetto_cosa ON conservazione_pacchetto (cosa_id);
-- The files of a package, with the hash that the store gave when they were read into it.
CREATE TABLE conservazione_file (
    id UUID NOT NULL PRIMARY KEY,
    pacchetto_id UUID NOT NULL REFERENCES conservazione_pacchetto (id),
    ordine BIGINT NOT NULL,
    nome TEXT NOT NULL,
    percorso TEXT NOT NULL,
    documento_id UUID NOT NULL,
    impronta TEXT NOT NULL,
    byte BIGINT NOT NULL,
    formato TEXT NOT NULL
);
CREATE INDEX conservazione_file_pacchetto ON conservazione_file (pacchetto_id, ordine);
-- A deposit that was begun (`versato_id` is the XML that was sent): written before a byte leaves, so that one whose answer was lost is seen.
CREATE TABLE conservazione_versamento (
    id UUID NOT NULL PRIMARY KEY,
    pacchetto_id UUID NOT NULL REFERENCES conservazione_pacchetto (id),
    come TEXT NOT NULL,
    verso TEXT NOT NULL,
    versato_id UUID,
    persona_id UUID,
    iniziato_at BIGINT NOT NULL
);
CREATE INDEX conservazione_versamento_pacchetto ON conservazione_versamento (pacchetto_id);
-- What became of it: `ricevuta_id` is what the conservatore answered, as it came.
CREATE TABLE conservazione_esito (
    id UUID NOT NULL PRIMARY KEY,
    versamento_id UUID NOT NULL UNIQUE REFERENCES conservazione_versamento (id),
    esito TEXT NOT NULL,
    causa TEXT,
    urn TEXT,
    ricevuta_id UUID,
    at BIGINT NOT NULL
);
-- The conservatore to whom deposits go by themselves: one row. Its password is sealed, and stands apart.
CREATE TABLE conservazione_conservatore (
    id UUID NOT NULL PRIMARY KEY,
    attivo BOOLEAN NOT NULL,
    nome TEXT NOT NULL,
    indirizzo TEXT NOT NULL,
    ambiente TEXT NOT NULL,
    ente TEXT NOT NULL,
    struttura TEXT NOT NULL,
    utente TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE conservazione_parola (
    conservatore_id UUID NOT NULL PRIMARY KEY,
    sigillata BYTEA NOT NULL
);
-- How far each office's things were asked for. A working table: lost, they are asked for again and recognised.
CREATE TABLE conservazione_segno (
    fonte TEXT NOT NULL,
    tipo TEXT NOT NULL,
    segno TEXT NOT NULL,
    PRIMARY KEY (fonte, tipo)
);
-- A reading of everything that was packed, and what was found.
CREATE TABLE conservazione_rilettura (
    id UUID NOT NULL PRIMARY KEY,
    iniziata_at BIGINT NOT NULL,
    finita_at BIGINT NOT NULL,
    letti BIGINT NOT NULL,
    byte BIGINT NOT NULL,
    guasti BIGINT NOT NULL,
    quali TEXT
);
