-- For which unit the signatures on a document are asked: with who put it up, those who are told why a signer refused. Of those that were put
-- up before this step it is not known.
ALTER TABLE protocollo_alla_firma ADD COLUMN unita_id UUID;
