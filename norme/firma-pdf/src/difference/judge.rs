//! What a change means for a signature (ISO 32000-2 §12.8.2.2 table 257, §12.8.2.4).

use super::step::Found;
use crate::{Change, ChangeKind, Locked, Permission, Verdict};

/// Judges one change by what the signature, and those before it, let be done.
pub(super) fn judge(revision: usize, found: &Found, permission: Option<Permission>, locked: &[Locked]) -> Change {
    let at_least = |needed: Permission| match permission {
        Some(given) if given < needed => Verdict::NotPermitted,
        _ => Verdict::Permitted,
    };
    let verdict = match &found.kind {
        // Evidence and time stamps may always be added: they say nothing of what the signer saw.
        ChangeKind::Evidence | ChangeKind::TimeStamp | ChangeKind::Metadata | ChangeKind::Unused => Verdict::Permitted,
        ChangeKind::Signature => at_least(Permission::FormFilling),
        ChangeKind::FormFilling { field } if locked.iter().any(|locked| locked.covers(field)) => Verdict::NotPermitted,
        // Who did not say what may be filled in did not forbid it either: a person decides.
        ChangeKind::FormFilling { .. } if permission.is_none() => Verdict::ToReview,
        ChangeKind::FormFilling { .. } => at_least(Permission::FormFilling),
        // Annotations can cover what was signed: only who allowed them accepts that.
        ChangeKind::Annotation if permission == Some(Permission::Annotations) => Verdict::Permitted,
        ChangeKind::Annotation | ChangeKind::Content | ChangeKind::Unknown => Verdict::NotPermitted,
    };
    let verdict = if found.review { verdict.max(Verdict::ToReview) } else { verdict };
    Change {
        revision,
        kind: found.kind.clone(),
        verdict,
        object: found.object,
        page: found.page,
        text: found.text.clone(),
    }
}
