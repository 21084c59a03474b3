-- What was added to a document when all had signed it, so that its signatures can be verified when nobody can be asked any more (level
-- B-LT): the document as it was and as it came out, and how many certificates, revocation lists and answers went into it.
CREATE TABLE librofirma_durata (
    id UUID NOT NULL PRIMARY KEY,
    richiesta_id UUID NOT NULL UNIQUE REFERENCES librofirma_richiesta (id),
    prima_id UUID NOT NULL,
    documento_id UUID NOT NULL,
    certificati BIGINT NOT NULL,
    liste BIGINT NOT NULL,
    risposte BIGINT NOT NULL,
    at BIGINT NOT NULL
);
