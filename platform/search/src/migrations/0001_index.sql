-- One row for each thing that can be found. n grows with each new one: the most recent have the highest.
-- heading holds the stems of the heading, for the ranking.
-- only sqlite
CREATE TABLE search_doc (
    n BIGINT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    id UUID NOT NULL,
    ord BIGINT NOT NULL,
    heading TEXT NOT NULL
);
-- Our own stems, already folded: the tokenizer only has to split at spaces. The row's id is n.
CREATE VIRTUAL TABLE search_text USING fts5 (
    heading, body, codes, keys,
    content = '', contentless_delete = 1, detail = full, tokenize = "ascii tokenchars '_'"
);
-- end
-- only postgres
CREATE TABLE search_doc (
    n BIGINT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    id UUID NOT NULL,
    ord BIGINT NOT NULL,
    heading TEXT NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE SEQUENCE search_doc_n;
-- A short pending list: a question reads all of it.
CREATE INDEX search_doc_words ON search_doc USING GIN (words) WITH (fastupdate = on, gin_pending_list_limit = 512);
-- end
CREATE UNIQUE INDEX search_doc_id ON search_doc (id, source);
-- The words met so far, with their stem, to complete what someone is typing. Only ever added to, and without a unique
-- key, so that two transactions never wait for each other here. weight is about the logarithm of how many have it.
-- only sqlite
CREATE TABLE search_word (
    word TEXT NOT NULL,
    stem TEXT NOT NULL,
    weight BIGINT NOT NULL
);
-- end
-- only postgres
CREATE TABLE search_word (
    word TEXT COLLATE "C" NOT NULL,
    stem TEXT COLLATE "C" NOT NULL,
    weight BIGINT NOT NULL
);
-- end
CREATE INDEX search_word_word ON search_word (word, stem, weight);
