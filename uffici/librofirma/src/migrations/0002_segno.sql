-- Where the mark of the signatures goes, for a request that wants one (segno): the page, from 1, or none for the last one; the corner.
ALTER TABLE librofirma_richiesta ADD COLUMN segno_pagina BIGINT;
ALTER TABLE librofirma_richiesta ADD COLUMN segno_posto TEXT;
