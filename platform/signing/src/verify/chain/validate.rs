//! Whether a path may be relied upon (RFC 5280 §6.1), apart from revocation.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Path, names};
use crate::verify::certificate::{Certificate, KeyUsage, NameConstraints};
use crate::verify::policy::{Policy, Weak};
use crate::verify::trust::{Origin, Trust};

/// Why a path may not be relied upon. The text is Italian; `who` is a certificate's holder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathProblem {
    /// Not yet valid at the instant that counts.
    #[error("il certificato di {who} vale solo dal {from}")]
    NotYetValid {
        /// Whose.
        who: String,
        /// Since when.
        from: String,
    },
    /// No longer valid at the instant that counts.
    #[error("il certificato di {who} è scaduto il {until}")]
    Expired {
        /// Whose.
        who: String,
        /// Until when.
        until: String,
    },
    /// Issues certificates without being an authority.
    #[error("{0} ha emesso un certificato senza essere un'autorità di certificazione")]
    NotAuthority(String),
    /// More authorities below it than it allows.
    #[error("sotto {who} ci sono più autorità di quante ne ammetta ({limit})")]
    PathTooLong {
        /// Whose.
        who: String,
        /// How many.
        limit: u32,
    },
    /// The key is not for this.
    #[error("la chiave di {who} non è destinata a questo uso: {wanted}")]
    KeyUsage {
        /// Whose.
        who: String,
        /// What it would have to be for.
        wanted: &'static str,
    },
    /// A name that the authority above does not allow.
    #[error("il nome di {who} non è tra quelli che {by} può certificare")]
    Name {
        /// Whose.
        who: String,
        /// Whose constraint.
        by: String,
    },
    /// A critical extension that is not understood.
    #[error("il certificato di {who} contiene una condizione che il programma non conosce ({oid})")]
    UnknownCritical {
        /// Whose.
        who: String,
        /// Which.
        oid: String,
    },
    /// An extension that cannot be read or is there twice.
    #[error("il certificato di {who} contiene un'estensione non leggibile o ripetuta ({oid})")]
    Broken {
        /// Whose.
        who: String,
        /// Which.
        oid: String,
    },
    /// A policy is asked for, and there is none for which the whole path is good.
    #[error("l'autorità {0} chiede una politica di certificazione che il percorso non ha")]
    Policy(String),
    /// An algorithm that could not be relied upon at the instant that counts.
    #[error("il certificato di {who} non è più affidabile: {weak}")]
    Weak {
        /// Whose.
        who: String,
        /// Why.
        weak: Weak,
    },
    /// The key or the algorithm is not known here.
    #[error("il certificato di {who} non si può controllare: {error}")]
    Unknown {
        /// Whose.
        who: String,
        /// Why.
        error: firma_algoritmi::Error,
    },
}

/// What the key of the certificate in question is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purposes {
    /// Signs documents or mail.
    Sign,
    /// Signs time stamps (RFC 3161 §2.3).
    TimeStamp,
    /// Signs OCSP answers on behalf of an authority (RFC 6960 §4.2.2.2).
    Ocsp,
    /// Signs CRLs.
    Crl,
}

/// The name of a certificate's holder, to be told.
#[must_use]
pub fn who(certificate: &Certificate) -> String {
    certificate.subject().shown().map_or_else(|| "titolare senza nome".to_owned(), |name| format!("«{name}»"))
}

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";

/// Whether the key of a certificate is for this.
///
/// # Errors
/// [`PathProblem::KeyUsage`].
pub fn check_leaf(certificate: &Certificate, purpose: Purposes) -> Result<(), PathProblem> {
    let extensions = certificate.extensions();
    let usage = |bits: &[usize]| extensions.key_usage.is_none_or(|usage| bits.iter().any(|bit| usage.has(*bit)));
    let signs = usage(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION]);
    let extended = extensions.extended_key_usage.as_deref();
    let (fits, wanted) = match purpose {
        // Kept for something else than signing documents or mail: not for us.
        Purposes::Sign => {
            let other = |oid: &String| [TIME_STAMPING, OCSP_SIGNING, CODE_SIGNING, SERVER].contains(&oid.as_str());
            (signs && !extended.is_some_and(|all| all.iter().all(other)), "firmare documenti")
        }
        Purposes::TimeStamp => {
            let only = extended.is_some_and(|all| all == [TIME_STAMPING.to_owned()]);
            (signs && only && extensions.extended_key_usage_critical, "apporre marche temporali")
        }
        Purposes::Ocsp => {
            let named = extended.is_some_and(|all| all.iter().any(|oid| oid == OCSP_SIGNING));
            (signs && named, "rispondere sullo stato dei certificati")
        }
        Purposes::Crl => (usage(&[KeyUsage::CRL_SIGN]), "firmare liste di revoca"),
    };
    if fits { Ok(()) } else { Err(PathProblem::KeyUsage { who: who(certificate), wanted }) }
}

/// The first certificate of a path that is not valid at this instant, from the leaf on. An anchor that a list
/// names is valid as
/// long as the list says so; one that the ente added, as long as it says itself.
#[must_use]
pub fn expired(path: &Path, trust: &Trust, at: DateTime<Utc>) -> Option<(usize, PathProblem)> {
    let listed = path.anchor(trust).is_some_and(|anchor| matches!(anchor.origin, Origin::Service(_)));
    let last = path.certificates.len().saturating_sub(1);
    path.certificates.iter().enumerate().filter(|(place, _)| !(listed && *place == last && last > 0)).find_map(
        |(place, certificate)| {
            if certificate.is_valid_at(at) {
                return None;
            }
            let day = |at: DateTime<Utc>| crate::verify::words::day(at);
            let problem = if at < certificate.not_before() {
                PathProblem::NotYetValid { who: who(certificate), from: day(certificate.not_before()) }
            } else {
                PathProblem::Expired { who: who(certificate), until: day(certificate.not_after()) }
            };
            Some((place, problem))
        },
    )
}

/// Everything that is wrong with a path at any time, apart from the leaf's purpose. Algorithms are judged at
/// `strong_at`.
#[must_use]
pub fn check(path: &Path, policy: &Policy, strong_at: DateTime<Utc>) -> Vec<PathProblem> {
    let mut problems = Vec::new();
    for certificate in path.certificates.iter().take(path.certificates.len().saturating_sub(1).max(1)) {
        own(certificate, &mut problems);
    }
    for (subject, issuer) in path.pairs() {
        if let Err(problem) = strong(subject, issuer, policy, strong_at) {
            problems.push(problem);
        }
    }
    authorities(path, &mut problems);
    constraints(path, &mut problems);
    explicit_policy(path, &mut problems);
    problems
}

fn own(certificate: &Certificate, problems: &mut Vec<PathProblem>) {
    let extensions = certificate.extensions();
    let unknown = extensions.unknown_critical.iter();
    problems.extend(unknown.map(|oid| PathProblem::UnknownCritical { who: who(certificate), oid: oid.clone() }));
    let broken = extensions.broken.iter();
    problems.extend(broken.map(|oid| PathProblem::Broken { who: who(certificate), oid: oid.clone() }));
}

fn strong(subject: &Certificate, issuer: &Certificate, policy: &Policy, at: DateTime<Utc>) -> Result<(), PathProblem> {
    let unknown = |error| PathProblem::Unknown { who: who(subject), error };
    let scheme = subject.scheme().map_err(unknown)?;
    let key = issuer.key().map_err(unknown)?;
    policy.check_signature(scheme, key, at).map_err(|weak| PathProblem::Weak { who: who(subject), weak })
}

/// basicConstraints, path lengths and keyCertSign of all that issue.
fn authorities(path: &Path, problems: &mut Vec<PathProblem>) {
    // Authorities that are not self-issued, below the one that is looked at (RFC 5280 §6.1.4 l).
    let mut below = 0_u32;
    for authority in path.certificates.iter().skip(1) {
        let extensions = authority.extensions();
        let is_authority = match extensions.basic {
            Some(basic) => basic.ca,
            // Roots of the first generation have no extensions at all; only an anchor may be one of them.
            None => {
                authority.version() < 3 && path.certificates.last().is_some_and(|last| Arc::ptr_eq(last, authority))
            }
        };
        if !is_authority {
            problems.push(PathProblem::NotAuthority(who(authority)));
        }
        if let Some(limit) = extensions.basic.and_then(|basic| basic.path_len).filter(|limit| below > *limit) {
            problems.push(PathProblem::PathTooLong { who: who(authority), limit });
        }
        if extensions.key_usage.is_some_and(|usage| !usage.has(KeyUsage::CERT_SIGN)) {
            problems.push(PathProblem::KeyUsage { who: who(authority), wanted: "emettere certificati" });
        }
        if !authority.is_self_issued() {
            below += 1;
        }
    }
}

fn constraints(path: &Path, problems: &mut Vec<PathProblem>) {
    let mut held: Vec<(&Certificate, &NameConstraints)> = Vec::new();
    for (place, certificate) in path.certificates.iter().enumerate().rev() {
        if place == 0 || !certificate.is_self_issued() {
            let broken = held.iter().find(|(_, constraints)| !names::allowed(certificate, constraints));
            if let Some((by, _)) = broken {
                problems.push(PathProblem::Name { who: who(certificate), by: who(by) });
            }
        }
        if let Some(constraints) = &certificate.extensions().name_constraints {
            held.push((certificate, constraints));
        }
    }
}

const ANY_POLICY: &str = "2.5.29.32.0";

/// `requireExplicitPolicy` (RFC 5280 §6.1): then some policy must be good through the whole path. Stricter than
/// the standard in one
/// thing: `anyPolicy` counts as each policy only where it is alone.
fn explicit_policy(path: &Path, problems: &mut Vec<PathProblem>) {
    let mut valid: Option<Vec<String>> = None;
    let (mut left, mut by): (Option<u32>, Option<&Certificate>) = (None, None);
    for (place, certificate) in path.certificates.iter().enumerate().rev() {
        let extensions = certificate.extensions();
        let is_anchor = place + 1 == path.certificates.len() && place > 0;
        if !is_anchor {
            let own = extensions.policies.clone().unwrap_or_default();
            valid = match valid {
                _ if own == [ANY_POLICY] => valid,
                None => Some(own),
                Some(valid) => Some(valid.into_iter().filter(|policy| own.contains(policy)).collect()),
            };
            let none_left = valid.as_ref().is_some_and(Vec::is_empty);
            if let (Some(0), true, Some(by)) = (left, none_left, by) {
                problems.push(PathProblem::Policy(who(by)));
                return;
            }
        }
        for (from, to) in &extensions.policy_mappings {
            if let Some(valid) = valid.as_mut().filter(|valid| valid.contains(from)) {
                valid.push(to.clone());
            }
        }
        if !is_anchor && !certificate.is_self_issued() {
            left = left.map(|left| left.saturating_sub(1));
        }
        if let Some(asked) = extensions.require_explicit_policy.filter(|asked| left.is_none_or(|left| *asked < left)) {
            (left, by) = (Some(asked), Some(certificate.as_ref()));
        }
    }
}
