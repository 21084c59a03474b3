-- An act of before this program, by its file: brought here as it was, and never one of the registers that number today. Never changed.
CREATE TABLE atti_passato (
    id UUID NOT NULL PRIMARY KEY,
    documento_id UUID NOT NULL,
    -- SHA-256 of the file.
    impronta BYTEA NOT NULL,
    -- Who brought it, in which unit.
    unita_id UUID NOT NULL,
    autore_id UUID NOT NULL,
    at BIGINT NOT NULL,
    -- What could be read of the file, for the search; cut where it is long.
    testo TEXT NOT NULL
);
CREATE INDEX atti_passato_documento ON atti_passato (documento_id);

-- What the register of past acts says of one. Never changed: a correction is a row more, with the next n, and the last one counts.
CREATE TABLE atti_passato_voce (
    id UUID NOT NULL PRIMARY KEY,
    passato_id UUID NOT NULL REFERENCES atti_passato (id),
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- Who confirmed or corrected.
    persona_id UUID NOT NULL,
    -- Whose it is, as in atti_passato: by these and the next one says who sees it.
    unita_id UUID NOT NULL,
    autore_id UUID NOT NULL,
    -- Until somebody opens it.
    riservato BOOLEAN NOT NULL,
    tipo TEXT NOT NULL,
    -- The register in which it stood then: which one, of which series (a sector, "bis"; empty: the general one), year, number.
    registro TEXT NOT NULL,
    serie TEXT NOT NULL,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    settore_numero BIGINT,
    data DATE NOT NULL,
    oggetto TEXT NOT NULL,
    -- One a line: names, cents, codes.
    firmatari TEXT NOT NULL,
    importi TEXT NOT NULL,
    cup TEXT NOT NULL,
    cig TEXT NOT NULL,
    -- Why it was corrected; nothing in the first.
    motivo TEXT,
    UNIQUE (passato_id, n)
);
CREATE INDEX atti_passato_voce_registro ON atti_passato_voce (registro, anno, numero);

-- Which place in the register of past acts is taken, and which file is there: so that of two who bring the same one the second is told. Made
-- again from the last rows of atti_passato_voce.
CREATE TABLE atti_passato_posto (
    passato_id UUID NOT NULL PRIMARY KEY,
    impronta BYTEA NOT NULL UNIQUE,
    registro TEXT NOT NULL,
    serie TEXT NOT NULL,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    UNIQUE (registro, serie, anno, numero)
);

-- A file that was read and that nobody has confirmed yet: of who brought it alone, and forgotten after ninety days.
CREATE TABLE atti_passato_proposta (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    unita_id UUID NOT NULL,
    at BIGINT NOT NULL,
    nome TEXT NOT NULL,
    impronta BYTEA NOT NULL,
    -- What the rules read, as JSON; the text; why it is not all.
    letto TEXT NOT NULL,
    testo TEXT NOT NULL,
    avviso TEXT,
    UNIQUE (persona_id, impronta)
);
CREATE INDEX atti_passato_proposta_at ON atti_passato_proposta (at);
