-- The words of what is published, for the search: their stems, each once, between blanks. Of the version that everybody reads and of no other. Not of record:
-- they are read anew from the documents. Whether somebody may find them stands where the lists look: in albo_stato.
CREATE TABLE albo_parole (
    pubblicazione_id UUID NOT NULL PRIMARY KEY REFERENCES albo_pubblicazione (id),
    parole TEXT NOT NULL
);
CREATE INDEX albo_pubblicazione_richiedente ON albo_pubblicazione (richiedente);
CREATE INDEX albo_stato_del_numero ON albo_stato (numero);
