//! What a signature is worth in law: qualified, advanced with a qualified certificate, advanced (eIDAS art. 3, 25,
//! 35; CAD art. 1, 20, 24;
//! DPCM 22 February 2013), by what the trusted list says of the service that issued the certificate, when it
//! issued it and when
//! the signature was made (ETSI TS 119 615 §4.4–4.5).

use chrono::{DateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, QcKind};
use super::trust::{Anchor, CriteriaMatch, ListInfo, Qualifier, Service, ServiceKind, ServicePeriod, Trust, Use};

/// What a signature would be worth if its verdict is passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Qualified electronic signature (eIDAS art. 3 n. 12; in Italy also "firma digitale", CAD art. 1 lett. s).
    QualifiedSignature,
    /// Qualified electronic seal (eIDAS art. 3 n. 27).
    QualifiedSeal,
    /// Advanced signature with a qualified certificate, the key not being in a qualified device.
    AdvancedSignatureQualifiedCertificate,
    /// Advanced seal with a qualified certificate, the key not being in a qualified device.
    AdvancedSealQualifiedCertificate,
    /// Advanced at most: whether it is one in law depends on how it was made (DPCM art. 55–61).
    Advanced,
    /// The envelope of a provider of certified mail.
    Mail,
    /// Nothing can be said.
    #[default]
    None,
}

/// What a signature is worth, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// What it is.
    pub class: Class,
    /// Whether the key is in a qualified device (QSCD), by the list or the certificate.
    pub device: bool,
    /// By whose list.
    pub list: Option<ListInfo>,
    /// Who offers the service.
    pub provider: Option<String>,
    /// The service.
    pub service: Option<String>,
    /// What the service was when it issued the certificate, Italian.
    pub status_at_issuance: Option<String>,
    /// What the service was when the signature was made, Italian.
    pub status_at_signature: Option<String>,
    /// Why it is not more. Italian.
    pub why: Vec<String>,
}

impl Qualification {
    /// Whether it is a qualified signature or seal.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        matches!(self.class, Class::QualifiedSignature | Class::QualifiedSeal)
    }
}

/// What a list says of a certificate at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quality {
    qualified: Option<bool>,
    kind: QcKind,
    device: bool,
    of_use: bool,
}

/// QCP public, QCP public + SSCD (ETSI TS 101 456); QCP-n, QCP-l, QCP-n-qscd, QCP-l-qscd (ETSI EN 319 411-2).
const OLD_QUALIFIED: [&str; 2] = ["0.4.0.1456.1.1", "0.4.0.1456.1.2"];
const WITH_DEVICE: [&str; 3] = ["0.4.0.1456.1.1", "0.4.0.194112.1.2", "0.4.0.194112.1.3"];

/// Judges a certificate that ends at this anchor, for a signature made at `at`.
#[must_use]
pub fn judge(certificate: &Certificate, anchor: Option<&Anchor>, trust: &Trust, at: DateTime<Utc>) -> Qualification {
    let Some(anchor) = anchor else {
        return Qualification {
            why: vec!["il certificato non risale a un'autorità conosciuta".into()],
            ..Default::default()
        };
    };
    // One key may stand in a list as several services. Those that are for this kind of certificate must agree: the
    // worst counts.
    let services = trust.keyed(&anchor.certificate).filter_map(|anchor| trust.service(anchor));
    let judged: Vec<(bool, Qualification)> = services.map(|service| by_service(certificate, service, at)).collect();
    let fitting = judged.iter().filter(|(fits, _)| *fits).map(|(_, judged)| judged).max_by_key(|it| rank(it.class));
    let best = fitting.or_else(|| judged.iter().map(|(_, judged)| judged).min_by_key(|it| rank(it.class)));
    best.cloned().unwrap_or_else(|| Qualification {
        class: Class::Advanced,
        why: vec!["l'autorità è stata aggiunta dall'ente e non è in una lista di fiducia".into()],
        ..Default::default()
    })
}

fn rank(class: Class) -> u8 {
    match class {
        Class::QualifiedSignature | Class::QualifiedSeal => 0,
        Class::AdvancedSignatureQualifiedCertificate | Class::AdvancedSealQualifiedCertificate => 1,
        Class::Advanced | Class::Mail => 2,
        Class::None => 3,
    }
}

/// What one service makes of the certificate, and whether it is one for certificates of its kind at all.
fn by_service(certificate: &Certificate, service: &Service, at: DateTime<Utc>) -> (bool, Qualification) {
    let fits =
        service.at(at).is_some_and(|period| period.kind == ServiceKind::CaQc && quality(certificate, period).of_use);
    (fits, by_periods(certificate, service, at))
}

fn by_periods(certificate: &Certificate, service: &Service, at: DateTime<Utc>) -> Qualification {
    let issuance = service.at(certificate.not_before());
    let signature = service.at(at);
    let words = |period: Option<&ServicePeriod>| Some(period.map_or("non in lista", |it| it.status.words()).to_owned());
    let mut judged = Qualification {
        class: Class::Advanced,
        device: false,
        list: Some(service.list.clone()),
        provider: Some(service.provider.clone()),
        service: Some(service.name.clone()),
        status_at_issuance: words(issuance),
        status_at_signature: words(signature),
        why: Vec::new(),
    };
    let both = [(issuance, "all'emissione del certificato"), (signature, "al momento della firma")];
    for (period, moment) in both {
        let standing = period.is_some_and(|it| it.kind == ServiceKind::CaQc && it.status.is_qualified());
        if !standing {
            let status = period.map_or("non in lista", |it| it.status.words());
            judged.why.push(format!("{moment} il servizio che ha emesso il certificato era {status}"));
        }
    }
    let (Some(issuance), Some(signature), true) = (issuance, signature, judged.why.is_empty()) else { return judged };
    let (first, last) = (quality(certificate, issuance), quality(certificate, signature));
    match (first.qualified, last.qualified) {
        (Some(true), Some(true)) => {}
        (Some(false), _) | (_, Some(false)) => {
            judged.why.push("il certificato non è qualificato".into());
            return judged;
        }
        _ => {
            judged.why.push("la lista di fiducia si contraddice o pone condizioni che il programma non conosce".into());
            return judged;
        }
    }
    judged.device = last.device;
    if !last.device {
        judged.why.push("non risulta che la chiave sia in un dispositivo qualificato".into());
    }
    judged.class = match (last.kind, last.device) {
        (QcKind::Sign, true) => Class::QualifiedSignature,
        (QcKind::Seal, true) => Class::QualifiedSeal,
        (QcKind::Sign, false) => Class::AdvancedSignatureQualifiedCertificate,
        (QcKind::Seal, false) => Class::AdvancedSealQualifiedCertificate,
        (QcKind::Web, _) => {
            judged.why.push("il certificato è per un sito e non per firmare".into());
            Class::Advanced
        }
    };
    judged
}

/// The day from which eIDAS applies (art. 52 c. 2).
fn eidas() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2016, 6, 30, 22, 0, 0).single().unwrap_or_default()
}

fn quality(certificate: &Certificate, period: &ServicePeriod) -> Quality {
    let (mut said, mut unclear): (Vec<Qualifier>, bool) = (Vec::new(), false);
    for qualification in &period.qualifications {
        match qualification.criteria.fits(certificate) {
            CriteriaMatch::Yes => said.extend(&qualification.qualifiers),
            CriteriaMatch::Unknown => unclear = true,
            CriteriaMatch::No => {}
        }
    }
    let says = |qualifier: Qualifier| said.contains(&qualifier);
    let qc = certificate.extensions().qc.clone().unwrap_or_default();
    let policies = certificate.extensions().policies.clone().unwrap_or_default();
    let has = |wanted: &[&str]| policies.iter().any(|policy| wanted.contains(&policy.as_str()));
    let old = certificate.not_before() < eidas() && has(&OLD_QUALIFIED);
    let european = qc.legislation.is_empty() || qc.legislation.iter().any(|country| country == "EU");
    // What hangs on a criterion that is not understood may contradict what is said.
    let qualified = match (says(Qualifier::Qualified), says(Qualifier::NotQualified)) {
        _ if unclear => None,
        (true, true) => None,
        (_, true) => Some(false),
        (true, _) => Some(true),
        _ => Some((qc.compliance && european) || old),
    };
    let kinds: Vec<QcKind> = [
        (Qualifier::ForSignatures, QcKind::Sign),
        (Qualifier::ForSeals, QcKind::Seal),
        (Qualifier::ForLegalPersons, QcKind::Seal),
        (Qualifier::ForWebSites, QcKind::Web),
    ]
    .into_iter()
    .filter(|(qualifier, _)| says(*qualifier))
    .map(|(_, kind)| kind)
    .collect();
    // Without a word about it, it is for signatures: there was nothing else before eIDAS (ETSI EN 319 412-5 §4.2.3).
    let kind = kinds.first().or(qc.kinds.first()).copied().unwrap_or(QcKind::Sign);
    let wanted = match kind {
        QcKind::Sign => Use::Signatures,
        QcKind::Seal => Use::Seals,
        QcKind::Web => Use::WebSites,
    };
    let of_use = period.uses.is_empty() || period.uses.contains(&wanted);
    let device = if unclear || says(Qualifier::NoQscd) {
        false
    } else {
        says(Qualifier::WithQscd) || says(Qualifier::QscdManaged) || qc.qscd || has(&WITH_DEVICE)
    };
    Quality { qualified: qualified.map(|qualified| qualified && of_use && kinds.len() < 2), kind, device, of_use }
}
