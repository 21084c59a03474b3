-- The words that an ente gives to one of its papers: each new text is a row, and none ever changes. `paper` is the template's name, `words`
-- a JSON object of the texts by part, null where the ente went back to the shipped ones. A paper is made with the version that was there at
-- its own instant, so that the same paper made again is the same.
CREATE TABLE wording_version (
    id UUID NOT NULL PRIMARY KEY,
    paper TEXT NOT NULL,
    -- From 1, without holes, of each paper.
    number BIGINT NOT NULL,
    words TEXT,
    -- Why, as whoever wrote it says.
    reason TEXT NOT NULL,
    written_by UUID NOT NULL,
    written_at BIGINT NOT NULL,
    UNIQUE (paper, number)
);
