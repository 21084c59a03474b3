//! Time stamps (RFC 3161): the request, and whether the answer is to it.

use der::asn1::{Any, BitString, GeneralizedTime, Int, ObjectIdentifier, OctetString, Utf8StringRef};
use der::{Decode, Encode, Sequence};
use firma_algoritmi::Digest;

use crate::asn::{Algorithm, Imprint};
use crate::{Error, algorithm};

/// Largest answer, bytes.
pub const ANSWER_MAX: usize = 1 << 20;

/// `TimeStampReq` (2.4.1).
#[derive(Sequence)]
pub(crate) struct TimeStampReq {
    pub version: u8,
    pub imprint: Imprint,
    pub policy: Option<ObjectIdentifier>,
    pub nonce: Option<Int>,
    #[asn1(default = "no")]
    pub certificates: bool,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub extensions: Option<Vec<Any>>,
}

/// `TimeStampResp` (2.4.2).
#[derive(Sequence)]
pub(crate) struct TimeStampResp {
    pub status: StatusInfo,
    pub token: Option<Any>,
}

/// `PKIStatusInfo` (2.4.2).
#[derive(Sequence)]
pub(crate) struct StatusInfo {
    pub status: u8,
    pub text: Option<Vec<Any>>,
    pub failure: Option<BitString>,
}

/// `TSTInfo` (2.4.2), as it is written here.
#[derive(Sequence)]
pub(crate) struct TstInfo {
    pub version: u8,
    pub policy: ObjectIdentifier,
    pub imprint: Imprint,
    pub serial: Int,
    pub time: GeneralizedTime,
    pub accuracy: Accuracy,
    #[asn1(default = "no")]
    pub ordering: bool,
    pub nonce: Option<Int>,
}

#[derive(Sequence)]
pub(crate) struct Accuracy {
    pub seconds: u8,
}

pub(crate) const fn no() -> bool {
    false
}

/// A request for a time stamp, kept until the answer comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    digest: Digest,
    imprint: Vec<u8>,
    nonce: Vec<u8>,
    policy: Option<String>,
}

/// A time stamp that answers a request. **Its signature has not been tried:** that is the verifier's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    token: Vec<u8>,
}

impl Stamp {
    /// The token (`ContentInfo`), as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.token
    }
}

impl Request {
    /// For the hash of what is to be stamped: of a document, or of a signature's value. `nonce` must be random, so that
    /// an old answer cannot be given again; `policy` asks for one of the authority's, by identifier.
    ///
    /// # Errors
    /// [`Error::WeakDigest`]; [`Error::Unwritable`] when the hash is not of the digest's length or the nonce is empty.
    pub fn new(digest: Digest, hash: &[u8], nonce: [u8; 16], policy: Option<&str>) -> Result<Self, Error> {
        algorithm::strong(digest)?;
        if hash.len() != digest.size() {
            return Err(Error::Unwritable);
        }
        // One octet shorter than the integer's contents could be, and never with zeros in front: one writing for each
        // number.
        let mut nonce = nonce.to_vec();
        nonce[0] = nonce[0] & 0x3f | 0x40;
        Ok(Self { digest, imprint: hash.to_vec(), nonce, policy: policy.map(Into::into) })
    }

    /// Its bytes, to be sent as `application/timestamp-query`. The authority is asked for its certificates.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when the policy is no identifier.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let policy = self.policy.as_deref().map(ObjectIdentifier::new).transpose().map_err(|_| Error::Unwritable)?;
        let request = TimeStampReq {
            version: 1,
            imprint: imprint(self.digest, &self.imprint)?,
            policy,
            nonce: Some(Int::new(&self.nonce)?),
            certificates: true,
            extensions: None,
        };
        Ok(request.to_der()?)
    }

    /// The time stamp in an authority's answer, if it is one and answers this request: same hash, same nonce, and the
    /// policy that was asked for.
    ///
    /// # Errors
    /// [`Error::StampRefused`], [`Error::StampUnreadable`], [`Error::StampOfAnother`].
    pub fn read(&self, answer: &[u8]) -> Result<Stamp, Error> {
        if answer.len() > ANSWER_MAX {
            return Err(Error::StampUnreadable("è troppo grande"));
        }
        let answer = TimeStampResp::from_der(answer)
            .map_err(|_| Error::StampUnreadable("non è la risposta di un servizio di marcatura temporale"))?;
        // 0 granted, 1 granted with changes.
        if answer.status.status > 1 {
            return Err(Error::StampRefused(refusal(&answer.status)));
        }
        let token =
            answer.token.ok_or(Error::StampUnreadable("il servizio dice di aver marcato, ma la marca manca"))?;
        let token = token.to_der()?;
        self.check(&token)?;
        Ok(Stamp { token })
    }

    /// The hash of what is to be stamped.
    #[must_use]
    pub fn hash(&self) -> &[u8] {
        &self.imprint
    }

    /// Whether a time stamp is of this hash, whoever asked for it.
    pub(crate) fn is_of_hash(&self, stamp: &Stamp) -> Result<(), Error> {
        self.token(stamp.der()).map(|_| ())
    }

    /// What a token says, if it is of this hash.
    fn token(&self, token: &[u8]) -> Result<firma_cms::TstInfo, Error> {
        let info = firma_cms::token(token).map_err(|_| Error::StampUnreadable("la marca è danneggiata"))?.info;
        if info.digest != Some(self.digest) || info.imprint != self.imprint {
            return Err(Error::StampOfAnother("l'impronta marcata è un'altra"));
        }
        Ok(info)
    }

    fn check(&self, token: &[u8]) -> Result<(), Error> {
        let info = self.token(token)?;
        if info.nonce.as_deref() != Some(&self.nonce) {
            return Err(Error::StampOfAnother("non risponde a questa richiesta (nonce diverso)"));
        }
        if self.policy.as_ref().is_some_and(|policy| *policy != info.policy) {
            return Err(Error::StampOfAnother("è stata fatta secondo una politica diversa da quella chiesta"));
        }
        Ok(())
    }
}

pub(crate) fn imprint(digest: Digest, hash: &[u8]) -> Result<Imprint, Error> {
    let algorithm = Algorithm { parameters: Some(Any::null()), ..algorithm::digest(digest)? };
    Ok(Imprint { algorithm, hash: OctetString::new(hash)? })
}

/// `PKIFailureInfo`, by bit.
const FAILURES: [(usize, &str); 8] = [
    (0, "non conosce l'algoritmo dell'impronta"),
    (2, "non ammette o non conosce la richiesta"),
    (5, "la richiesta è scritta male"),
    (14, "il suo orologio non è disponibile"),
    (15, "non conosce la politica chiesta"),
    (16, "non conosce un'estensione chiesta"),
    (17, "non può dare un'informazione chiesta"),
    (25, "ha un guasto"),
];

/// Why an authority refused: what it says itself, and the reasons that the standard lists.
fn refusal(info: &StatusInfo) -> String {
    let bits: Vec<bool> = info.failure.iter().flat_map(BitString::bits).take(32).collect();
    let mut reasons: Vec<String> = FAILURES
        .iter()
        .filter(|(bit, _)| bits.get(*bit).copied().unwrap_or_default())
        .map(|(_, reason)| (*reason).to_owned())
        .collect();
    let said = info.text.iter().flatten().filter_map(|text| text.decode_as::<Utf8StringRef<'_>>().ok());
    reasons.extend(said.take(4).map(|text| format!("«{}»", text.as_str().chars().take(200).collect::<String>())));
    if reasons.is_empty() {
        reasons.push(format!("stato {}, senza motivo", info.status));
    }
    reasons.join("; ")
}
