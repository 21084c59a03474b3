//! What changed after each signature, told apart (ISO 32000-2 §12.8.2.2; the policies of pyHanko and of the EU's DSS were looked at).
//!
//! Each saving is compared once with the one before it ([`step`]). A change is *explained* when a rule knows the object's part in the
//! document and what may be done to it; an explained object must moreover be reached from nowhere else ([`index`]), or what looks
//! like a signature's mark could also be a page's content. Everything else is content that changed. What a change means for each
//! signature is then a matter of its DocMDP and FieldMDP ([`judge`]).

mod annotations;
mod catalog;
mod evidence;
mod fields;
mod form;
mod index;
mod judge;
mod names;
mod pages;
mod path;
mod step;
mod structure;

use crate::{Anomaly, Change, ChangeKind, Error, Signature, Verdict, file::Pdf, read::Seen};

/// Most changes told of one saving.
const FOUND_MAX: usize = 200;

/// Fills [`Signature::changes`].
pub(crate) fn fill(pdf: &Pdf<'_>, signatures: &mut [(Seen, Signature)]) -> Result<(), Error> {
    let Some(first) = signatures.iter().filter_map(|(_, signature)| signature.revision).min() else { return Ok(()) };
    let mut steps = Vec::new();
    let index = index::Index::new(pdf, first)?;
    for revision in first + 1..pdf.saved.len() {
        steps.push((revision, step::step(pdf, &index, revision)?));
    }
    let permissions: Vec<_> = signatures.iter().map(|(_, one)| (one.revision, one.permission)).collect();
    let doubts = doubts(pdf, &[]);
    for (_, signature) in signatures {
        let Some(revision) = signature.revision else { continue };
        let before = permissions.iter().filter(|(of, _)| of.is_some_and(|of| of <= revision));
        let permission = before.filter_map(|(_, permission)| *permission).min();
        for (at, found) in steps.iter().filter(|(at, _)| *at > revision) {
            signature.changes.extend(found.iter().map(|found| judge::judge(*at, found, permission, &signature.locked)));
        }
        if revision + 1 < pdf.saved.len() {
            signature.changes.extend(doubts.iter().cloned());
        }
    }
    Ok(())
}

/// What was done after a revision, for one who signed it and did not say what may come after. What was `known` to be odd before is
/// not told.
pub(crate) fn since(pdf: &Pdf<'_>, first: usize, known: &[Anomaly]) -> Result<Vec<Change>, Error> {
    let index = index::Index::new(pdf, first)?;
    let mut changes = Vec::new();
    for revision in first + 1..pdf.saved.len() {
        let found = step::step(pdf, &index, revision)?;
        changes.extend(found.iter().map(|found| judge::judge(revision, found, None, &[])));
    }
    changes.extend(doubts(pdf, known));
    Ok(changes)
}

/// What makes the history itself doubtful.
fn doubts(pdf: &Pdf<'_>, known: &[Anomaly]) -> Vec<Change> {
    let anomalies = pdf.anomalies.borrow();
    let doubtful = anomalies.iter().filter(|anomaly| anomaly.spoils() && !known.contains(anomaly));
    let change = |text: String| Change {
        revision: pdf.saved.len() - 1,
        kind: ChangeKind::Unknown,
        verdict: Verdict::NotPermitted,
        object: None,
        page: None,
        text,
    };
    doubtful.map(|anomaly| change(anomaly.to_string())).collect()
}
