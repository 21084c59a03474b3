-- A filter of the list that a person keeps under a name, for themselves, for a unit or for all who may read the register. A working
-- table: what each sees through it is by their own rights.
CREATE TABLE protocollo_ricerca (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    nome TEXT NOT NULL,
    scelte TEXT NOT NULL,
    condivisa TEXT NOT NULL CHECK (condivisa IN ('no', 'ufficio', 'tutti')),
    ufficio_id UUID,
    creata_at BIGINT NOT NULL,
    UNIQUE (persona_id, nome)
);
CREATE INDEX protocollo_ricerca_condivisa ON protocollo_ricerca (condivisa, ufficio_id);
-- The sender's own number is a filter of the list, and capitals do not count in it. What has none costs nothing here.
CREATE INDEX protocollo_registrazione_mittente ON protocollo_registrazione (LOWER(protocollo_mittente))
    WHERE protocollo_mittente IS NOT NULL;
-- Who asked for the register of a period on paper, and from which entry to which: of record, since it holds the confidential ones too.
CREATE TABLE protocollo_stampa (
    id UUID NOT NULL PRIMARY KEY,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    da_anno BIGINT NOT NULL,
    da_numero BIGINT NOT NULL,
    a_anno BIGINT NOT NULL,
    a_numero BIGINT NOT NULL,
    quante BIGINT NOT NULL
);
CREATE INDEX protocollo_stampa_at ON protocollo_stampa (at);
-- How far its making has come, and until when its files are kept. A working table.
CREATE TABLE protocollo_stampa_lavoro (
    stampa_id UUID NOT NULL PRIMARY KEY REFERENCES protocollo_stampa (id),
    volumi BIGINT NOT NULL,
    fatte BIGINT NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('in_corso', 'pronta', 'fallita', 'scaduta')),
    scade_at BIGINT NOT NULL
);
CREATE INDEX protocollo_stampa_lavoro_scade ON protocollo_stampa_lavoro (stato, scade_at);
-- Its volumes, from 1, and the index of them, 0. A working table: the files go when the time is over, and so do these rows.
CREATE TABLE protocollo_stampa_volume (
    id UUID NOT NULL PRIMARY KEY,
    stampa_id UUID NOT NULL REFERENCES protocollo_stampa (id),
    volume BIGINT NOT NULL,
    prima_anno BIGINT NOT NULL,
    prima_numero BIGINT NOT NULL,
    ultima_anno BIGINT NOT NULL,
    ultima_numero BIGINT NOT NULL,
    quante BIGINT NOT NULL,
    pagina_da BIGINT NOT NULL,
    pagine BIGINT NOT NULL,
    impronta BYTEA NOT NULL,
    byte BIGINT NOT NULL,
    fatto_at BIGINT NOT NULL,
    UNIQUE (stampa_id, volume)
);
