//! The colour. **Green is never given for less than everything**: verdict passed, qualified by a list, revocation
//! known, nothing
//! doubtful about the document. A colour is never alone on a page: the sentence says the same.

use serde::{Deserialize, Serialize};

use super::{CheckOutcome, Effect, Format, Indication, SignatureReport, TimeStampReport};

/// The colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// All is known and good.
    Green,
    /// Somebody must look: not enough is known, or it is worth less than a qualified signature.
    Amber,
    /// Not valid.
    Red,
}

pub(super) fn one(report: &SignatureReport) -> Mark {
    match report.indication {
        Indication::TotalFailed => Mark::Red,
        Indication::Indeterminate => Mark::Amber,
        Indication::TotalPassed if is_complete(report) => Mark::Green,
        Indication::TotalPassed => Mark::Amber,
    }
}

/// Everything again, apart from the verdict: a mistake there must not become a green tick here.
fn is_complete(report: &SignatureReport) -> bool {
    let known = |outcome: &super::CertificateReport| outcome.revocation.as_ref().is_some_and(|known| known.is_good());
    let below_anchor = report.chain.len().saturating_sub(1);
    report.qualification.is_qualified()
        && report.sub_indication.is_none()
        // A PDF may have grown since in ways that are foreseen: its changes say so. Anything else is signed whole, or somebody looks.
        && (report.scope.whole || report.format == Format::Pades)
        && report.chain.len() > 1
        && report.chain.iter().take(below_anchor).all(known)
        && report.checks.iter().all(|check| matches!(check.outcome, CheckOutcome::Passed | CheckOutcome::Warning))
        && report.scope.changes.iter().all(|change| change.effect == Effect::Harmless)
        && report.counter_signatures.iter().all(|counter| counter.mark != Mark::Red)
}

pub(super) fn whole(signatures: &[SignatureReport], stamps: &[TimeStampReport], warnings: &[String]) -> Mark {
    let stamp = |stamp: &TimeStampReport| match stamp.indication {
        Indication::TotalPassed if stamp.qualified => Mark::Green,
        Indication::TotalFailed => Mark::Red,
        _ => Mark::Amber,
    };
    let marks = signatures.iter().map(|report| report.mark).chain(stamps.iter().map(stamp));
    let worst = marks.max().unwrap_or(Mark::Amber);
    if warnings.is_empty() { worst } else { worst.max(Mark::Amber) }
}
