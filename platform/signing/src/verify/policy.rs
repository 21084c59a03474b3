//! The rules of a judgement that are not in the standards' text: constants, each with its reason.

use chrono::{DateTime, Duration, Utc};
use firma_algoritmi::{Digest, PublicKey, Scheme, strength};
use serde::{Deserialize, Serialize};

/// What the validation policy leaves to us (ETSI EN 319 102-1 §5.1.4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How long evidence without `nextUpdate` counts as current, hours: the CRLs of Italian providers come out at
    /// least daily
    /// (DPCM 22 February 2013, art. 21).
    pub evidence_hours: u32,
    /// How far two clocks may differ, minutes.
    pub skew_minutes: u32,
    /// Whether a signature upon a document must name its certificate among what it signs (`signing-certificate`,
    /// ETSI EN
    /// 319 122-1 §5.2.2, Decision EU 2015/1506): without it the certificate could be exchanged for another of the
    /// same key.
    pub certificate_reference: bool,
    /// Whether revocation must be known. Without it a verdict may pass that nobody should rely upon (it is never
    /// green): only to see
    /// what else there is to say of a signature.
    pub revocation: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { evidence_hours: 24, skew_minutes: 5, certificate_reference: true, revocation: true }
    }
}

/// An algorithm that could not be relied upon at the instant that counts. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// A digest.
    #[error("l'impronta {0} non era più sicura")]
    Digest(Digest),
    /// A key.
    #[error("la chiave {0} di {1} bit non era più abbastanza lunga")]
    Key(&'static str, usize),
}

impl Policy {
    /// How far two clocks may differ.
    #[must_use]
    pub fn skew(&self) -> Duration {
        Duration::minutes(i64::from(self.skew_minutes))
    }

    /// How long evidence without `nextUpdate` counts as current.
    #[must_use]
    pub fn evidence(&self) -> Duration {
        Duration::hours(i64::from(self.evidence_hours))
    }

    /// Whether a digest could be relied upon at this instant.
    ///
    /// # Errors
    /// [`Weak::Digest`].
    pub fn check_digest(&self, digest: Digest, at: DateTime<Utc>) -> Result<(), Weak> {
        if strength::digest_is_strong(digest, at.date_naive()) { Ok(()) } else { Err(Weak::Digest(digest)) }
    }

    /// Whether a signature of this scheme and key could be relied upon at this instant.
    ///
    /// # Errors
    /// [`Weak`].
    pub fn check_signature(&self, scheme: Scheme, key: &PublicKey, at: DateTime<Utc>) -> Result<(), Weak> {
        if let Some(digest) = scheme.digest() {
            self.check_digest(digest, at)?;
        }
        if strength::key_is_strong(key.kind(), key.bits(), at.date_naive()) {
            Ok(())
        } else {
            Err(Weak::Key(key.kind().name(), key.bits()))
        }
    }
}
