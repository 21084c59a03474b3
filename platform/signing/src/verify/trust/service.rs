//! Services of trusted lists, as far as a judgement needs them (ETSI TS 119 612 §5.5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::verify::certificate::{Certificate, KeyUsage};

/// From which list a service comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// Country, two letters.
    pub country: String,
    /// Who publishes it, as the list says ("Agenzia per l'Italia Digitale").
    pub operator: String,
    /// Sequence number of the list.
    pub number: u64,
    /// When it was issued.
    pub issued: Option<DateTime<Utc>>,
    /// Until when the next must be there.
    pub next_update: Option<DateTime<Utc>>,
}

/// A service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// From where it comes.
    pub list: ListInfo,
    /// Who offers it.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// What it was and is, in any order.
    pub periods: Vec<ServicePeriod>,
}

impl Service {
    /// What it was at this instant; `None` before it was in the list.
    #[must_use]
    pub fn at(&self, at: DateTime<Utc>) -> Option<&ServicePeriod> {
        self.periods.iter().filter(|period| period.since <= at).max_by_key(|period| period.since)
    }
}

/// A service from an instant until the next period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePeriod {
    /// From when.
    pub since: DateTime<Utc>,
    /// What the service does.
    pub kind: ServiceKind,
    /// What the supervisory body says of it.
    pub status: ServiceStatus,
    /// For what its certificates are (`additionalServiceInformation`); empty if the list does not say.
    pub uses: Vec<Use>,
    /// What else the list says of some of its certificates (`Qualifications`).
    pub qualifications: Vec<Qualification>,
}

/// Kinds of service (§5.5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceKind {
    /// Issues qualified certificates.
    CaQc,
    /// Issues other certificates.
    CaPkc,
    /// Answers about the revocation of qualified certificates (OCSP).
    OcspQc,
    /// Publishes the revocation lists of qualified certificates.
    CrlQc,
    /// Issues qualified time stamps.
    QualifiedTimeStamps,
    /// Issues other time stamps.
    TimeStamps,
    /// Something else; its URI.
    Other(String),
}

impl ServiceKind {
    /// Whether its key issues certificates of signers.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        match self {
            ServiceKind::CaQc | ServiceKind::CaPkc => true,
            ServiceKind::Other(uri) => uri.contains("/Svctype/NationalRootCA") || uri.contains("/Svctype/CA/"),
            _ => false,
        }
    }

    /// Whether its key, or one that it certifies, issues time stamps.
    #[must_use]
    pub fn is_time_stamping(&self) -> bool {
        matches!(self, ServiceKind::QualifiedTimeStamps | ServiceKind::TimeStamps)
    }
}

/// What the supervisory body says of a service (§5.5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceStatus {
    /// Qualified, since July 2016.
    Granted,
    /// No longer.
    Withdrawn,
    /// Under supervision, until June 2016: as good as granted.
    UnderSupervision,
    /// Supervision is ending: still as good.
    SupervisionInCessation,
    /// Supervision ended.
    SupervisionCeased,
    /// Supervision was revoked.
    SupervisionRevoked,
    /// Accredited (in Italy: `certificatore accreditato`), until June 2016.
    Accredited,
    /// Accreditation ended.
    AccreditationCeased,
    /// Accreditation was revoked.
    AccreditationRevoked,
    /// Recognised at national level: not qualified.
    RecognisedNationally,
    /// No longer.
    DeprecatedNationally,
    /// Something else; its URI.
    Other(String),
}

impl ServiceStatus {
    /// Whether the service was then under the control of the supervisory body, and what it issued counts as qualified
    /// (eIDAS art. 51 c. 1–3 for the statuses before July 2016; CAD art. 29).
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        matches!(
            self,
            ServiceStatus::Granted
                | ServiceStatus::UnderSupervision
                | ServiceStatus::SupervisionInCessation
                | ServiceStatus::Accredited
        )
    }

    /// In Italian.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            ServiceStatus::Granted => "qualificato",
            ServiceStatus::Withdrawn => "ritirato",
            ServiceStatus::UnderSupervision => "sotto vigilanza",
            ServiceStatus::SupervisionInCessation => "sotto vigilanza, in cessazione",
            ServiceStatus::SupervisionCeased => "non più sotto vigilanza",
            ServiceStatus::SupervisionRevoked => "vigilanza revocata",
            ServiceStatus::Accredited => "accreditato",
            ServiceStatus::AccreditationCeased => "accreditamento cessato",
            ServiceStatus::AccreditationRevoked => "accreditamento revocato",
            ServiceStatus::RecognisedNationally => "riconosciuto a livello nazionale",
            ServiceStatus::DeprecatedNationally => "non più riconosciuto a livello nazionale",
            ServiceStatus::Other(_) => "in uno stato non previsto",
        }
    }
}

/// For what the certificates of a service are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    /// Signatures.
    Signatures,
    /// Seals.
    Seals,
    /// Web sites.
    WebSites,
}

/// What the list says of the certificates that fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// What it says.
    pub qualifiers: Vec<Qualifier>,
    /// Of which.
    pub criteria: Criteria,
}

/// A qualifier (§5.5.9.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Qualifier {
    /// `QCStatement`: qualified, though the certificate does not say so.
    Qualified,
    /// `NotQualified`: not qualified, whatever the certificate says.
    NotQualified,
    /// `QCWithSSCD`, `QCWithQSCD`: the key is in a qualified device.
    WithQscd,
    /// `QCNoSSCD`, `QCNoQSCD`: it is not.
    NoQscd,
    /// `QCSSCDStatusAsInCert`, `QCQSCDStatusAsInCert`: as the certificate says.
    QscdAsInCertificate,
    /// `QCQSCDManagedOnBehalf`: in a qualified device that the provider keeps (remote signature).
    QscdManaged,
    /// `QCForESig`.
    ForSignatures,
    /// `QCForESeal`.
    ForSeals,
    /// `QCForWSA`.
    ForWebSites,
    /// `QCForLegalPerson`.
    ForLegalPersons,
}

/// Which certificates fit (§5.5.9.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Criteria {
    /// All of these.
    All(Vec<Criteria>),
    /// At least one of these.
    Any(Vec<Criteria>),
    /// None of these.
    None(Vec<Criteria>),
    /// The certificate has this policy.
    Policy(String),
    /// The key usage has this bit, or has it not.
    KeyUsage(usize, bool),
    /// The extended key usage has this one.
    ExtendedKeyUsage(String),
    /// The subject has an attribute of this type.
    SubjectAttribute(String),
    /// Something that is not understood: nothing is known of what fits.
    Unknown(String),
}

/// Whether a certificate fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriteriaMatch {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// That cannot be told.
    Unknown,
}

/// Criteria nested deeper than this are not understood.
const CRITERIA_DEPTH_MAX: usize = 8;

impl Criteria {
    /// Whether this certificate fits.
    #[must_use]
    pub fn fits(&self, certificate: &Certificate) -> CriteriaMatch {
        self.fits_at(certificate, CRITERIA_DEPTH_MAX)
    }

    fn fits_at(&self, certificate: &Certificate, depth: usize) -> CriteriaMatch {
        let Some(below) = depth.checked_sub(1) else { return CriteriaMatch::Unknown };
        let extensions = certificate.extensions();
        let known = |fits: bool| if fits { CriteriaMatch::Yes } else { CriteriaMatch::No };
        let each = |list: &[Criteria]| -> Vec<CriteriaMatch> {
            list.iter().map(|one| one.fits_at(certificate, below)).collect()
        };
        match self {
            Criteria::All(list) => every(&each(list)),
            Criteria::Any(list) => not(every(&each(list).into_iter().map(not).collect::<Vec<_>>())),
            Criteria::None(list) => every(&each(list).into_iter().map(not).collect::<Vec<_>>()),
            Criteria::Policy(oid) => known(extensions.policies.as_ref().is_some_and(|all| all.contains(oid))),
            Criteria::KeyUsage(bit, wanted) => {
                known(extensions.key_usage.unwrap_or(KeyUsage(0)).has((*bit).min(15)) == *wanted)
            }
            Criteria::ExtendedKeyUsage(oid) => {
                known(extensions.extended_key_usage.as_ref().is_some_and(|all| all.contains(oid)))
            }
            Criteria::SubjectAttribute(oid) => known(certificate.subject_key().has(oid)),
            Criteria::Unknown(_) => CriteriaMatch::Unknown,
        }
    }
}

fn every(list: &[CriteriaMatch]) -> CriteriaMatch {
    if list.contains(&CriteriaMatch::No) {
        CriteriaMatch::No
    } else if list.contains(&CriteriaMatch::Unknown) {
        CriteriaMatch::Unknown
    } else {
        CriteriaMatch::Yes
    }
}

fn not(one: CriteriaMatch) -> CriteriaMatch {
    match one {
        CriteriaMatch::Yes => CriteriaMatch::No,
        CriteriaMatch::No => CriteriaMatch::Yes,
        CriteriaMatch::Unknown => CriteriaMatch::Unknown,
    }
}
