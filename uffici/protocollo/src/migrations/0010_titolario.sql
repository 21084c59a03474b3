-- A version of the titolario: decided by an act, in force from a day of the Italian calendar until the next one. One that was taken
-- back before its day keeps its row. The plan that the program brought has nobody who decided it here.
CREATE TABLE protocollo_titolario_versione (
    id UUID NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    dal DATE NOT NULL,
    atto TEXT,
    decisa_da UUID,
    decisa_at BIGINT NOT NULL,
    ritirata_da UUID,
    ritirata_at BIGINT,
    motivo TEXT
);
-- Classes without a version are those of the plan that was there before there were versions.
ALTER TABLE protocollo_titolario ADD COLUMN versione_id UUID REFERENCES protocollo_titolario_versione (id);
ALTER TABLE protocollo_titolario ADD COLUMN descrizione TEXT;
CREATE UNIQUE INDEX protocollo_titolario_classe ON protocollo_titolario (versione_id, codice);
-- Where what is open of the version before goes: a whole class, or one fascicolo by itself. The same code: it stays where it is.
CREATE TABLE protocollo_titolario_passaggio (
    id UUID NOT NULL PRIMARY KEY,
    versione_id UUID NOT NULL REFERENCES protocollo_titolario_versione (id),
    da_classe TEXT,
    fascicolo_id UUID REFERENCES protocollo_fascicolo (id),
    a_classe TEXT NOT NULL
);
CREATE UNIQUE INDEX protocollo_titolario_passaggio_classe ON protocollo_titolario_passaggio (versione_id, da_classe);
CREATE UNIQUE INDEX protocollo_titolario_passaggio_fascicolo ON protocollo_titolario_passaggio (versione_id, fascicolo_id);
-- A fascicolo that was closed because the titolario changed, and the one that continues it: one each, so that none is continued twice.
CREATE TABLE protocollo_fascicolo_seguito (
    id UUID NOT NULL PRIMARY KEY,
    versione_id UUID NOT NULL REFERENCES protocollo_titolario_versione (id),
    da_id UUID NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id),
    a_id UUID NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id)
);
-- The version that is being prepared: a working table, nothing in it is in force.
CREATE TABLE protocollo_titolario_bozza (
    id UUID NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    classi TEXT NOT NULL,
    passaggi TEXT NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL
);
-- A repertory: documents of a kind that have their own numbering each year. It never changes; `registro` is the register of the ledger
-- that gives its numbers, from the year `dal_anno` on.
CREATE TABLE protocollo_repertorio (
    id UUID NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL UNIQUE,
    nome TEXT NOT NULL,
    registro TEXT NOT NULL UNIQUE,
    dal_anno BIGINT NOT NULL,
    aperto_da UUID NOT NULL,
    aperto_at BIGINT NOT NULL
);
-- The number of an entry in a repertory, given in the commit that registers it.
CREATE TABLE protocollo_repertorio_voce (
    id UUID NOT NULL PRIMARY KEY,
    repertorio_id UUID NOT NULL REFERENCES protocollo_repertorio (id),
    registrazione_id UUID NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    anno BIGINT NOT NULL,
    numero BIGINT NOT NULL,
    UNIQUE (repertorio_id, anno, numero)
);
