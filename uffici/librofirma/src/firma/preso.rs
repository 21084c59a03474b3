//! A file that was taken in and has no row yet.

use documents::{
    format::{FormatId, recognise},
    store::Stored,
};
use ente::Ente;

use crate::error::Error;

/// What it is, by its content: the same that its row will say.
pub(crate) fn tipo(name: &str, stored: &Stored) -> FormatId {
    let whole = (stored.size == stored.head.len() as u64).then_some(&stored.head[..]);
    recognise(&stored.head, name, whole).id
}

/// Its bytes; none where they are more than `most`.
///
/// # Errors
/// Those of the store.
pub(crate) async fn byte(ente: &Ente, stored: &Stored, most: u64) -> Result<Option<Vec<u8>>, Error> {
    if stored.size > most {
        return Ok(None);
    }
    Ok(Some(ente.archive.content(&stored.sha256, stored.size).await?))
}
