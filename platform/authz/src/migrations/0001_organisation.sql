-- The organisation chart, with dates: a unit that ends keeps its past.
CREATE TABLE authz_unit (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent_id UUID REFERENCES authz_unit (id),
    valid_from DATE NOT NULL,
    valid_to DATE
);
-- What an incarico lets its holder do: permission codes, one a line.
CREATE TABLE authz_role (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    permissions TEXT NOT NULL
);
-- Who holds which role in which unit, and when. A deputy acts only while the holder is away.
CREATE TABLE authz_incarico (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL,
    unit_id UUID NOT NULL REFERENCES authz_unit (id),
    role_id UUID NOT NULL REFERENCES authz_role (id),
    deputy_of UUID REFERENCES authz_incarico (id),
    valid_from DATE NOT NULL,
    valid_to DATE
);
CREATE INDEX authz_incarico_person ON authz_incarico (person_id);
CREATE INDEX authz_incarico_unit ON authz_incarico (unit_id);
-- When a person is away, so that the deputies of their incarichi may act.
CREATE TABLE authz_absence (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL
);
CREATE INDEX authz_absence_person ON authz_absence (person_id);
