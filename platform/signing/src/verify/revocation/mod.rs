//! Revocation: what lists (CRL) and answers (OCSP) say of a certificate, whether they may say it, and what that means
//! at an instant of the past.
//!
//! In Italian law a revocation or suspension counts from the publication of the list that tells it (CAD art. 21 c.
//! 3 as it was,
//! DPCM 22 February 2013, art. 20–24); a suspension that is annulled has never been (CAD art. 24 c. 4-bis).

mod crl;
mod ocsp;
mod request;
mod signer;
mod status;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use crl::Crl;
pub use ocsp::{Ocsp, Responder, Single};
pub use request::{Wanted, ocsp_request, wanted};
pub use signer::Authority;
pub use status::{Outcome, Told, assess};

use super::certificate::Fingerprint;
use super::limits::EVIDENCE_MAX;

/// Why evidence cannot be used. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// Larger than is looked at.
    #[error("la prova è troppo grande: {0} byte")]
    TooBig(usize),
    /// Not a CRL.
    #[error("non è una lista di revoca nel formato X.509")]
    NotCrl,
    /// Not an OCSP answer.
    #[error("non è una risposta OCSP")]
    NotOcsp,
    /// The responder gave no answer; its code.
    #[error("il servizio OCSP non ha dato una risposta (codice {0})")]
    Refused(u8),
    /// About another certificate.
    #[error("riguarda un altro certificato")]
    OtherCertificate,
    /// Contains something that must be understood and is not.
    #[error("{0}")]
    Unusable(String),
    /// Its signature does not hold.
    #[error("la firma della prova non è valida: {0}")]
    Signature(firma_algoritmi::Error),
    /// Signed by somebody who may not.
    #[error("è firmata da chi non è autorizzato a farlo")]
    NotAuthorised,
    /// An algorithm that could not be relied upon.
    #[error("non è più affidabile: {0}")]
    Weak(super::policy::Weak),
    /// Made after the instant of the check.
    #[error("porta una data futura ({0})")]
    FromTheFuture(String),
    /// Made when the certificate had expired, and such lists do not keep expired ones.
    #[error("è stata fatta dopo la scadenza del certificato, quando non ne parla più")]
    AfterExpiry,
    /// The responder does not know.
    #[error("il servizio OCSP non conosce il certificato")]
    Unknown,
}

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Not told.
    #[default]
    Unspecified,
    /// The key may be in other hands.
    KeyCompromise,
    /// The authority's key may be in other hands.
    AuthorityCompromise,
    /// The holder is no longer what it was.
    AffiliationChanged,
    /// There is a newer one.
    Superseded,
    /// No longer needed.
    Cessation,
    /// Suspended, not revoked.
    Hold,
    /// A right was taken away.
    PrivilegeWithdrawn,
}

impl Reason {
    /// Of the code in a CRL or an answer.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            1 => Reason::KeyCompromise,
            2 | 10 => Reason::AuthorityCompromise,
            3 => Reason::AffiliationChanged,
            4 => Reason::Superseded,
            5 => Reason::Cessation,
            6 => Reason::Hold,
            9 => Reason::PrivilegeWithdrawn,
            _ => Reason::Unspecified,
        }
    }

    /// In Italian.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Reason::Unspecified => "motivo non indicato",
            Reason::KeyCompromise => "chiave compromessa",
            Reason::AuthorityCompromise => "autorità compromessa",
            Reason::AffiliationChanged => "cambio di appartenenza",
            Reason::Superseded => "sostituito da un altro",
            Reason::Cessation => "cessato uso",
            Reason::Hold => "sospeso",
            Reason::PrivilegeWithdrawn => "facoltà ritirata",
        }
    }
}

/// What evidence says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// Neither revoked nor suspended.
    Good,
    /// Suspended: not for ever.
    Hold {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Revoked, for ever.
    Revoked {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: Reason,
    },
}

/// Kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceKind {
    /// A revocation list.
    Crl,
    /// An OCSP answer.
    Ocsp,
}

/// From where evidence comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceOrigin {
    /// It is in the signed file.
    Embedded,
    /// Who asked for the judgement gave it (fetched now, or kept).
    Given,
}

/// The content of evidence.
#[derive(Debug, Clone)]
pub enum Body {
    /// A revocation list.
    Crl(Crl),
    /// An OCSP answer.
    Ocsp(Ocsp),
}

/// A piece of evidence.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub body: Body,
    /// From where.
    pub origin: EvidenceOrigin,
    /// SHA-256 of its bytes.
    pub fingerprint: Fingerprint,
    /// The earliest instant at which it is proved to have existed; `None`: now.
    pub proven: Option<DateTime<Utc>>,
}

impl Item {
    /// Whether it is in the signed file: what proves the file, proves it too.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.origin == EvidenceOrigin::Embedded
    }
}

/// All the evidence at hand, each piece once.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    items: Vec<Arc<Item>>,
    /// What was given and is not evidence, with the reason.
    pub refused: Vec<EvidenceError>,
}

impl Evidence {
    /// Adds a revocation list, DER.
    pub fn add_crl(&mut self, der: &[u8], origin: EvidenceOrigin) {
        self.add(der, origin, Crl::read(der).map(Body::Crl));
    }

    /// Adds an OCSP answer, DER.
    pub fn add_ocsp(&mut self, der: &[u8], origin: EvidenceOrigin) {
        self.add(der, origin, Ocsp::read(der).map(Body::Ocsp));
    }

    fn add(&mut self, der: &[u8], origin: EvidenceOrigin, body: Result<Body, EvidenceError>) {
        let fingerprint = Fingerprint::of(der);
        if let Some(known) = self.items.iter_mut().find(|item| item.fingerprint == fingerprint) {
            if origin == EvidenceOrigin::Embedded && !known.is_embedded() {
                Arc::make_mut(known).origin = origin;
            }
            return;
        }
        if self.items.len() >= 2 * EVIDENCE_MAX {
            return;
        }
        match body {
            Ok(body) => self.items.push(Arc::new(Item { body, origin, fingerprint, proven: None })),
            Err(error) if self.refused.len() < EVIDENCE_MAX => self.refused.push(error),
            Err(_) => {}
        }
    }

    /// All of it.
    #[must_use]
    pub fn items(&self) -> &[Arc<Item>] {
        &self.items
    }

    /// Marks what is proved to have existed at an instant.
    pub fn prove(&mut self, at: DateTime<Utc>, covers: impl Fn(&Item) -> bool) {
        for item in &mut self.items {
            if covers(item) && item.proven.is_none_or(|known| at < known) {
                Arc::make_mut(item).proven = Some(at);
            }
        }
    }
}
