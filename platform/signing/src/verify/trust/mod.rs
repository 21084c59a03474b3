//! Whom we trust, and why: services of the trusted lists (Reg. EU 910/2014 art. 22, ETSI TS 119 612), and what the
//! ente adds itself.

mod lists;
mod service;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, Fingerprint, NameKey};
use super::policy::Policy;
pub use service::{
    Criteria, CriteriaMatch, ListInfo, Qualification, Qualifier, Service, ServiceKind, ServicePeriod, ServiceStatus,
    Use,
};

/// For what an anchor that the ente added is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Signatures and seals upon documents.
    Documents,
    /// Time stamps.
    TimeStamps,
    /// Envelopes of certified mail.
    Mail,
}

/// Why an anchor is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A service of a trusted list; its place in [`Trust::services`].
    Service(usize),
    /// Added by a person of the ente.
    Added(Added),
}

/// An anchor that no list names. What stands upon it is never qualified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Why, in the words of who added it.
    pub reason: String,
    /// Who added it.
    pub by: String,
    /// When.
    pub on: DateTime<Utc>,
    /// For what.
    pub purposes: Vec<Purpose>,
}

/// A certificate at which a path may end.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// Whose key it is.
    pub certificate: Arc<Certificate>,
    /// Why it is trusted.
    pub origin: Origin,
}

/// Everything a judgement depends on but the signature itself and the instant: the same value and the same instant
/// give the same report.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    anchors: Vec<Anchor>,
    by_subject: HashMap<NameKey, Vec<usize>>,
    by_fingerprint: HashMap<Fingerprint, Vec<usize>>,
    services: Vec<Service>,
    policy: Policy,
}

impl Trust {
    /// Trusts nobody yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Trust { policy, ..Trust::default() }
    }

    /// The rules.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The services of the lists.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The anchors.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// The service of an anchor, if it is one's.
    #[must_use]
    pub fn service(&self, anchor: &Anchor) -> Option<&Service> {
        match anchor.origin {
            Origin::Service(place) => self.services.get(place),
            Origin::Added(_) => None,
        }
    }

    /// Adds a service of a trusted list **whose signature was found good** by who calls.
    pub fn add_service(&mut self, service: Service, certificates: &[Arc<Certificate>]) {
        let origin = Origin::Service(self.services.len());
        self.services.push(service);
        for certificate in certificates {
            self.add(Anchor { certificate: Arc::clone(certificate), origin: origin.clone() });
        }
    }

    /// Adds an anchor of the ente.
    pub fn add_anchor(&mut self, certificate: Arc<Certificate>, added: Added) {
        self.add(Anchor { certificate, origin: Origin::Added(added) });
    }

    fn add(&mut self, anchor: Anchor) {
        let place = self.anchors.len();
        self.by_subject.entry(anchor.certificate.subject_key().clone()).or_default().push(place);
        self.by_fingerprint.entry(anchor.certificate.fingerprint()).or_default().push(place);
        self.anchors.push(anchor);
    }

    /// The anchors of this name.
    pub fn named<'a>(&'a self, name: &NameKey) -> impl Iterator<Item = (usize, &'a Anchor)> {
        let places = self.by_subject.get(name).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| Some((*place, self.anchors.get(*place)?)))
    }

    /// The anchors of the same name and key: one authority may stand in a list with several certificates and
    /// services.
    pub fn keyed<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = &'a Anchor> {
        let named = self.named(certificate.subject_key());
        named.map(|(_, anchor)| anchor).filter(|anchor| anchor.certificate.spki() == certificate.spki())
    }

    /// The anchors that are this very certificate.
    pub fn same(&self, fingerprint: Fingerprint) -> impl Iterator<Item = (usize, &Anchor)> {
        let places = self.by_fingerprint.get(&fingerprint).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| Some((*place, self.anchors.get(*place)?)))
    }
}
