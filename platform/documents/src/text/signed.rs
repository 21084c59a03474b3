//! The document inside a signed or time-stamped envelope, through the crate `firma-cms`. Signatures are not looked
//! at here.

use super::walk::Walk;

/// A p7m, or a tsd around anything: the crate opens all the envelopes at once.
pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    match firma_cms::content(bytes) {
        Ok(content) => {
            if let Some(error) = &content.unopened {
                walk.note(format!("Il file firmato ne contiene un altro che non si apre: {error}."));
                return;
            }
            walk.inner(&content.bytes, "");
        }
        Err(error) => walk.note(format!("Il file firmato non è stato letto: {error}.")),
    }
}
