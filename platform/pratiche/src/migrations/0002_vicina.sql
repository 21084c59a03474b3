-- By when a step is to be taken, and from which day that is near: the first of the reminders of its terms. Nothing where none runs.
ALTER TABLE iter_attesa ADD COLUMN scade DATE;
ALTER TABLE iter_attesa ADD COLUMN vicina_dal DATE;
-- Until the next step of a file makes its rows again, what its desk said before: the first end of its terms.
UPDATE iter_attesa SET scade = (SELECT MIN(s.scade) FROM iter_scadenza s WHERE s.pratica_id = iter_attesa.pratica_id) WHERE tipo = 'passo';
