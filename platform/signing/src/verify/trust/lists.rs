//! From a trusted list as it is read (`liste-fiducia`) to the services of a [`Trust`].

use liste_fiducia as lista;

use super::Trust;
use super::service::{
    Criteria, ListInfo, Qualification, Qualifier, Service, ServiceKind, ServicePeriod, ServiceStatus, Use,
};
use crate::verify::certificate::Certificate;

const TYPE: &str = "http://uri.etsi.org/TrstSvc/Svctype/";

impl Trust {
    /// Adds every service of a list that has certificates. **The list's signature was found good** when it was read
    /// ([`lista::List::read`] gives no other). Certificates that cannot be read are left out.
    pub fn add_list(&mut self, list: &lista::List) {
        let info = ListInfo {
            country: list.territory.clone(),
            operator: list.operator.clone(),
            number: list.sequence,
            issued: Some(list.issued),
            next_update: list.next_update,
        };
        for (provider, service) in list.services() {
            let certificates: Vec<_> =
                service.certificates.iter().filter_map(|it| Certificate::read(it.der()).ok()).collect();
            if certificates.is_empty() {
                continue;
            }
            let name = service.states.first().map(|state| state.name.clone()).unwrap_or_default();
            let periods = service.states.iter().map(period).collect();
            let service = Service { list: info.clone(), provider: provider.name.clone(), name, periods };
            self.add_service(service, &certificates);
        }
    }
}

fn period(state: &lista::State) -> ServicePeriod {
    let kind = if state.unknown_critical {
        // Nothing can be concluded from such a state (TS 119 612 §5.5.9).
        ServiceKind::Other("unknown".into())
    } else {
        kind(&state.kind)
    };
    let uses = state.purposes.iter().filter_map(|purpose| match purpose.as_str() {
        "ForeSignatures" => Some(Use::Signatures),
        "ForeSeals" => Some(Use::Seals),
        "ForWebSiteAuthentication" => Some(Use::WebSites),
        _ => None,
    });
    ServicePeriod {
        since: state.since,
        kind,
        status: status(&state.status),
        uses: uses.collect(),
        qualifications: state.qualifiers.iter().map(qualification).collect(),
    }
}

fn kind(uri: &str) -> ServiceKind {
    match uri.strip_prefix(TYPE) {
        Some("CA/QC") => ServiceKind::CaQc,
        Some("CA/PKC") => ServiceKind::CaPkc,
        Some("Certstatus/OCSP/QC") => ServiceKind::OcspQc,
        Some("Certstatus/CRL/QC") => ServiceKind::CrlQc,
        Some("TSA/QTST") => ServiceKind::QualifiedTimeStamps,
        Some("TSA" | "TSA/TSS-QC" | "TSA/TSS-AdESQCandQES") => ServiceKind::TimeStamps,
        _ => ServiceKind::Other(uri.to_owned()),
    }
}

fn status(uri: &str) -> ServiceStatus {
    // The older lists had other paths and other cases.
    match uri.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "granted" => ServiceStatus::Granted,
        "withdrawn" => ServiceStatus::Withdrawn,
        "undersupervision" => ServiceStatus::UnderSupervision,
        "supervisionincessation" => ServiceStatus::SupervisionInCessation,
        "supervisionceased" => ServiceStatus::SupervisionCeased,
        "supervisionrevoked" => ServiceStatus::SupervisionRevoked,
        "accredited" => ServiceStatus::Accredited,
        "accreditationceased" => ServiceStatus::AccreditationCeased,
        "accreditationrevoked" => ServiceStatus::AccreditationRevoked,
        "recognisedatnationallevel" => ServiceStatus::RecognisedNationally,
        "deprecatedatnationallevel" => ServiceStatus::DeprecatedNationally,
        _ => ServiceStatus::Other(uri.to_owned()),
    }
}

fn qualification(said: &lista::Qualifiers) -> Qualification {
    let qualifiers = said.said.iter().filter_map(|one| match one {
        lista::Qualifier::Statement => Some(Qualifier::Qualified),
        lista::Qualifier::NotQualified => Some(Qualifier::NotQualified),
        lista::Qualifier::ForSignature => Some(Qualifier::ForSignatures),
        lista::Qualifier::ForSeal => Some(Qualifier::ForSeals),
        lista::Qualifier::ForWeb => Some(Qualifier::ForWebSites),
        lista::Qualifier::ForLegalPerson => Some(Qualifier::ForLegalPersons),
        lista::Qualifier::WithDevice => Some(Qualifier::WithQscd),
        lista::Qualifier::NoDevice => Some(Qualifier::NoQscd),
        lista::Qualifier::DeviceAsInCertificate => Some(Qualifier::QscdAsInCertificate),
        lista::Qualifier::DeviceOnBehalf => Some(Qualifier::QscdManaged),
        lista::Qualifier::Unknown => None,
    });
    Qualification { qualifiers: qualifiers.collect(), criteria: criteria(&said.criteria, DEPTH_MAX) }
}

/// Criteria nested deeper than this are not understood.
const DEPTH_MAX: usize = 8;

fn criteria(from: &lista::Criteria, depth: usize) -> Criteria {
    let Some(below) = depth.checked_sub(1) else { return Criteria::Unknown("troppo annidati".into()) };
    let items = from.items.iter().map(|item| match item {
        lista::Criterion::KeyUsage(bits) => {
            Criteria::All(bits.iter().map(|(bit, value)| Criteria::KeyUsage(usize::from(*bit), *value)).collect())
        }
        lista::Criterion::Policies(all) => Criteria::All(all.iter().cloned().map(Criteria::Policy).collect()),
        lista::Criterion::ExtendedKeyUsage(all) => {
            Criteria::All(all.iter().cloned().map(Criteria::ExtendedKeyUsage).collect())
        }
        lista::Criterion::SubjectAttributes(all) => {
            Criteria::All(all.iter().cloned().map(Criteria::SubjectAttribute).collect())
        }
        lista::Criterion::Inner(inner) => criteria(inner, below),
        lista::Criterion::Unknown => Criteria::Unknown("criterio non previsto".into()),
    });
    let items: Vec<Criteria> = items.collect();
    match from.assert {
        lista::Assert::All => Criteria::All(items),
        // A qualifier without criteria is about all certificates.
        lista::Assert::AtLeastOne if items.is_empty() => Criteria::All(items),
        lista::Assert::AtLeastOne => Criteria::Any(items),
        lista::Assert::None => Criteria::None(items),
    }
}
