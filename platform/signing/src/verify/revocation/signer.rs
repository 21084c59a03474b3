//! Who may speak of a certificate's revocation (RFC 5280 §6.3.3 f, RFC 6960 §4.2.2.2).

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Crl, EvidenceError, Ocsp, Statement};
use crate::verify::certificate::Certificate;
use crate::verify::chain::{self, Pool, Purposes, check_leaf};
use crate::verify::trust::{Anchor, Origin, Purpose, ServiceKind, Trust};

/// Where the signers of evidence are sought.
#[derive(Debug, Clone, Copy)]
pub struct Authority<'a> {
    /// Certificates at hand.
    pub pool: &'a Pool,
    /// Whom we trust.
    pub trust: &'a Trust,
    /// Place of the anchor at which the path of the certificate in question ends.
    pub anchor: usize,
    /// For what that path is.
    pub purpose: Purpose,
}

impl Authority<'_> {
    /// Who signed a list, if it may speak of the certificates of this issuer.
    ///
    /// # Errors
    /// [`EvidenceError::NotAuthorised`], [`EvidenceError::Signature`].
    pub fn of_crl(&self, crl: &Crl, issuer: &Arc<Certificate>) -> Result<Arc<Certificate>, EvidenceError> {
        let mut why = EvidenceError::NotAuthorised;
        if crl.issuer() == issuer.subject_key() {
            match crl.check_signed_by(issuer) {
                Ok(()) => {
                    check_leaf(issuer, Purposes::Crl).map_err(|_| EvidenceError::NotAuthorised)?;
                    return Ok(Arc::clone(issuer));
                }
                Err(error) => why = EvidenceError::Signature(error),
            }
        }
        let listed = self.trust.named(crl.issuer()).map(|(_, anchor)| &anchor.certificate);
        for other in self.pool.named(crl.issuer()).chain(listed).take(CANDIDATES_MAX) {
            if crl.check_signed_by(other).is_err() {
                continue;
            }
            let authorised = other.is_valid_at(crl.this_update())
                && check_leaf(other, Purposes::Crl).is_ok()
                && (self.is_listed(other, &ServiceKind::CrlQc, crl.this_update())
                    || self.is_of_same_anchor(other, crl.this_update()));
            why = EvidenceError::NotAuthorised;
            if authorised {
                return Ok(Arc::clone(other));
            }
        }
        Err(why)
    }

    /// Who signed an answer, if it may speak of the certificates of this issuer. `crls` are the lists of that
    /// issuer, for a
    /// responder that is not exempt from being checked itself.
    ///
    /// # Errors
    /// [`EvidenceError::NotAuthorised`], [`EvidenceError::Signature`].
    pub fn of_ocsp(
        &self,
        ocsp: &Ocsp,
        issuer: &Arc<Certificate>,
        crls: &[&Crl],
    ) -> Result<Arc<Certificate>, EvidenceError> {
        if ocsp.is_responder(issuer) {
            return ocsp.check_signed_by(issuer).map(|()| Arc::clone(issuer)).map_err(EvidenceError::Signature);
        }
        let own = ocsp.certificates().filter_map(|der| Certificate::read(der).ok());
        let others = self.pool.all().iter().map(Arc::clone);
        let mut why = EvidenceError::NotAuthorised;
        for responder in own.chain(others).filter(|it| ocsp.is_responder(it)).take(CANDIDATES_MAX) {
            match ocsp.check_signed_by(&responder) {
                Ok(()) if self.may_answer(&responder, issuer, ocsp.produced_at(), crls) => return Ok(responder),
                Ok(()) => why = EvidenceError::NotAuthorised,
                Err(error) => why = EvidenceError::Signature(error),
            }
        }
        Err(why)
    }

    fn may_answer(&self, responder: &Certificate, issuer: &Certificate, at: DateTime<Utc>, crls: &[&Crl]) -> bool {
        if self.is_listed(responder, &ServiceKind::OcspQc, at) {
            return true;
        }
        let extensions = responder.extensions();
        responder.is_valid_at(at)
            && check_leaf(responder, Purposes::Ocsp).is_ok()
            && extensions.unknown_critical.is_empty()
            && extensions.broken.is_empty()
            && responder.issuer_key() == issuer.subject_key()
            && issuer.key().is_ok_and(|key| responder.check_signed_by(key).is_ok())
            && (extensions.ocsp_no_check || is_not_revoked(responder, issuer, crls))
    }

    /// A service of the same provider that does just this, in good standing then.
    fn is_listed(&self, certificate: &Certificate, kind: &ServiceKind, at: DateTime<Utc>) -> bool {
        let Some(wanted) = self.trust.anchors().get(self.anchor) else { return false };
        let own = self.trust.same(certificate.fingerprint()).filter(|(_, it)| self.is_same_provider(it, wanted));
        let mut services = own.filter_map(|(_, it)| self.trust.service(it)?.at(at));
        services.any(|period| period.kind == *kind && period.status.is_qualified())
    }

    /// Another key of an authority under the same anchor, or of the same provider.
    fn is_of_same_anchor(&self, certificate: &Arc<Certificate>, at: DateTime<Utc>) -> bool {
        let Some(wanted) = self.trust.anchors().get(self.anchor) else { return false };
        chain::find(certificate, self.pool, self.trust, self.purpose).paths.iter().any(|path| {
            path.anchor(self.trust).is_some_and(|found| self.is_same_provider(found, wanted))
                && chain::check(path, self.trust.policy(), at).is_empty()
                && chain::expired(path, self.trust, at).is_none()
        })
    }

    fn is_same_provider(&self, one: &Anchor, other: &Anchor) -> bool {
        match (self.trust.service(one), self.trust.service(other)) {
            (Some(one), Some(other)) => one.provider == other.provider && one.list.country == other.list.country,
            (None, None) => {
                matches!((&one.origin, &other.origin), (Origin::Added(_), Origin::Added(_)))
                    && one.certificate.fingerprint() == other.certificate.fingerprint()
            }
            _ => false,
        }
    }
}

/// Most certificates of one name that are tried.
const CANDIDATES_MAX: usize = 4;

/// By the lists of the issuer, which were found to be its own.
fn is_not_revoked(responder: &Certificate, issuer: &Certificate, crls: &[&Crl]) -> bool {
    let own = crls.iter().filter(|crl| crl.issuer() == issuer.subject_key() && crl.check_scope(responder).is_ok());
    let told: Vec<Statement> = own.filter_map(|crl| crl.statement(responder)).collect();
    !told.is_empty() && told.iter().all(|statement| *statement == Statement::Good)
}
