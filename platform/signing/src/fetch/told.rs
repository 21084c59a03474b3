//! The report with what could not be asked, in words.

use std::collections::HashMap;
use std::sync::Arc;

use super::errands::{Errand, Key, of_signature, of_stamp};
use crate::verify::certificate::Certificate;
use crate::verify::report::{Check, CheckName, CheckOutcome, Mark, Report};

/// Most sentences added to one signature.
const TOLD_MAX: usize = 3;

/// Of each errand, what came of asking in vain.
pub(super) type Failures = HashMap<Key, Failed>;

/// Why nobody told.
#[derive(Default)]
pub(super) struct Failed {
    /// Sentences that begin with "non si è potuto chiedere".
    pub texts: Vec<String>,
    /// Whether one of those who were asked may tell another day.
    pub may_pass: bool,
}

/// Adds to each signature what could not be asked for it. Nothing here makes a mark better.
pub(super) fn tell(mut report: Report, known: &[Arc<Certificate>], failures: &Failures) -> Report {
    let mut warnings = std::mem::take(&mut report.warnings);
    let mut changed = false;
    for signature in &mut report.signatures {
        for text in texts(&of_signature(signature, known), failures) {
            changed = true;
            signature.mark = signature.mark.max(Mark::Amber);
            signature.sentence.push_str(&format!(" {}.", capital(&text)));
            signature.checks.push(Check::new(CheckName::Revocation, CheckOutcome::Unknown, text));
        }
    }
    for stamp in &mut report.time_stamps {
        for text in texts(&of_stamp(stamp, known), failures) {
            changed = true;
            stamp.checks.push(Check::new(CheckName::Revocation, CheckOutcome::Unknown, text.clone()));
            if !warnings.contains(&text) {
                warnings.push(text);
            }
        }
    }
    if !changed {
        report.warnings = warnings;
        return report;
    }
    Report::of(report.at, report.signatures, report.time_stamps, warnings)
}

fn texts(open: &[Errand], failures: &Failures) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in open.iter().filter_map(|errand| failures.get(&errand.key())).flat_map(|failed| &failed.texts) {
        if texts.len() < TOLD_MAX && !texts.contains(text) {
            texts.push(text.clone());
        }
    }
    texts
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
