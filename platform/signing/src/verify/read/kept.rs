//! What a PDF keeps for all its signatures (its DSS): read once, and shared by whoever judges each of them.

use std::sync::Arc;

use firma_pdf::Dss;

use crate::verify::certificate::Certificate;
use crate::verify::judge::Question;
use crate::verify::limits::{CERTIFICATES_MAX, EVIDENCE_MAX};
use crate::verify::revocation::{Evidence, EvidenceOrigin};

/// Most lists that are taken: with as many answers as are ever taken, some room is left for what a signature brings by itself.
const LISTS_MAX: usize = EVIDENCE_MAX * 3 / 4;

/// What is at hand for every signature of a file: what the question brings, and what the file keeps.
pub(super) struct Kept {
    /// Certificates, those of the question first.
    pub certificates: Vec<Arc<Certificate>>,
    /// Lists and answers.
    pub evidence: Evidence,
}

impl Kept {
    /// Of a store. What cannot be read is left out, and so is what passes the bounds of one signature.
    pub(super) fn of(store: &Dss, question: &Question<'_>) -> Self {
        let mut certificates = question.certificates.to_vec();
        certificates
            .extend(store.certificates.iter().take(CERTIFICATES_MAX).filter_map(|der| Certificate::read(der).ok()));
        let mut evidence = question.evidence.clone();
        for der in store.crls.iter().take(LISTS_MAX) {
            evidence.add_crl(der, EvidenceOrigin::Embedded);
        }
        for der in store.ocsps.iter().take(EVIDENCE_MAX) {
            evidence.add_ocsp(der, EvidenceOrigin::Embedded);
        }
        Kept { certificates, evidence }
    }
}
