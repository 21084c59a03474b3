-- What came of verifying the seal of the "segnatura" of a message, each time that it is another: the newest counts. `esito`: assente,
-- valido, integro (it holds, and it is not known whose word vouches for it), altrui (another body's), rotto, ignoto (it could not be
-- verified). `firmatario`: the name in the certificate; `frase`: why, in words. Never changed.
CREATE TABLE protocollo_segnatura_sigillo (
    id UUID NOT NULL PRIMARY KEY,
    messaggio_id UUID NOT NULL REFERENCES protocollo_messaggio (id),
    esito TEXT NOT NULL,
    firmatario TEXT,
    frase TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX protocollo_segnatura_sigillo_messaggio ON protocollo_segnatura_sigillo (messaggio_id, id);
