-- What a copy is and of what its pages are. Rows of before have none of it: paper, of the file itself.
-- On paper (none), or as a file that whoever attests signs.
ALTER TABLE copie_copia ADD COLUMN forma TEXT CHECK (forma IN ('carta', 'file'));
-- What the pages are of: the file itself (none); the document inside a signed envelope, with its SHA-256; a picture, in an envelope too; a
-- PDF into which who attested converted it, with its SHA-256 and the document that it is.
ALTER TABLE copie_copia ADD COLUMN copiato TEXT CHECK (copiato IN ('file', 'contenuto', 'immagine', 'conversione'));
ALTER TABLE copie_copia ADD COLUMN copiato_impronta BYTEA;
ALTER TABLE copie_copia ADD COLUMN conversione_id UUID;
-- The file with the signature, where it stands in one of its own beside the original.
ALTER TABLE copie_copia ADD COLUMN firma_id UUID;
-- The ente's seal in it, where it was given as a file.
ALTER TABLE copie_copia ADD COLUMN sigillo_id UUID;
-- What the statement says of the stamp duty (DPR 642/1972): how it was paid, or why it is not due.
ALTER TABLE copie_richiesta ADD COLUMN bollo TEXT;
