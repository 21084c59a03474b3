-- A time stamp of the archive (RFC 3161): one, over the root of a hash tree of many packages (RFC 4998). `token` is as the authority
-- gave it, `fino` the last instant at which it can be relied upon, `algoritmo` that of the tree, `pacchetti` how many are under it.
CREATE TABLE conservazione_marca (
    id UUID NOT NULL PRIMARY KEY,
    algoritmo TEXT NOT NULL,
    token BYTEA NOT NULL,
    autorita TEXT,
    marcata_at BIGINT NOT NULL,
    fino BIGINT NOT NULL,
    pacchetti BIGINT NOT NULL,
    fatta_at BIGINT NOT NULL
);
-- What a package keeps of a stamp's tree, empty where the stamp is of one hash alone. Together, by `catena` and `posto`, they are its
-- evidence record: a renewal is another row, and none ever changes.
CREATE TABLE conservazione_evidenza (
    id UUID NOT NULL PRIMARY KEY,
    pacchetto_id UUID NOT NULL REFERENCES conservazione_pacchetto (id),
    marca_id UUID NOT NULL REFERENCES conservazione_marca (id),
    catena BIGINT NOT NULL,
    posto BIGINT NOT NULL,
    albero BYTEA NOT NULL,
    UNIQUE (pacchetto_id, catena, posto)
);
CREATE INDEX conservazione_evidenza_marca ON conservazione_evidenza (marca_id);
CREATE INDEX conservazione_marca_fino ON conservazione_marca (fino);
