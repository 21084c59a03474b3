//! A file that was taken in and has no row yet.

use documents::{
    document,
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
    let row = document::Model {
        id: kernel::Uuid::nil().into(),
        sha256: stored.sha256.0.to_vec(),
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        name: String::new(),
        format: String::new(),
        detail: None,
        mismatch: false,
        created_at: ente.ledger.now(),
    };
    Ok(ente.archive.bytes(&row, most).await?)
}
