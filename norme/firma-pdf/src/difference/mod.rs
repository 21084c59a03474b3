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
/// Most changes told of one signature, of all savings after it: each signature has its own list.
const CHANGES_MAX: usize = 500;

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
        let mut told = Told::default();
        for (at, found) in steps.iter().filter(|(at, _)| *at > revision) {
            told.add(found.iter().map(|found| judge::judge(*at, found, permission, &signature.locked)));
        }
        if revision + 1 < pdf.saved.len() {
            told.add(doubts.iter().cloned());
        }
        told.add(after_end(pdf).into_iter());
        signature.changes = told.changes();
    }
    Ok(())
}

/// Changes of one signature: the worst of them, oldest first, and what the others come to.
#[derive(Default)]
struct Told {
    kept: Vec<Change>,
    cut: usize,
    worst_cut: Option<Verdict>,
}

impl Told {
    fn add(&mut self, changes: impl Iterator<Item = Change>) {
        self.kept.extend(changes);
        if self.kept.len() > CHANGES_MAX {
            self.kept.sort_by_key(|change| std::cmp::Reverse(change.verdict));
            let cut = self.kept.split_off(CHANGES_MAX);
            self.cut += cut.len();
            self.worst_cut = cut.iter().map(|change| change.verdict).chain(self.worst_cut).max();
            self.kept.sort_by_key(|change| change.revision);
        }
    }

    fn changes(mut self) -> Vec<Change> {
        if let (Some(verdict), Some(last)) = (self.worst_cut, self.kept.last()) {
            let text = format!("ci sono altre {} modifiche, nessuna più grave di queste", self.cut);
            let revision = last.revision;
            self.kept.push(Change { revision, kind: ChangeKind::Unknown, verdict, object: None, page: None, text });
        }
        self.kept
    }
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
    changes.extend(after_end(pdf));
    Ok(changes)
}

/// What makes the history itself doubtful.
fn doubts(pdf: &Pdf<'_>, known: &[Anomaly]) -> Vec<Change> {
    let anomalies = pdf.anomalies.borrow();
    let doubtful = anomalies.iter().filter(|anomaly| anomaly.spoils() && !known.contains(anomaly));
    doubtful.map(|anomaly| doubt(pdf, anomaly, Verdict::NotPermitted)).collect()
}

/// What follows the last saving is of no revision: nobody signed it, and some programs show it.
fn after_end(pdf: &Pdf<'_>) -> Option<Change> {
    let anomalies = pdf.anomalies.borrow();
    let found = anomalies.iter().find(|anomaly| matches!(anomaly, Anomaly::BytesAfterEnd { .. }));
    found.map(|anomaly| doubt(pdf, anomaly, Verdict::ToReview))
}

fn doubt(pdf: &Pdf<'_>, anomaly: &Anomaly, verdict: Verdict) -> Change {
    Change {
        revision: pdf.saved.len() - 1,
        kind: ChangeKind::Unknown,
        verdict,
        object: None,
        page: None,
        text: anomaly.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_more_changes_than_are_told_the_worst_are() {
        let change = |revision, verdict| Change {
            revision,
            kind: ChangeKind::Unused,
            verdict,
            object: None,
            page: None,
            text: String::new(),
        };
        let mut told = Told::default();
        (1..=20).for_each(|at| told.add((0..100).map(|_| change(at, Verdict::Permitted))));
        told.add([change(21, Verdict::NotPermitted), change(21, Verdict::ToReview)].into_iter());
        let changes = told.changes();
        let count = |verdict| changes.iter().filter(|change| change.verdict == verdict).count();
        assert_eq!((changes.len(), count(Verdict::NotPermitted), count(Verdict::ToReview)), (CHANGES_MAX + 1, 1, 1));
        let last = changes.last().expect("one");
        assert_eq!(
            (last.verdict, last.text.as_str()),
            (Verdict::Permitted, "ci sono altre 1502 modifiche, nessuna più grave di queste")
        );
        assert!(changes.is_sorted_by_key(|change| change.revision));
    }
}
