-- What a unit was called before it was renamed: old papers bear the name of their day. A row never changes.
CREATE TABLE authz_unit_name (
    id UUID NOT NULL PRIMARY KEY,
    unit_id UUID NOT NULL REFERENCES authz_unit (id),
    name TEXT NOT NULL,
    until_at BIGINT NOT NULL
);
CREATE INDEX authz_unit_name_unit ON authz_unit_name (unit_id, until_at);
