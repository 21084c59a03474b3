//! What changed after each signature.

use crate::{Change, ChangeKind, Error, Signature, Verdict, file::Pdf, read::Seen};

/// Fills [`Signature::changes`].
pub(crate) fn fill(pdf: &Pdf<'_>, signatures: &mut [(Seen, Signature)]) -> Result<(), Error> {
    for (one, signature) in signatures {
        let from = signature.revision.unwrap_or(one.first);
        for revision in from + 1..pdf.saved.len() {
            signature.changes.push(Change {
                revision,
                kind: ChangeKind::Unknown,
                verdict: Verdict::ToReview,
                object: None,
                page: None,
                text: "dopo la firma il documento è stato salvato di nuovo".to_owned(),
            });
        }
    }
    Ok(())
}
