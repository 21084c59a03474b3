//! Whether what came is what was asked for. Pure. Whether it is signed by who may is for the judge.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};

use crate::store::pem;
use crate::verify::certificate::Certificate;
use crate::verify::revocation::{Crl, EvidenceError, Ocsp, Wanted};

/// How far two clocks may differ.
const SKEW: Duration = Duration::minutes(5);
/// Most certificates looked at in what an address gave for an issuer's.
const ISSUERS_MAX: usize = 32;

/// When evidence was made and until when it is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceTimes {
    /// When what it says was known.
    pub this_update: DateTime<Utc>,
    /// Until when.
    pub next_update: Option<DateTime<Utc>>,
}

/// Whether evidence speaks of this certificate and is of today. An answer "unknown" does not speak.
///
/// # Errors
/// [`EvidenceError`].
pub(super) fn check_fresh(
    wanted: &Wanted,
    bytes: &[u8],
    (certificate, issuer): (&Certificate, &Certificate),
    now: DateTime<Utc>,
) -> Result<EvidenceTimes, EvidenceError> {
    let times = match wanted {
        Wanted::Ocsp { .. } => {
            let answer = Ocsp::read(bytes)?;
            let single = answer.about(certificate, issuer)?;
            single.statement.ok_or(EvidenceError::Unknown)?;
            EvidenceTimes { this_update: single.this_update, next_update: single.next_update }
        }
        Wanted::Crl { .. } => {
            let list = Crl::read(bytes)?;
            list.check_scope(certificate)?;
            EvidenceTimes { this_update: list.this_update(), next_update: list.next_update() }
        }
        Wanted::Issuer { .. } => return Err(EvidenceError::OtherCertificate),
    };
    let day = |at: DateTime<Utc>| at.format("%d/%m/%Y").to_string();
    if times.this_update > now + SKEW {
        return Err(EvidenceError::FromTheFuture(day(times.this_update)));
    }
    if let Some(until) = times.next_update.filter(|until| *until + SKEW < now) {
        return Err(EvidenceError::Unusable(format!("valeva fino al {}", day(until))));
    }
    Ok(times)
}

/// A revocation list as DER, where it came as text (RFC 7468 §6).
pub(super) fn bare(bytes: Vec<u8>) -> Vec<u8> {
    let text = std::str::from_utf8(&bytes).ok();
    let body =
        text.and_then(|text| text.split_once("-----BEGIN X509 CRL-----")?.1.split_once("-----END X509 CRL-----"));
    let body = body.map(|(body, _)| body.split_whitespace().collect::<String>());
    body.and_then(|body| STANDARD.decode(body).ok()).unwrap_or(bytes)
}

/// The certificates in what an address gave (one, DER or PEM, or a bag of them, RFC 5280 §4.2.2.1) that issued this one.
pub(super) fn issuers(bytes: &[u8], certificate: &Certificate) -> Vec<Arc<Certificate>> {
    let text = std::str::from_utf8(bytes).ok().and_then(pem::certificates).filter(|found| !found.is_empty());
    let ders: Vec<Vec<u8>> = match (text, firma_cms::signed_data(bytes)) {
        (Some(found), _) => found,
        (None, Ok(bag)) => bag.certificates.iter().map(|one| one.der.to_vec()).collect(),
        (None, Err(_)) => vec![bytes.to_vec()],
    };
    let read = ders.iter().take(ISSUERS_MAX).filter_map(|der| Certificate::read(der).ok());
    let issued = |issuer: &Arc<Certificate>| {
        issuer.subject_key() == certificate.issuer_key()
            && issuer.key().is_ok_and(|key| certificate.check_signed_by(key).is_ok())
    };
    read.filter(issued).collect()
}
