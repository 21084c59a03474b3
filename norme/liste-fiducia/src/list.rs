//! The list as plain data (TS 119 612, 5).

use crate::{Certificate, Criteria};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A trusted list whose signature held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Version of the format: 5 for most, 6 since TS 119 612 v2.3 (5.3.1).
    pub version: u32,
    /// Sequence number of the list (5.3.2): a newer list has a greater one.
    pub sequence: u64,
    /// What it lists.
    pub kind: Kind,
    /// Who keeps it.
    pub operator: String,
    /// Country, two letters: `IT`; `EU` for the list of the lists.
    pub territory: String,
    /// When it was issued.
    pub issued: DateTime<Utc>,
    /// Until when the next one comes (5.3.15); `None` for a list that is closed.
    pub next_update: Option<DateTime<Utc>>,
    /// Addresses about the scheme (5.3.7): for the list of the lists also its pivots and its Official Journal.
    pub scheme_uris: Vec<String>,
    /// The lists that it points at, with who may sign them (5.3.13).
    pub pointers: Vec<Pointer>,
    /// Providers with their services.
    pub providers: Vec<Provider>,
    /// The certificate that signed this list.
    pub signer: Certificate,
}

impl List {
    /// All services, with their providers.
    pub fn services(&self) -> impl Iterator<Item = (&Provider, &Service)> {
        self.providers.iter().flat_map(|provider| provider.services.iter().map(move |service| (provider, service)))
    }

    /// The pointer at the list of a country, in the form for programs.
    #[must_use]
    pub fn pointer(&self, territory: &str) -> Option<&Pointer> {
        let mut forms = self.pointers.iter().filter(|pointer| pointer.territory.as_deref() == Some(territory));
        forms.find(|pointer| pointer.is_for_programs())
    }
}

/// What a list lists (5.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Services of a member state.
    EuGeneric,
    /// The lists of the member states.
    EuListOfLists,
    /// Something else.
    Other,
}

/// A pointer at another list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Where it is.
    pub location: String,
    /// Its country.
    pub territory: Option<String>,
    /// Its media type: `application/vnd.etsi.tsl+xml` for the one that programs read; others are for people.
    pub mime: Option<String>,
    /// What it lists.
    pub kind: Kind,
    /// Who keeps it.
    pub operator: Option<String>,
    /// The certificates that may sign it.
    pub signers: Vec<Certificate>,
}

impl Pointer {
    /// Whether it is the form for programs.
    #[must_use]
    pub fn is_for_programs(&self) -> bool {
        self.mime.as_deref() == Some("application/vnd.etsi.tsl+xml")
    }
}

/// A provider of trust services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its name, in Italian if there is one, else in English.
    pub name: String,
    /// Other names, and identifiers such as `VATIT-12345678901`.
    pub trade_names: Vec<String>,
    /// Its services.
    pub services: Vec<Service>,
}

/// A trust service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its certificates (5.5.3): of the authority or of the unit itself.
    pub certificates: Vec<Certificate>,
    /// Its states, newest first; never empty. The first is the present one.
    pub states: Vec<State>,
}

/// What a service was from an instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// URI of its type.
    pub kind: String,
    /// Its name then.
    pub name: String,
    /// URI of its status.
    pub status: String,
    /// From when.
    pub since: DateTime<Utc>,
    /// What is said of some of its certificates (5.5.9.2).
    pub qualifiers: Vec<Qualifiers>,
    /// For what its certificates are (5.5.9.4): last part of the URI, `ForeSignatures` and the like.
    pub purposes: Vec<String>,
    /// Whether there is a critical extension that is not understood: nothing can be concluded then (5.5.9).
    pub unknown_critical: bool,
}

/// Something said of those certificates that meet the criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualifiers {
    /// What is said.
    pub said: Vec<Qualifier>,
    /// Of which certificates.
    pub criteria: Criteria,
}

/// What a qualifier says (5.5.9.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Qualifier {
    /// The certificates are qualified.
    Statement,
    /// They are not.
    NotQualified,
    /// For electronic signatures.
    ForSignature,
    /// For electronic seals.
    ForSeal,
    /// For web sites.
    ForWeb,
    /// For legal persons (before July 2016).
    ForLegalPerson,
    /// The key is in a qualified device (or, before, in a secure one).
    WithDevice,
    /// The key is not in such a device.
    NoDevice,
    /// Whether it is, the certificate says.
    DeviceAsInCertificate,
    /// The key is in a qualified device kept on the signer's behalf.
    DeviceOnBehalf,
    /// Something that is not known.
    Unknown,
}

impl Qualifier {
    /// By the last part of its URI.
    #[must_use]
    pub fn from_name(name: &str) -> Qualifier {
        match name {
            "QCStatement" => Qualifier::Statement,
            "NotQualified" => Qualifier::NotQualified,
            "QCForESig" => Qualifier::ForSignature,
            "QCForESeal" => Qualifier::ForSeal,
            "QCForWSA" => Qualifier::ForWeb,
            "QCForLegalPerson" => Qualifier::ForLegalPerson,
            "QCWithQSCD" | "QCWithSSCD" => Qualifier::WithDevice,
            "QCNoQSCD" | "QCNoSSCD" => Qualifier::NoDevice,
            "QCQSCDStatusAsInCert" | "QCSSCDStatusAsInCert" => Qualifier::DeviceAsInCertificate,
            "QCQSCDManagedOnBehalf" => Qualifier::DeviceOnBehalf,
            _ => Qualifier::Unknown,
        }
    }
}
