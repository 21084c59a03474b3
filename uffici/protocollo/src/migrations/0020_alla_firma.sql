-- A document of an entry, or of a draft, that was put up for signature by others. What was asked never changes.
CREATE TABLE protocollo_alla_firma (
    id UUID NOT NULL PRIMARY KEY,
    -- The request, in the office that gathers the signatures.
    richiesta_id UUID NOT NULL UNIQUE,
    -- Of which entry; none for a document of a draft.
    registrazione_id UUID REFERENCES protocollo_registrazione (id),
    -- Of which draft: the key of the entry that is made of it.
    bozza_id UUID,
    -- The document as it was put up.
    documento_id UUID NOT NULL,
    persona_id UUID NOT NULL,
    at BIGINT NOT NULL,
    CHECK (registrazione_id IS NOT NULL OR bozza_id IS NOT NULL)
);
CREATE INDEX protocollo_alla_firma_registrazione ON protocollo_alla_firma (registrazione_id);
CREATE INDEX protocollo_alla_firma_bozza ON protocollo_alla_firma (bozza_id);

-- How that ended: the document with all the signatures, then the one that can be verified over the years, or why it was not signed.
CREATE TABLE protocollo_firma_fine (
    id UUID NOT NULL PRIMARY KEY,
    alla_firma_id UUID NOT NULL REFERENCES protocollo_alla_firma (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('firmato', 'durevole', 'rifiutato', 'ritirato')),
    -- The document that came back, where it was signed.
    documento_id UUID,
    -- Who refused or took it back, and why.
    persona_id UUID,
    motivo TEXT,
    at BIGINT NOT NULL,
    UNIQUE (alla_firma_id, tipo)
);
