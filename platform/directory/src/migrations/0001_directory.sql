-- The people and bodies that the ente deals with. A row is never deleted: registrations of any year point at it. Names
-- are denominations, or surname and name; tax codes are in capitals; VAT numbers without the "IT" of Italian ones; PEC
-- addresses and IPA codes in small letters.
CREATE TABLE directory_subject (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('persona', 'impresa', 'ente')),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    tax_code TEXT,
    vat_number TEXT,
    pec TEXT,
    email TEXT,
    address TEXT,
    ipa TEXT,
    merged_into UUID REFERENCES directory_subject (id),
    created_at BIGINT NOT NULL
);
-- Both engines compare these byte by byte, whatever the server's locale: a prefix is a range.
-- only postgres
ALTER TABLE directory_subject ALTER COLUMN name_folded TYPE TEXT COLLATE "C";
ALTER TABLE directory_subject ALTER COLUMN pec TYPE TEXT COLLATE "C";
-- end
CREATE INDEX directory_subject_name ON directory_subject (name_folded, id);
CREATE INDEX directory_subject_kind ON directory_subject (kind, name_folded, id);
CREATE INDEX directory_subject_tax_code ON directory_subject (tax_code);
CREATE INDEX directory_subject_vat_number ON directory_subject (vat_number);
CREATE INDEX directory_subject_pec ON directory_subject (pec);
CREATE INDEX directory_subject_ipa ON directory_subject (ipa);
-- Every word by which a subject is found: those of the name, and the codes. It can be made again from the subjects.
CREATE TABLE directory_word (
    word TEXT NOT NULL,
    subject_id UUID NOT NULL REFERENCES directory_subject (id)
);
-- only postgres
ALTER TABLE directory_word ALTER COLUMN word TYPE TEXT COLLATE "C";
-- end
CREATE UNIQUE INDEX directory_word_word ON directory_word (word, subject_id);
CREATE UNIQUE INDEX directory_word_subject ON directory_word (subject_id, word);
-- Always empty when nobody writes: who adds a subject puts its clue here and takes it away in the same transaction, so
-- that another who adds the same one at that moment waits, and then finds it.
CREATE TABLE directory_gate (
    clue TEXT NOT NULL PRIMARY KEY
);
