-- What was found of the signatures of a document, each time that somebody or the program looked and found something new. By the
-- document and not by its bytes: the report may name the entry that proves since when it exists, and the same bytes may stand
-- in an entry that others may not see.
CREATE TABLE validation_check (
    id UUID NOT NULL PRIMARY KEY,
    document_id UUID NOT NULL,
    asked_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    checked_by TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('green', 'amber', 'red')),
    indication TEXT NOT NULL CHECK (indication IN ('TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED')),
    sentence TEXT NOT NULL,
    report TEXT,
    lists TEXT NOT NULL
);
CREATE INDEX validation_check_document ON validation_check (document_id, id);
-- Authorities that the ente trusts though no list names them: never qualified. Taken away, they stay with who and when.
CREATE TABLE validation_anchor (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    pem TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    reason TEXT NOT NULL,
    purposes TEXT NOT NULL,
    added_by UUID NOT NULL,
    added_at BIGINT NOT NULL,
    removed_by UUID,
    removed_at BIGINT
);
