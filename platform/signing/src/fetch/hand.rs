//! What is at hand beside the file: read away from the threads that serve pages, and bounded in all.

use std::sync::Arc;

use super::contents::issuers;
use super::errands::Errand;
use crate::verify::certificate::Certificate;
use crate::verify::revocation::{Evidence, EvidenceOrigin, Wanted};

/// Most bytes at hand for one file, kept and fetched together: a few of the largest lists.
pub const HAND_BYTES_MAX: usize = 128 << 20;

/// What is at hand beside the file.
#[derive(Clone, Debug, Default)]
pub struct AtHand {
    /// Lists and answers, kept or fetched.
    pub evidence: Evidence,
    /// Certificates of issuers, kept or fetched.
    pub certificates: Vec<Arc<Certificate>>,
}

impl AtHand {
    fn pieces(&self) -> usize {
        self.evidence.items().len() + self.certificates.len()
    }
}

/// The same, with how much it is.
#[derive(Clone, Default)]
pub(super) struct Hand {
    pub at: AtHand,
    bytes: usize,
}

impl Hand {
    /// How many bytes more there is room for.
    pub fn room(&self) -> usize {
        HAND_BYTES_MAX.saturating_sub(self.bytes)
    }

    /// Takes what there is room for of what a source gave; whether there is more at hand now.
    pub async fn take(&mut self, wanted: &Wanted, all: Vec<Vec<u8>>, errand: &Errand) -> bool {
        let (before, mut hand) = (self.at.pieces(), self.clone());
        let (wanted, certificate) = (wanted.clone(), Arc::clone(&errand.certificate));
        let work = tokio::task::spawn_blocking(move || {
            for bytes in all {
                hand.add(&wanted, &bytes, &certificate);
            }
            hand
        });
        // By a mistake of ours nothing comes back: then what there was stays, and the verdict tells what it lacks.
        if let Ok(hand) = work.await {
            *self = hand;
        }
        self.at.pieces() > before
    }

    fn add(&mut self, wanted: &Wanted, bytes: &[u8], certificate: &Certificate) {
        if bytes.len() > self.room() {
            return;
        }
        let before = self.at.pieces();
        match wanted {
            Wanted::Ocsp { .. } => self.at.evidence.add_ocsp(bytes, EvidenceOrigin::Given),
            Wanted::Crl { .. } => self.at.evidence.add_crl(bytes, EvidenceOrigin::Given),
            Wanted::Issuer { .. } => {
                for issuer in issuers(bytes, certificate) {
                    let same = |known: &Arc<Certificate>| known.fingerprint() == issuer.fingerprint();
                    if !self.at.certificates.iter().any(same) {
                        self.at.certificates.push(issuer);
                    }
                }
            }
        }
        if self.at.pieces() > before {
            self.bytes += bytes.len();
        }
    }
}
