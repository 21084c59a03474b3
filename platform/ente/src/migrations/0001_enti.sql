-- The enti that this installation serves. It lies apart from every ente's own data.
CREATE TABLE ente_ente (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hosts TEXT NOT NULL,
    ipa TEXT NOT NULL,
    demo BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
