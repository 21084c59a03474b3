-- When the end of a request was noted, and the entry beside which its document then stands: none where it took its place in a draft. Of what
-- was noted before this step it is not known.
ALTER TABLE protocollo_firma_fine ADD COLUMN notato_at BIGINT;
ALTER TABLE protocollo_firma_fine ADD COLUMN registrazione_id UUID;
