//! X.509 certificate validation (ETSI EN 319 102-1 §5.2.6), at the instant that counts for what the certificate
//! signed.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Question;
use crate::verify::certificate::Certificate;
use crate::verify::chain::{self, Path, PathProblem, Pool, Purposes, check_leaf, who};
use crate::verify::limits::PATHS_JUDGED_MAX;
use crate::verify::report::{Check, CheckName, CheckOutcome, SubIndication};
use crate::verify::revocation::{Authority, Evidence, Outcome, Wanted, assess, wanted};
use crate::verify::trust::{Origin, Purpose};
use crate::verify::words::{day, instant};

/// The instant that counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Control {
    /// The earliest instant at which what was signed is proved to have existed; without proof, the instant of the
    /// check.
    pub at: DateTime<Utc>,
    /// Whether that is proved.
    pub proven: bool,
    /// It was signed after this, because it contains a time stamp of then.
    pub after: Option<DateTime<Utc>>,
}

/// What was found of a certificate.
#[derive(Debug, Clone, Default)]
pub(super) struct X509 {
    /// The path that was judged.
    pub path: Option<Path>,
    /// What is known of the revocation of each certificate of the path.
    pub revocation: Vec<Option<Outcome>>,
    /// What is wrong, the gravest first.
    pub subs: Vec<SubIndication>,
    /// Each check.
    pub checks: Vec<Check>,
    /// What would tell more.
    pub wanted: Vec<Wanted>,
}

impl X509 {
    fn fail(&mut self, name: CheckName, sub: SubIndication, text: impl Into<String>) {
        self.subs.push(sub);
        self.checks.push(Check::failed(name, sub, text));
    }

    fn pass(&mut self, name: CheckName, text: impl Into<String>) {
        self.checks.push(Check::passed(name, text));
    }
}

/// Judges a certificate: the best of its paths.
pub(super) fn x509(
    question: &Question<'_>,
    leaf: &Arc<Certificate>,
    pool: &Pool,
    evidence: &Evidence,
    purposes: (Purpose, Purposes),
    control: Control,
) -> X509 {
    let mut found = chain::find(leaf, pool, question.trust, purposes.0);
    // What a list names comes before what the ente added.
    let added =
        |path: &Path| path.anchor(question.trust).is_none_or(|anchor| matches!(anchor.origin, Origin::Added(_)));
    found.paths.sort_by_key(|path| (added(path), path.certificates.len()));
    let judged = found
        .paths
        .into_iter()
        .take(PATHS_JUDGED_MAX)
        .map(|path| along(question, path, pool, evidence, purposes, control));
    let best = judged.min_by_key(|judged| judged.subs.iter().map(|sub| gravity(*sub)).max());
    best.unwrap_or_else(|| {
        let mut none = X509 { wanted: wanted(leaf, None), ..X509::default() };
        let text = if found.given_up {
            "il percorso dal certificato a un'autorità è troppo intricato per essere seguito"
        } else {
            "il certificato non risale ad alcuna delle autorità delle liste di fiducia o aggiunte dall'ente"
        };
        none.fail(CheckName::Chain, SubIndication::NoCertificateChainFound, text);
        none
    })
}

/// The lower, the better.
fn gravity(sub: SubIndication) -> u8 {
    use SubIndication as S;
    match sub {
        S::TryLater | S::CertificateChainGeneralFailure => 1,
        S::OutOfBoundsNotRevoked | S::OutOfBoundsNoPoe | S::RevocationOutOfBoundsNoPoe => 2,
        S::CryptoConstraintsFailure | S::CryptoConstraintsFailureNoPoe => 3,
        S::RevokedNoPoe | S::RevokedCaNoPoe | S::Revoked | S::Expired | S::NotYetValid => 5,
        _ => 4,
    }
}

fn along(
    question: &Question<'_>,
    path: Path,
    pool: &Pool,
    evidence: &Evidence,
    (purpose, use_of_leaf): (Purpose, Purposes),
    control: Control,
) -> X509 {
    let mut judged = X509::default();
    structure(question, &path, use_of_leaf, control, &mut judged);
    revocation(question, &path, pool, evidence, purpose, control, &mut judged);
    validity(question, &path, control, &mut judged);
    judged.path = Some(path);
    judged
}

fn structure(question: &Question<'_>, path: &Path, use_of_leaf: Purposes, control: Control, judged: &mut X509) {
    let mut problems = chain::check(path, question.trust.policy(), control.at);
    let leaf = path.certificates.first();
    problems.extend(leaf.and_then(|leaf| check_leaf(leaf, use_of_leaf).err()));
    if problems.is_empty() {
        let last = path.certificates.last().map(|anchor| who(anchor)).unwrap_or_default();
        judged.pass(CheckName::Chain, format!("il certificato risale all'autorità {last}"));
    }
    for problem in problems {
        let sub = match problem {
            PathProblem::Weak { .. } => SubIndication::CryptoConstraintsFailureNoPoe,
            PathProblem::Unknown { .. } => SubIndication::CertificateChainGeneralFailure,
            _ => SubIndication::ChainConstraintsFailure,
        };
        judged.fail(CheckName::Chain, sub, problem.to_string());
    }
}

fn validity(question: &Question<'_>, path: &Path, control: Control, judged: &mut X509) {
    let Some((place, problem)) = chain::expired(path, question.trust, control.at) else {
        judged.pass(CheckName::Validity, format!("i certificati erano validi il {}", instant(control.at)));
        return;
    };
    let Some(certificate) = path.certificates.get(place) else { return };
    let signed_after = control.after.is_some_and(|after| after > certificate.not_after());
    let never_revoked =
        judged.revocation.iter().flatten().all(|outcome| outcome.is_good() || matches!(outcome, Outcome::Stale { .. }));
    let sub = match problem {
        // Before the beginning of its validity no proof can come that would change anything.
        PathProblem::NotYetValid { .. } if place == 0 => SubIndication::NotYetValid,
        PathProblem::Expired { .. } if place == 0 && signed_after => SubIndication::Expired,
        PathProblem::Expired { .. } if never_revoked => SubIndication::OutOfBoundsNotRevoked,
        _ => SubIndication::OutOfBoundsNoPoe,
    };
    judged.fail(CheckName::Validity, sub, problem.to_string());
}

fn revocation(
    question: &Question<'_>,
    path: &Path,
    pool: &Pool,
    evidence: &Evidence,
    purpose: Purpose,
    control: Control,
    judged: &mut X509,
) {
    let authority = Authority { pool, trust: question.trust, anchor: path.anchor, purpose };
    for (place, (certificate, issuer)) in path.pairs().enumerate() {
        let outcome = assess(certificate, issuer, evidence, &authority, control.at, question.now);
        let required = question.trust.policy().revocation;
        tell((certificate, issuer), place, &outcome, control, required, judged);
        judged.revocation.push(Some(outcome));
    }
    if path.certificates.len() == 1 {
        judged.revocation.push(Some(Outcome::NotNeeded));
    }
}

/// Turns what is known of one certificate's revocation into a check.
fn tell(
    (certificate, issuer): (&Certificate, &Certificate),
    place: usize,
    outcome: &Outcome,
    control: Control,
    required: bool,
    judged: &mut X509,
) {
    let whose = who(certificate);
    let name = CheckName::Revocation;
    match outcome {
        Outcome::NotNeeded => {
            judged.pass(name, format!("il certificato di {whose} non ha bisogno di controllo di revoca"));
        }
        Outcome::Good { told, later } => {
            let after = later.map(|at| format!(" (revocato o sospeso solo il {})", day(at))).unwrap_or_default();
            let text = format!("il certificato di {whose} non era revocato né sospeso, lo dice {}{after}", told.by);
            judged.pass(name, text);
        }
        Outcome::Revoked { at, reason, .. } => {
            let sub = match place {
                0 if control.after.is_some_and(|after| after >= *at) => SubIndication::Revoked,
                0 => SubIndication::RevokedNoPoe,
                _ => SubIndication::RevokedCaNoPoe,
            };
            let text = format!("il certificato di {whose} è stato revocato il {} ({})", instant(*at), reason.words());
            judged.fail(name, sub, text);
        }
        Outcome::Hold { since, .. } => {
            let text = format!(
                "il certificato di {whose} era sospeso dal {}: la firma equivale a mancata sottoscrizione, salvo che la \
                 sospensione sia annullata (CAD, art. 24, c. 4-bis)",
                instant(*since)
            );
            judged.fail(name, SubIndication::TryLater, text);
            judged.wanted.extend(wanted(certificate, Some(issuer)));
        }
        // Of a certificate that has expired there is no newer news: that it has expired says it all.
        Outcome::Stale { told } if !certificate.is_valid_at(control.at) => {
            let text =
                format!("il certificato di {whose} non era revocato né sospeso il {}", instant(told.this_update));
            judged.checks.push(Check::new(name, CheckOutcome::Warning, text));
        }
        Outcome::Stale { told } => {
            let text = format!(
                "le notizie sulla revoca del certificato di {whose} sono del {} e non bastano",
                instant(told.this_update)
            );
            judged.fail(name, SubIndication::TryLater, text);
            judged.wanted.extend(wanted(certificate, Some(issuer)));
        }
        Outcome::Missing { why } => {
            let reasons = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
            let text = format!("non si sa se il certificato di {whose} fosse revocato o sospeso{reasons}");
            if required {
                judged.fail(name, SubIndication::CertificateChainGeneralFailure, text);
            } else {
                judged.checks.push(Check::new(name, CheckOutcome::Warning, text));
            }
            judged.wanted.extend(wanted(certificate, Some(issuer)));
        }
    }
}
