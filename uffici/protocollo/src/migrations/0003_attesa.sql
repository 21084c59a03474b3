-- What waits for a person by name is asked on every page.
CREATE INDEX protocollo_assegnazione_persona ON protocollo_assegnazione (persona_id, stato);
