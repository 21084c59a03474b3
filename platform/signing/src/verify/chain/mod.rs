//! From a certificate to an anchor: the paths that the signatures allow (RFC 4158), each judged after (`validate`).
//!
//! The certificates come from the signature, from what was kept beside it and from the lists; nothing is fetched.
//! Loops, counts and
//! the number of signatures checked are bounded ([`crate::verify::limits`]).

mod names;
mod validate;

use std::collections::HashMap;
use std::sync::Arc;

use super::certificate::{Certificate, CertificateError, Fingerprint, NameKey};
use super::limits::{CERTIFICATES_MAX, PATH_CHECKS_MAX, PATH_MAX, PATHS_MAX};
use super::trust::{Anchor, Origin, Purpose, Trust};
pub use validate::{PathProblem, Purposes, check, check_leaf, expired, who};

/// Certificates at hand, each once.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    all: Vec<Arc<Certificate>>,
    by_subject: HashMap<NameKey, Vec<usize>>,
    by_fingerprint: HashMap<Fingerprint, usize>,
}

impl Pool {
    /// Adds one, DER; beyond [`CERTIFICATES_MAX`] it is left out.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn add_der(&mut self, der: &[u8]) -> Result<Arc<Certificate>, CertificateError> {
        if let Some(found) = self.by_fingerprint.get(&Fingerprint::of(der)).and_then(|place| self.all.get(*place)) {
            return Ok(Arc::clone(found));
        }
        let certificate = Certificate::read(der)?;
        self.add(Arc::clone(&certificate));
        Ok(certificate)
    }

    /// Adds one.
    pub fn add(&mut self, certificate: Arc<Certificate>) {
        if self.all.len() >= CERTIFICATES_MAX || self.by_fingerprint.contains_key(&certificate.fingerprint()) {
            return;
        }
        let place = self.all.len();
        self.by_fingerprint.insert(certificate.fingerprint(), place);
        self.by_subject.entry(certificate.subject_key().clone()).or_default().push(place);
        self.all.push(certificate);
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Arc<Certificate>] {
        &self.all
    }

    /// Those of this name.
    pub fn named<'a>(&'a self, name: &NameKey) -> impl Iterator<Item = &'a Arc<Certificate>> {
        let places = self.by_subject.get(name).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.all.get(*place))
    }
}

/// A path: the first is the certificate in question, the last is the anchor's. One alone is itself an anchor.
#[derive(Debug, Clone)]
pub struct Path {
    /// In order; never empty.
    pub certificates: Vec<Arc<Certificate>>,
    /// Place of the anchor in [`Trust::anchors`].
    pub anchor: usize,
}

impl Path {
    /// The certificate and its issuer, from the first pair to the one whose issuer is the anchor.
    pub fn pairs(&self) -> impl Iterator<Item = (&Arc<Certificate>, &Arc<Certificate>)> {
        self.certificates.iter().zip(self.certificates.iter().skip(1))
    }

    /// The anchor.
    #[must_use]
    pub fn anchor<'a>(&self, trust: &'a Trust) -> Option<&'a Anchor> {
        trust.anchors().get(self.anchor)
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The paths, the shortest first.
    pub paths: Vec<Path>,
    /// Set if the search was given up: there is more than anybody needs for an honest path.
    pub given_up: bool,
}

/// The paths from a certificate to the anchors that are good for this purpose.
#[must_use]
pub fn find(leaf: &Arc<Certificate>, pool: &Pool, trust: &Trust, purpose: Purpose) -> Found {
    let mut search = Search { pool, trust, purpose, checks: HashMap::new(), found: Found::default() };
    search.run(leaf);
    search.found.paths.sort_by_key(|path| path.certificates.len());
    search.found
}

struct Search<'a> {
    pool: &'a Pool,
    trust: &'a Trust,
    purpose: Purpose,
    checks: HashMap<(Fingerprint, Fingerprint), bool>,
    found: Found,
}

impl Search<'_> {
    fn run(&mut self, leaf: &Arc<Certificate>) {
        for (place, anchor) in self.trust.same(leaf.fingerprint()) {
            if is_for(anchor, self.trust, self.purpose) {
                self.found.paths.push(Path { certificates: vec![Arc::clone(leaf)], anchor: place });
            }
        }
        let mut open = vec![vec![Arc::clone(leaf)]];
        while let Some(path) = open.pop() {
            if self.found.paths.len() >= PATHS_MAX {
                self.found.given_up = true;
                return;
            }
            let Some(last) = path.last().map(Arc::clone) else { continue };
            self.end(&path, &last);
            if path.len() + 1 < PATH_MAX {
                open.extend(self.longer(&path, &last));
            }
        }
    }

    /// Ends the path at each anchor that issued its last certificate.
    fn end(&mut self, path: &[Arc<Certificate>], last: &Arc<Certificate>) {
        let (trust, purpose) = (self.trust, self.purpose);
        for (place, anchor) in trust.named(last.issuer_key()) {
            let known = path.iter().any(|it| it.fingerprint() == anchor.certificate.fingerprint());
            if known || !is_for(anchor, trust, purpose) || !self.issued(&anchor.certificate, last) {
                continue;
            }
            let certificates = path.iter().chain([&anchor.certificate]).map(Arc::clone).collect();
            self.found.paths.push(Path { certificates, anchor: place });
        }
    }

    /// The path with each authority that issued its last certificate. One key of one name comes once only.
    fn longer(&mut self, path: &[Arc<Certificate>], last: &Arc<Certificate>) -> Vec<Vec<Arc<Certificate>>> {
        let pool = self.pool;
        let mut longer = Vec::new();
        for issuer in pool.named(last.issuer_key()) {
            let again = path.iter().any(|it| it.subject_key() == issuer.subject_key() && it.spki() == issuer.spki());
            if !again && self.issued(issuer, last) {
                longer.push(path.iter().chain([issuer]).map(Arc::clone).collect());
            }
        }
        longer
    }

    fn issued(&mut self, issuer: &Certificate, subject: &Certificate) -> bool {
        let pair = (issuer.fingerprint(), subject.fingerprint());
        if let Some(known) = self.checks.get(&pair) {
            return *known;
        }
        if self.checks.len() >= PATH_CHECKS_MAX {
            self.found.given_up = true;
            return false;
        }
        let issued = issuer.key().is_ok_and(|key| subject.check_signed_by(key).is_ok());
        self.checks.insert(pair, issued);
        issued
    }
}

/// Whether an anchor counts for a purpose. What a service of a list was at its time is judged after.
fn is_for(anchor: &Anchor, trust: &Trust, purpose: Purpose) -> bool {
    let Origin::Added(added) = &anchor.origin else {
        let periods = trust.service(anchor).map(|service| service.periods.as_slice()).unwrap_or_default();
        return match purpose {
            Purpose::Documents => periods.iter().any(|period| period.kind.is_authority()),
            Purpose::TimeStamps => {
                periods.iter().any(|period| period.kind.is_authority() || period.kind.is_time_stamping())
            }
            Purpose::Mail => false,
        };
    };
    added.purposes.contains(&purpose)
}
