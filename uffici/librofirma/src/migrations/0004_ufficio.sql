-- The office of which the document is, where another office offered it: it is told how the request ends.
ALTER TABLE librofirma_richiesta ADD COLUMN ufficio TEXT;
