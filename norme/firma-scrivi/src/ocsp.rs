//! Questions about the revocation of a certificate (RFC 6960), and whether an answer is one.

use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence};
use firma_algoritmi::Digest;
use x509_cert::ext::Extension;

use crate::asn::Algorithm;
use crate::{Certificate, Error, certificate};

/// Largest answer, bytes.
pub const ANSWER_MAX: usize = 1 << 20;
pub(crate) const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
pub(crate) const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";

/// `CertID` (4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct CertId {
    pub digest: Algorithm,
    pub issuer_name: OctetString,
    pub issuer_key: OctetString,
    pub serial: Any,
}

/// `OCSPRequest` (4.1.1), unsigned.
#[derive(Sequence)]
pub(crate) struct Request {
    pub tbs: TbsRequest,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub signature: Option<Any>,
}

#[derive(Sequence)]
pub(crate) struct TbsRequest {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub version: Option<u8>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub requestor: Option<Any>,
    pub list: Vec<Single>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
pub(crate) struct Single {
    pub id: CertId,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension>>,
}

/// `OCSPResponse` (4.2.1).
#[derive(Sequence)]
pub(crate) struct Response {
    pub status: Status,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub bytes: Option<ResponseBytes>,
}

#[derive(Sequence)]
pub(crate) struct ResponseBytes {
    pub kind: ObjectIdentifier,
    pub value: OctetString,
}

/// `OCSPResponseStatus` (4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, der::Enumerated)]
#[repr(u8)]
pub(crate) enum Status {
    Successful = 0,
    Malformed = 1,
    Internal = 2,
    TryLater = 3,
    SignatureNeeded = 5,
    Unauthorized = 6,
}

impl CertId {
    /// With SHA-1, which every responder understands: it names, it protects nothing.
    pub(crate) fn of(subject: &Certificate, issuer: &Certificate) -> Result<Self, Error> {
        let digest = Digest::Sha1;
        Ok(Self {
            digest: Algorithm { parameters: Some(Any::null()), ..Algorithm::bare(digest.oid())? },
            issuer_name: OctetString::new(digest.of(issuer.subject()))?,
            issuer_key: OctetString::new(digest.of(&certificate::key_bits(issuer.spki())?))?,
            serial: Any::from_der(subject.serial())?,
        })
    }
}

/// The question about one certificate. `nonce`, from 8 to 32 random bytes, asks for an answer made now (RFC 8954); many
/// responders leave it out of the answer.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn request(subject: &Certificate, issuer: &Certificate, nonce: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let nonce = nonce.map(|nonce| {
        Ok::<_, Error>(vec![Extension {
            extn_id: ObjectIdentifier::new(NONCE).map_err(|_| Error::Unwritable)?,
            critical: false,
            extn_value: OctetString::new(OctetString::new(nonce)?.to_der()?)?,
        }])
    });
    let single = Single { id: CertId::of(subject, issuer)?, extensions: None };
    let tbs = TbsRequest { version: None, requestor: None, list: vec![single], extensions: nonce.transpose()? };
    Ok(Request { tbs, signature: None }.to_der()?)
}

/// Whether the responder gave an answer at all. **What it says, and whether it is signed well, is for the verifier.**
///
/// # Errors
/// [`Error::Revocation`].
pub fn check_status(answer: &[u8]) -> Result<(), Error> {
    if answer.len() > ANSWER_MAX {
        return Err(Error::Revocation("è troppo grande"));
    }
    let response = Response::from_der(answer).map_err(|_| Error::Revocation("non è una risposta OCSP"))?;
    match response.status {
        Status::Successful if response.bytes.as_ref().is_some_and(|bytes| bytes.kind.to_string() == BASIC) => Ok(()),
        Status::Successful => Err(Error::Revocation("il servizio dice di aver risposto, ma la risposta manca")),
        Status::Malformed => Err(Error::Revocation("il servizio non ha capito la domanda")),
        Status::Internal => Err(Error::Revocation("il servizio ha un guasto")),
        Status::TryLater => Err(Error::Revocation("il servizio chiede di riprovare più tardi")),
        Status::SignatureNeeded => Err(Error::Revocation("il servizio vuole domande firmate")),
        Status::Unauthorized => Err(Error::Revocation("il servizio non risponde di questo certificato")),
    }
}
