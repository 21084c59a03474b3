-- How a person likes their pages: columns, filters they keep. A working table: nothing here is a record.
CREATE TABLE accounts_preference (
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
);
