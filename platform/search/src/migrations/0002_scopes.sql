-- Who may find a document, in its row too: where few documents have the words, looking at those is quicker than walking
-- through the index's long lists of scopes. scopes holds numbers of search_scope between spaces; null in rows of before.
-- only sqlite
CREATE TABLE search_scope (
    n BIGINT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL UNIQUE
);
ALTER TABLE search_doc ADD COLUMN scopes TEXT;
-- end
