-- Whether the act that spends is confidential: then what it is for and to whom is read by whoever commits, and by nobody else. Rows of before
-- have none of it: nobody was asked.
ALTER TABLE contabilita_movimento ADD COLUMN riservato BOOLEAN;
