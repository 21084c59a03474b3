//! Asking a list about a certificate.

use crate::{Certificate, List, Provider, Qualification, Service, Signer, State};
use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;
use firma_xml::certificate::{self, der};

/// What a list says of the service that issued a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted<'l> {
    /// The provider.
    pub provider: &'l Provider,
    /// Its service.
    pub service: &'l Service,
    /// The state of the service at the instant.
    pub state: &'l State,
    /// Whether the service was supervised and good then.
    pub good: bool,
    /// What that made of the certificate: only for services that issue qualified certificates
    /// ([`CA_QC`](crate::uri::CA_QC)).
    pub qualification: Option<Qualification>,
}

impl List {
    /// What the list says of the services that have the issuer's key and name, at an instant; empty if it knows none,
    /// or none was there yet.
    ///
    /// `issuer` is the certificate (DER) of the authority that issued the signer's, or of a time-stamping unit itself.
    /// TS 119 615 (4.4.4) wants the question asked twice: at the instant of signing and when the certificate was
    /// issued. More than one answer is possible: all of the kind wanted must agree before anything is built upon them.
    #[must_use]
    pub fn granted(&self, issuer: &[u8], signer: &Signer, at: DateTime<Utc>) -> Vec<Granted<'_>> {
        let Some(wanted) = certificate::read(issuer) else { return Vec::new() };
        let key_id = key_id(wanted.spki);
        let is_it = |service: &Service| {
            if service.certificates.is_empty() {
                return key_id.as_ref().is_some_and(|id| service.key_ids.contains(id));
            }
            service
                .certificates
                .iter()
                .filter_map(|listed| certificate::read(listed.der()))
                .any(|listed| listed.spki == wanted.spki && certificate::same_name(listed.subject, wanted.subject))
        };
        let mut found = Vec::new();
        for (provider, service) in self.services().filter(|(_, service)| is_it(service)) {
            if let Some(state) = service.at(at) {
                let qualification = (state.kind == crate::uri::CA_QC).then(|| Qualification::of(signer, state, at));
                found.push(Granted { provider, service, state, good: state.is_good(), qualification });
            }
        }
        found
    }

    /// The certificates of the list that have the name of a certificate's issuer: those that may have issued it.
    /// Whether one did, its key tells.
    pub fn possible_issuers<'l>(&'l self, certificate: &[u8]) -> Vec<&'l Certificate> {
        let Some(facts) = certificate::read(certificate) else { return Vec::new() };
        let mut found: Vec<&Certificate> = Vec::new();
        for listed in self.services().flat_map(|(_, service)| &service.certificates) {
            let named = certificate::read(listed.der())
                .is_some_and(|listed| certificate::same_name(listed.subject, facts.issuer));
            if named && !found.contains(&listed) {
                found.push(listed);
            }
        }
        found
    }

    /// All services, with their providers.
    pub fn services(&self) -> impl Iterator<Item = (&Provider, &Service)> {
        self.providers.iter().flat_map(|provider| provider.services.iter().map(move |service| (provider, service)))
    }

    /// The pointer at the list of a country, in the form for programs.
    #[must_use]
    pub fn pointer(&self, territory: &str) -> Option<&crate::Pointer> {
        let mut forms = self.pointers.iter().filter(|pointer| pointer.territory.as_deref() == Some(territory));
        forms.find(|pointer| pointer.is_for_programs())
    }

    /// Whether the list is past its next update (5.3.15), or closed.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.next_update.is_none_or(|next| next < now)
    }
}

/// The key identifier that RFC 5280 (4.2.1.2, method 1) makes of a key: SHA-1 of the bits of the public key.
fn key_id(spki: &[u8]) -> Option<Vec<u8>> {
    let body = der::whole(spki, der::SEQUENCE)?;
    let (_, rest) = der::next(body, der::SEQUENCE)?;
    let (bits, _) = der::next(rest, der::BITS)?;
    Some(Digest::Sha1.of(bits.get(1..)?))
}
