-- The register of each day, made in the night and never changed (art. 53 DPR 445/2000; AgID guidelines on electronic documents,
-- chapter 3). It tells what was registered after the entry (dopo_anno, dopo_numero) and up to (fino_anno, fino_numero), and
-- what was done that day to entries of any day. No entry lies between one register and the next.
CREATE TABLE protocollo_giornaliero (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    giorno DATE NOT NULL UNIQUE,
    dopo_anno BIGINT NOT NULL,
    dopo_numero BIGINT NOT NULL,
    fino_anno BIGINT NOT NULL,
    fino_numero BIGINT NOT NULL,
    quante BIGINT NOT NULL,
    fatti BIGINT NOT NULL,
    documento_id UUID NOT NULL,
    metadati_id UUID NOT NULL,
    impronta TEXT NOT NULL,
    fatto_at BIGINT NOT NULL,
    UNIQUE (anno, numero)
);
CREATE INDEX protocollo_fatto_at ON protocollo_fatto (at);
