-- Which version of the thing a package tells: the instant of the last change that was in it, 0 where nothing was ever changed. Of packages
-- made before this step it is not known.
ALTER TABLE conservazione_pacchetto ADD COLUMN versione BIGINT;
