-- The list of those whose term has passed is read from the few that are, whatever number of fascicoli there is.
CREATE INDEX protocollo_fascicolo_stato_termine ON protocollo_fascicolo_stato (chiuso, termine);
