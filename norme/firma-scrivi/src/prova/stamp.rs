use chrono::{DateTime, Utc};
use der::asn1::{Any, BitString, Int, Utf8StringRef};
use der::{Decode, Encode};
use firma_algoritmi::Digest;

use super::certificate::{Issuer, number, oid};
use super::{NOTICE, STAMP_POLICY, Serial};
use crate::asn::generalized;
use crate::cades::{Envelope, Prepared, Purpose};
use crate::tsp::{ANSWER_MAX, Accuracy, StatusInfo, TimeStampReq, TimeStampResp, TstInfo};
use crate::{Certificate, Error, Measured, algorithm};

const BAD_ALGORITHM: usize = 0;
const BAD_FORMAT: usize = 5;
const UNKNOWN_POLICY: usize = 15;

/// Answers a request for a time stamp (`TimeStampReq`, DER): the time is `at`. `others` are the certificates above the stamper's.
///
/// # Errors
/// [`Error::OtherKey`], [`Error::Key`]; a request that cannot be granted has an answer that says so.
pub fn stamp(
    request: &[u8],
    stamper: Issuer<'_>,
    others: &[Certificate],
    serial: &Serial,
    at: DateTime<Utc>,
) -> Result<Vec<u8>, Error> {
    let request = (request.len() <= ANSWER_MAX).then(|| TimeStampReq::from_der(request).ok()).flatten();
    let Some(request) = request.filter(|request| request.version == 1 && request.extensions.is_none()) else {
        return refuse(BAD_FORMAT);
    };
    let digest = Digest::from_oid(&request.imprint.algorithm.oid.to_string());
    let Some(digest) = digest.filter(|digest| algorithm::strong(*digest).is_ok()) else {
        return refuse(BAD_ALGORITHM);
    };
    if request.imprint.hash.as_bytes().len() != digest.size() {
        return refuse(BAD_FORMAT);
    }
    let policy = oid(STAMP_POLICY)?;
    if request.policy.is_some_and(|asked| asked != policy) {
        return refuse(UNKNOWN_POLICY);
    }
    let info = TstInfo {
        version: 1,
        policy,
        imprint: request.imprint,
        serial: Int::from_der(&number(serial)?)?,
        time: generalized(at)?,
        accuracy: Accuracy { seconds: 1 },
        ordering: false,
        nonce: request.nonce,
    };
    let token = token(&info.to_der()?, stamper, others, request.certificates)?;
    let status =
        StatusInfo { status: 0, text: Some(vec![Any::encode_from(&Utf8StringRef::new(NOTICE)?)?]), failure: None };
    Ok(TimeStampResp { status, token: Some(Any::from_der(&token)?) }.to_der()?)
}

/// The token around the content. Without certificates when they were not asked for, as RFC 3161, 2.4.1 wants.
fn token(info: &[u8], stamper: Issuer<'_>, others: &[Certificate], certificates: bool) -> Result<Vec<u8>, Error> {
    let scheme = stamper.certificate.usual_scheme()?;
    let content = Measured::of(algorithm::digest_of(scheme)?, info)?;
    let signature = Prepared::new(stamper.certificate, scheme, &content, Purpose::Token)?.sign(stamper.key)?;
    let mut envelope = Envelope::of(&signature, others)?;
    if !certificates {
        envelope.certificates.clear();
    }
    envelope.frame(&signature)?.around(info)
}

fn refuse(bit: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; bit / 8 + 1];
    bytes[bit / 8] = 0x80 >> (bit % 8);
    let failure = BitString::new(u8::try_from(7 - bit % 8).unwrap_or_default(), bytes)?;
    let text = Some(vec![Any::encode_from(&Utf8StringRef::new(NOTICE)?)?]);
    Ok(TimeStampResp { status: StatusInfo { status: 2, text, failure: Some(failure) }, token: None }.to_der()?)
}
