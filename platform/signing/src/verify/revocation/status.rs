//! What all the evidence together says of one certificate at one instant (ETSI EN 319 102-1 §5.2.5, §5.2.6.2).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Authority, Body, Crl, Evidence, EvidenceError, EvidenceKind, EvidenceOrigin, Item, Reason, Statement};
use crate::verify::certificate::Certificate;
use crate::verify::chain::who;

/// What a piece of evidence told, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// List or answer.
    pub kind: EvidenceKind,
    /// From where it comes.
    pub origin: EvidenceOrigin,
    /// Who signed it.
    pub by: String,
    /// When what it says was known.
    pub this_update: DateTime<Utc>,
    /// Until when.
    pub next_update: Option<DateTime<Utc>>,
    /// SHA-256 of it, hexadecimal.
    pub sha256: String,
}

/// What is known of a certificate at the instant that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Need not be known: an anchor, or a certificate that lives too short a time to be revoked.
    NotNeeded,
    /// Neither revoked nor suspended then.
    Good {
        /// Who says so.
        told: Told,
        /// Set if it was revoked or suspended later, which does not spoil what was signed before.
        later: Option<DateTime<Utc>>,
    },
    /// Revoked by then.
    Revoked {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: Reason,
        /// Who says so.
        told: Told,
    },
    /// Suspended then, and the suspension was not annulled.
    Hold {
        /// Since when.
        since: DateTime<Utc>,
        /// Who says so.
        told: Told,
    },
    /// There is evidence, but too old to tell.
    Stale {
        /// The newest.
        told: Told,
    },
    /// Nothing that can be used; what there was, with the reason why not.
    Missing {
        /// Reasons, Italian.
        why: Vec<String>,
    },
}

impl Outcome {
    /// Whether the certificate is known to have been good then.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Outcome::NotNeeded | Outcome::Good { .. })
    }

    /// The evidence that decided.
    #[must_use]
    pub fn told(&self) -> Option<&Told> {
        match self {
            Outcome::Good { told, .. }
            | Outcome::Revoked { told, .. }
            | Outcome::Hold { told, .. }
            | Outcome::Stale { told } => Some(told),
            Outcome::NotNeeded | Outcome::Missing { .. } => None,
        }
    }
}

/// A statement that may be relied upon.
struct Usable {
    statement: Statement,
    told: Told,
    /// Whether it would still speak of the certificate, which may have expired by then.
    keeps: bool,
}

/// What the evidence says of a certificate, issued by this issuer, at the instant `at`; `now` is the instant of
/// the check.
#[must_use]
pub fn assess(
    certificate: &Certificate,
    issuer: &Arc<Certificate>,
    evidence: &Evidence,
    authority: &Authority<'_>,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome {
    // `id-pkix-ocsp-nocheck` frees responders only, and those are not asked about here.
    if certificate.extensions().validity_assured {
        return Outcome::NotNeeded;
    }
    // A list that is not signed by who may speak must not lend its silence to one that is: each is tried once,
    // before.
    let signers: Vec<Option<Result<Arc<Certificate>, EvidenceError>>> = evidence
        .items()
        .iter()
        .map(|item| {
            let speaks = |crl: &&Crl| crl.check_scope(certificate).is_ok() || crl.issuer() == issuer.subject_key();
            crl(item).filter(speaks).map(|crl| authority.of_crl(crl, issuer))
        })
        .collect();
    let pairs = evidence.items().iter().zip(&signers);
    let signed = |(item, signer): (&'_ Arc<Item>, &Option<Result<_, _>>)| {
        matches!(signer, Some(Ok(_))).then_some(Arc::clone(item))
    };
    let own: Vec<Arc<Item>> = pairs.clone().filter_map(signed).collect();
    let crls: Vec<&Crl> = own.iter().filter_map(|item| crl(item)).collect();
    let (mut usable, mut why) = (Vec::new(), Vec::new());
    for (item, signer) in pairs {
        match read(item, signer.clone(), (certificate, issuer), authority, &crls, now) {
            Ok(Some(found)) => usable.push(found),
            Ok(None) | Err(EvidenceError::OtherCertificate) => {}
            Err(error) if why.len() < WHY_MAX => why.push(error.to_string()),
            Err(_) => {}
        }
    }
    usable.sort_by_key(|one| one.told.this_update);
    decide(usable, why, authority, at)
}

const WHY_MAX: usize = 8;

fn crl(item: &Item) -> Option<&Crl> {
    match &item.body {
        Body::Crl(crl) => Some(crl),
        Body::Ocsp(_) => None,
    }
}

fn decide(usable: Vec<Usable>, mut why: Vec<String>, authority: &Authority<'_>, at: DateTime<Utc>) -> Outcome {
    let mut later = None;
    for one in &usable {
        if let Statement::Revoked { at: revoked, reason } = one.statement {
            if revoked <= at {
                return Outcome::Revoked { at: revoked, reason, told: one.told.clone() };
            }
            later = Some(later.map_or(revoked, |known: DateTime<Utc>| known.min(revoked)));
        }
    }
    let Some(newest) = usable.last() else { return Outcome::Missing { why } };
    if let Statement::Hold { since } = newest.statement {
        if since <= at {
            return Outcome::Hold { since, told: newest.told.clone() };
        }
        later = later.or(Some(since));
    }
    // What was made after the instant tells of it for good; what was made before, as long as it was current.
    let current = |told: &Told| told.next_update.unwrap_or(told.this_update + authority.trust.policy().evidence());
    let tells = |one: &&Usable| match one.statement {
        Statement::Good => one.keeps && (one.told.this_update >= at || at <= current(&one.told)),
        // It speaks of later: until then the certificate was good.
        Statement::Hold { since: from } | Statement::Revoked { at: from, .. } => from > at,
    };
    if let Some(one) = usable.iter().filter(tells).min_by_key(|one| (one.told.this_update - at).abs()) {
        return Outcome::Good { told: one.told.clone(), later };
    }
    if usable.iter().all(|one| !one.keeps) {
        why.push(EvidenceError::AfterExpiry.to_string());
        return Outcome::Missing { why };
    }
    Outcome::Stale { told: newest.told.clone() }
}

fn read(
    item: &Item,
    signer: Option<Result<Arc<Certificate>, EvidenceError>>,
    (certificate, issuer): (&Certificate, &Arc<Certificate>),
    authority: &Authority<'_>,
    crls: &[&Crl],
    now: DateTime<Utc>,
) -> Result<Option<Usable>, EvidenceError> {
    let (statement, signer, this_update, next_update, keeps_since, scheme, kind) = match &item.body {
        Body::Crl(crl) => {
            crl.check_scope(certificate)?;
            let signer = signer.unwrap_or(Err(EvidenceError::NotAuthorised))?;
            let Some(statement) = crl.statement(certificate).or_else(|| silent_delta(crl, certificate, crls)) else {
                return Ok(None);
            };
            let times = (crl.this_update(), crl.next_update(), crl.expired_since());
            (statement, signer, times.0, times.1, times.2, crl.scheme(), EvidenceKind::Crl)
        }
        Body::Ocsp(ocsp) => {
            let single = ocsp.about(certificate, issuer)?;
            let statement = single.statement.ok_or(EvidenceError::Unknown)?;
            let signer = authority.of_ocsp(ocsp, issuer, crls)?;
            if ocsp.produced_at() > now + authority.trust.policy().skew() {
                return Err(EvidenceError::FromTheFuture(crate::verify::words::instant(ocsp.produced_at())));
            }
            let times = (single.this_update, single.next_update, single.archive_cutoff);
            (statement, signer, times.0, times.1, times.2, ocsp.scheme(), EvidenceKind::Ocsp)
        }
    };
    if this_update > now + authority.trust.policy().skew() {
        return Err(EvidenceError::FromTheFuture(crate::verify::words::instant(this_update)));
    }
    let key = signer.key().map_err(EvidenceError::Signature)?;
    let scheme = scheme.map_err(EvidenceError::Signature)?;
    let strong_at = item.proven.unwrap_or(now);
    authority.trust.policy().check_signature(scheme, key, strong_at).map_err(EvidenceError::Weak)?;
    let keeps =
        this_update <= certificate.not_after() || keeps_since.is_some_and(|since| since <= certificate.not_after());
    let told = Told {
        kind,
        origin: item.origin,
        by: who(&signer),
        this_update,
        next_update,
        sha256: item.fingerprint.to_string(),
    };
    Ok(Some(Usable { statement, told, keeps }))
}

/// A difference (delta CRL) that is silent, beside the list upon which it stands: what that says, still holds.
fn silent_delta(delta: &Crl, certificate: &Certificate, crls: &[&Crl]) -> Option<Statement> {
    let base = delta.delta_of()?;
    let fits = |whole: &&&Crl| {
        let number = whole.number();
        whole.delta_of().is_none()
            && whole.issuer() == delta.issuer()
            && (number.len(), number) >= (base.len(), base)
            && whole.this_update() <= delta.this_update()
            && whole.check_scope(certificate).is_ok()
    };
    crls.iter().filter(fits).max_by_key(|whole| whole.this_update()).and_then(|whole| whole.statement(certificate))
}
