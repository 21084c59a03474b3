-- The inspector's figures count what came on each of the last days.
CREATE INDEX conservazione_cosa_nata ON conservazione_cosa (nata_at);
