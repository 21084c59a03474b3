//! What whoever looks for an entry's words must know of its documents: which could not be read, and why; and in which the antivirus has
//! not looked.

use std::collections::HashMap;

use ente::Ente;
use kernel::Uuid;

use super::scheda::Scheda;
use crate::error::Error;

/// The first note of the reader on each document of `scheda`, which its reader may see, by hash; before it, what [`da_controllare`] tells.
///
/// # Errors
/// Those of the database.
pub(crate) async fn note(ente: &Ente, scheda: &Scheda) -> Result<HashMap<Vec<u8>, String>, Error> {
    let sql = "SELECT t.sha256, t.notes FROM protocollo_allegato a JOIN documents_document d ON d.id = a.documento_id \
               JOIN documents_text t ON t.sha256 = d.sha256 WHERE a.registrazione_id = $1 AND t.notes <> ''";
    let read = ente.db().read().await?;
    let mut notes = HashMap::new();
    for row in db::rows(&read, sql, [Uuid::from(scheda.riga.id).into()]).await? {
        let (sha256, text): (Vec<u8>, String) = (row.try_get("", "sha256")?, row.try_get("", "notes")?);
        notes.extend(text.lines().next().map(|first| (sha256, first.to_owned())));
    }
    drop(read);
    notes.extend(da_controllare(ente, scheda).await?);
    Ok(notes)
}

/// Of which documents of `scheda` the antivirus said nothing when they came in, and what it found later: a sentence each, by hash.
///
/// # Errors
/// Those of the database.
pub(crate) async fn da_controllare(ente: &Ente, scheda: &Scheda) -> Result<HashMap<Vec<u8>, String>, Error> {
    let hashes: Vec<&[u8]> = scheda.documenti.iter().map(|(_, document)| document.sha256.as_slice()).collect();
    Ok(documents::unscanned_among(&ente.db().read().await?, &hashes).await?)
}
