-- The sealed "segnatura" that left with a message (a document), or why a body got none. Both empty: whoever received it
-- is no body, or it left before the ente could have a seal.
ALTER TABLE protocollo_spedizione ADD COLUMN segnatura_id UUID;
ALTER TABLE protocollo_spedizione ADD COLUMN segnatura_nota TEXT;
-- The seal with which the register of a day was closed, whether a time stamp stands in it, and what our verifier said
-- of it then; or why it is not sealed. All empty: it was made before the ente could have a seal.
ALTER TABLE protocollo_giornaliero ADD COLUMN sigillo_id UUID;
ALTER TABLE protocollo_giornaliero ADD COLUMN marcato BOOLEAN;
ALTER TABLE protocollo_giornaliero ADD COLUMN sigillo_nota TEXT;
