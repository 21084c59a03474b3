-- The seal of which a row tells is that of the answer that came (`protocollo_riscontro_arrivato`), where one is named here; else that of the
-- "segnatura" of the message.
ALTER TABLE protocollo_segnatura_sigillo ADD COLUMN arrivato_id UUID REFERENCES protocollo_riscontro_arrivato (id);
CREATE INDEX protocollo_segnatura_sigillo_arrivato ON protocollo_segnatura_sigillo (arrivato_id, id);
