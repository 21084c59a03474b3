use chrono::{DateTime, Utc};
use der::asn1::{Any, BitString, ContextSpecific, GeneralizedTime, Null, OctetString};
use der::{Choice, Decode, Encode, Sequence, TagMode, TagNumber};
use firma_algoritmi::Digest;
use x509_cert::ext::Extension;

use super::certificate::{Issuer, Validity, oid};
use super::crl::Reason;
use crate::asn::{Algorithm, generalized};
use crate::certificate::key_bits;
use crate::ocsp::{ANSWER_MAX, BASIC, CertId, NONCE, Request, Response, ResponseBytes, Status};
use crate::{Certificate, Error, algorithm};

/// Most certificates asked about at once.
const QUESTIONS_MAX: usize = 16;

/// What the authority knows of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Issued and not revoked.
    Good,
    /// Revoked, since when and why.
    Revoked(DateTime<Utc>, Reason),
    /// Never issued.
    Unknown,
}

/// `BasicOCSPResponse` (RFC 6960, 4.2.1).
#[derive(Sequence)]
struct Basic {
    data: Any,
    algorithm: Algorithm,
    signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    certificates: Vec<Any>,
}

#[derive(Sequence)]
struct Data {
    /// By key: the SHA-1 of the responder's.
    responder: ContextSpecific<OctetString>,
    produced: GeneralizedTime,
    responses: Vec<One>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
struct One {
    id: CertId,
    status: CertStatus,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    next_update: GeneralizedTime,
}

#[derive(Choice)]
enum CertStatus {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Good(Null),
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true")]
    Revoked(RevokedInfo),
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT")]
    Unknown(Null),
}

#[derive(Sequence)]
struct RevokedInfo {
    at: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    reason: Reason,
}

/// Answers a question (`OCSPRequest`, DER) about the certificates of `issuer`. `standing` is asked with the serial number's
/// DER; of another issuer's certificates nothing is known.
///
/// # Errors
/// [`Error::OtherKey`], [`Error::Key`]; a question that cannot be read has an answer that says so.
pub fn ocsp(
    question: &[u8],
    responder: Issuer<'_>,
    issuer: &Certificate,
    standing: &dyn Fn(&[u8]) -> Standing,
    validity: Validity,
) -> Result<Vec<u8>, Error> {
    let request = (question.len() <= ANSWER_MAX).then(|| Request::from_der(question).ok()).flatten();
    let Some(request) = request.filter(|request| (1..=QUESTIONS_MAX).contains(&request.tbs.list.len())) else {
        return Ok(Response { status: Status::Malformed, bytes: None }.to_der()?);
    };
    let mut responses = Vec::new();
    for single in request.tbs.list {
        let known = if is_of(&single.id, issuer)? { standing(&single.id.serial.to_der()?) } else { Standing::Unknown };
        responses.push(One {
            id: single.id,
            status: status(known)?,
            this_update: generalized(validity.from)?,
            next_update: generalized(validity.to)?,
        });
    }
    let nonce = request.tbs.extensions.unwrap_or_default().into_iter().find(|one| one.extn_id.to_string() == NONCE);
    let data = Data {
        responder: ContextSpecific {
            tag_number: TagNumber(2),
            tag_mode: TagMode::Explicit,
            value: OctetString::new(Digest::Sha1.of(&key_bits(responder.key.spki())?))?,
        },
        produced: generalized(validity.from)?,
        responses,
        extensions: nonce.map(|nonce| vec![nonce]),
    };
    signed(&data, responder)
}

fn signed(data: &Data, responder: Issuer<'_>) -> Result<Vec<u8>, Error> {
    let scheme = responder.certificate.usual_scheme()?;
    let data = data.to_der()?;
    let basic = Basic {
        signature: responder.sign(&data, scheme)?,
        data: Any::from_der(&data)?,
        algorithm: algorithm::signature(scheme)?,
        certificates: vec![Any::from_der(responder.certificate.der())?],
    };
    let bytes = ResponseBytes { kind: oid(BASIC)?, value: OctetString::new(basic.to_der()?)? };
    Ok(Response { status: Status::Successful, bytes: Some(bytes) }.to_der()?)
}

/// Whether the certificate asked about is one of this issuer's.
fn is_of(id: &CertId, issuer: &Certificate) -> Result<bool, Error> {
    let Some(digest) = Digest::from_oid(&id.digest.oid.to_string()) else { return Ok(false) };
    Ok(id.issuer_name.as_bytes() == digest.of(issuer.subject())
        && id.issuer_key.as_bytes() == digest.of(&key_bits(issuer.spki())?))
}

fn status(standing: Standing) -> Result<CertStatus, Error> {
    Ok(match standing {
        Standing::Good => CertStatus::Good(Null),
        Standing::Revoked(at, reason) => CertStatus::Revoked(RevokedInfo { at: generalized(at)?, reason }),
        Standing::Unknown => CertStatus::Unknown(Null),
    })
}
