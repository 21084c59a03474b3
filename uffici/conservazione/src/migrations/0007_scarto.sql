-- A plan of preservation (art. 68 DPR 445/2000): for how long what is in each class of the titolario is kept. `fonte` says where it comes
-- from. Until it is confirmed it is a proposal, and its lines may change; from then on another plan takes its place.
CREATE TABLE conservazione_piano (
    id UUID NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    fonte TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
-- A class: the years after the closing of the fascicolo, none for what is kept for ever.
CREATE TABLE conservazione_piano_voce (
    id UUID NOT NULL PRIMARY KEY,
    piano_id UUID NOT NULL REFERENCES conservazione_piano (id),
    ordine BIGINT NOT NULL,
    classe TEXT NOT NULL,
    titolo TEXT NOT NULL,
    anni BIGINT,
    nota TEXT,
    UNIQUE (piano_id, classe),
    CHECK (anni IS NULL OR anni > 0)
);
-- That a person confirmed a plan, by an act, from a day on: the last one of a day is in force.
CREATE TABLE conservazione_piano_conferma (
    id UUID NOT NULL PRIMARY KEY,
    piano_id UUID NOT NULL UNIQUE REFERENCES conservazione_piano (id),
    dal DATE NOT NULL,
    atto TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
-- That a fascicolo is not to be discarded, whatever its years: a dispute, a request of access. Lifted, it stays with who and why.
CREATE TABLE conservazione_vincolo (
    id UUID NOT NULL PRIMARY KEY,
    fonte TEXT NOT NULL,
    fascicolo_id UUID NOT NULL,
    nome TEXT NOT NULL,
    tipo TEXT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    tolto_da UUID,
    tolto_at BIGINT,
    tolto_motivo TEXT,
    CHECK (tipo IN ('contenzioso', 'accesso', 'altro'))
);
CREATE INDEX conservazione_vincolo_fascicolo ON conservazione_vincolo (fascicolo_id);
-- A list of what is proposed to be discarded (art. 21 D.Lgs. 42/2004), with its steps: `elenco_id` is the PDF as it went to the
-- Soprintendenza, `autorizzazione` and what follows the answer that came. Each change is a new version in the journal.
CREATE TABLE conservazione_scarto (
    id UUID NOT NULL PRIMARY KEY,
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    piano_id UUID NOT NULL REFERENCES conservazione_piano (id),
    stato TEXT NOT NULL,
    dal BIGINT NOT NULL,
    creato_da UUID NOT NULL,
    creato_at BIGINT NOT NULL,
    elenco_id UUID,
    proposto_da UUID,
    proposto_at BIGINT,
    autorita TEXT,
    autorizzazione TEXT,
    autorizzazione_del DATE,
    protocollo TEXT,
    autorizzato_da UUID,
    autorizzato_at BIGINT,
    avviato_da UUID,
    avviato_at BIGINT,
    finito_at BIGINT,
    motivo TEXT,
    UNIQUE (anno, numero),
    CHECK (stato IN ('preparazione', 'proposto', 'autorizzato', 'in_corso', 'eseguito', 'ritirato'))
);
-- A fascicolo of a list. `scade_il` is the first day on which its years are over. `stato`: `proposta`; `esclusa` by a person or by a rule,
-- or `fermata` when it was to be discarded, with `motivo`; `scartata`, from when on `documents_disposal` tells of each of its documents.
CREATE TABLE conservazione_scarto_voce (
    id UUID NOT NULL PRIMARY KEY,
    scarto_id UUID NOT NULL REFERENCES conservazione_scarto (id),
    ordine BIGINT NOT NULL,
    fonte TEXT NOT NULL,
    fascicolo_id UUID NOT NULL,
    nome TEXT NOT NULL,
    oggetto TEXT,
    classe TEXT NOT NULL,
    titolo TEXT NOT NULL,
    anni BIGINT NOT NULL,
    chiuso_il DATE NOT NULL,
    scade_il DATE NOT NULL,
    documenti BIGINT NOT NULL,
    byte BIGINT NOT NULL,
    restano BIGINT NOT NULL,
    stato TEXT NOT NULL,
    motivo TEXT,
    at BIGINT NOT NULL,
    UNIQUE (scarto_id, ordine),
    CHECK (stato IN ('proposta', 'esclusa', 'fermata', 'scartata'))
);
CREATE INDEX conservazione_scarto_voce_fascicolo ON conservazione_scarto_voce (fascicolo_id);
