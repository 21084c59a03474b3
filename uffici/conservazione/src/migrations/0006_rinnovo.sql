-- What a night's stamping did, where it did anything or found damage: how many packages went under their first stamp, how many under another,
-- how many got none because they are damaged, and which of these, one a line. The last row tells how things stand; none ever changes.
CREATE TABLE conservazione_rinnovo (
    id UUID NOT NULL PRIMARY KEY,
    fatto_at BIGINT NOT NULL,
    nuovi BIGINT NOT NULL,
    rinnovati BIGINT NOT NULL,
    guasti BIGINT NOT NULL,
    quali TEXT
);
