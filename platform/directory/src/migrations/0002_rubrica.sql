-- Why a code that fails its check is kept all the same: real documents carry wrong codes. Empty where the codes are sound.
ALTER TABLE directory_subject ADD COLUMN code_note TEXT;
-- Whoever was merged into a subject is looked for from that subject.
CREATE INDEX directory_subject_merged ON directory_subject (merged_into);
-- The addresses beside those in the subject's row: others in use, and those that are not any more (`valid_to`, the last day).
-- Where the first day is not known, there is none. `merge_id` is the merge that took the address out of the row, and
-- `gone_at` the instant at which that merge was undone: from then on the line counts no more.
CREATE TABLE directory_address (
    id UUID NOT NULL PRIMARY KEY,
    subject_id UUID NOT NULL REFERENCES directory_subject (id),
    kind TEXT NOT NULL CHECK (kind IN ('pec', 'email', 'postale')),
    value TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    note TEXT,
    merge_id UUID,
    gone_at BIGINT,
    created_at BIGINT NOT NULL
);
-- only postgres
ALTER TABLE directory_address ALTER COLUMN value TYPE TEXT COLLATE "C";
-- end
CREATE INDEX directory_address_subject ON directory_address (subject_id);
CREATE INDEX directory_address_value ON directory_address (kind, value);
-- Two subjects that were found to be one: `lost_id` points at `kept_id` from then on. `changes` is what the survivor took
-- over, field by field, as JSON: that is what undoing gives back.
CREATE TABLE directory_merge (
    id UUID NOT NULL PRIMARY KEY,
    lost_id UUID NOT NULL REFERENCES directory_subject (id),
    kept_id UUID NOT NULL REFERENCES directory_subject (id),
    changes TEXT NOT NULL,
    note TEXT,
    merged_by UUID NOT NULL,
    merged_at BIGINT NOT NULL,
    undone_by UUID,
    undone_at BIGINT,
    undo_note TEXT
);
CREATE INDEX directory_merge_lost ON directory_merge (lost_id);
CREATE INDEX directory_merge_kept ON directory_merge (kept_id);
-- Two subjects that look alike and are two: they are not proposed again. The lesser id comes first.
CREATE TABLE directory_distinct (
    id UUID NOT NULL PRIMARY KEY,
    first_id UUID NOT NULL REFERENCES directory_subject (id),
    second_id UUID NOT NULL REFERENCES directory_subject (id),
    note TEXT,
    decided_by UUID NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX directory_distinct_pair ON directory_distinct (first_id, second_id);
CREATE INDEX directory_distinct_second ON directory_distinct (second_id);
-- The copies of the index of public administrations (IPA) that were loaded; the latest is the one that counts. `updated` is
-- the latest date of updating that its lines bear.
CREATE TABLE directory_ipa_copy (
    id UUID NOT NULL PRIMARY KEY,
    enti BIGINT NOT NULL,
    aoo BIGINT NOT NULL,
    uo BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    updated DATE,
    loaded_at BIGINT NOT NULL
);
-- The lines of the copies. They can be loaded again at any time; those of a copy that is not the latest are swept away.
CREATE TABLE directory_ipa (
    id UUID NOT NULL PRIMARY KEY,
    copy_id UUID NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('ente', 'aoo', 'uo')),
    ipa TEXT NOT NULL,
    code TEXT,
    name TEXT NOT NULL,
    part TEXT,
    tax_code TEXT,
    pec TEXT,
    place TEXT
);
-- only postgres
ALTER TABLE directory_ipa ALTER COLUMN pec TYPE TEXT COLLATE "C";
-- end
CREATE INDEX directory_ipa_code ON directory_ipa (copy_id, ipa, level);
CREATE INDEX directory_ipa_pec ON directory_ipa (copy_id, pec);
CREATE TABLE directory_ipa_word (
    copy_id UUID NOT NULL,
    word TEXT NOT NULL,
    line_id UUID NOT NULL
);
-- only postgres
ALTER TABLE directory_ipa_word ALTER COLUMN word TYPE TEXT COLLATE "C";
-- end
CREATE INDEX directory_ipa_word_word ON directory_ipa_word (copy_id, word, line_id);
CREATE INDEX directory_ipa_word_line ON directory_ipa_word (line_id, word);
