//! The signature of one signer (RFC 5652 section 5.4).

use crate::certificate::Certificate;
use crate::covered::{Covered, Work};
use crate::facts::Reason;
use crate::oid as known;
use crate::signer_info::SignerInfo;
use crate::{algorithm, ber, der};
use firma_algoritmi::{Scheme, SignatureForm};

/// SET OF, universal.
const SET: u8 = 0x31;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds over the distinguished encoding.
    Distinguished,
    /// It holds over the attributes as they are written, which is not the distinguished encoding.
    AsWritten,
    /// It does not hold.
    False,
}

/// The signed attributes, in the forms that a signer may have signed.
pub(crate) enum Written {
    /// There are none.
    None,
    /// Written as they must be: one form.
    Distinguished(Vec<u8>),
    /// Otherwise: the distinguished form, in which they had to be signed; only put in order; as they are written.
    Otherwise { distinguished: Vec<u8>, sorted: Vec<u8>, written: Vec<u8> },
}

impl Written {
    /// The forms of a signer's attributes.
    pub fn of(info: &SignerInfo<'_>) -> Self {
        let Some(element) = &info.fields.signed else { return Written::None };
        let written = [&[SET], element.whole.get(1..).unwrap_or_default()].concat();
        let attributes: Vec<&[u8]> = info.signed_attributes.iter().map(|attribute| attribute.whole.whole).collect();
        let sorted = der::sorted_set(&attributes);
        match der::encode_as(element, SET) {
            // The rule, and the case that must be quick.
            Ok(distinguished) if distinguished == written => Written::Distinguished(written),
            // A value nested deeper than anybody looks stays as it is.
            distinguished => {
                Written::Otherwise { distinguished: distinguished.unwrap_or_else(|_| sorted.clone()), sorted, written }
            }
        }
    }

    /// True if they are written as they must be, or there are none.
    pub fn is_der(&self) -> bool {
        match self {
            Written::None | Written::Distinguished(_) => true,
            // What is inside a value (a time stamp's certificates) is as its own author wrote it.
            Written::Otherwise { sorted, written, .. } => sorted == written,
        }
    }
}

/// Verifies the signature with one certificate's key.
pub(crate) fn signature(
    info: &SignerInfo<'_>,
    scheme: &Result<Scheme, firma_algoritmi::Error>,
    certificate: &Certificate<'_>,
    written: &Written,
    covered: &mut Covered<'_>,
    work: &mut Work,
) -> Result<Outcome, Reason> {
    let scheme = scheme.clone()?;
    let key = certificate.key()?;
    let mut over = |message: &[u8]| {
        work.verification()?;
        work.bytes(message.len() as u64)?;
        holds(key.verify(scheme, message, &info.signature, SignatureForm::Der))
    };
    match written {
        Written::None => {
            work.verification()?;
            let result = match scheme.digest() {
                Some(digest) => {
                    let digest = covered.digest(digest, work)?;
                    key.verify_digest(scheme, &digest, &info.signature, SignatureForm::Der)
                }
                None => key.verify(scheme, &covered.whole()?, &info.signature, SignatureForm::Der),
            };
            Ok(if holds(result)? { Outcome::Distinguished } else { Outcome::False })
        }
        Written::Distinguished(message) => Ok(if over(message)? { Outcome::Distinguished } else { Outcome::False }),
        Written::Otherwise { distinguished, sorted, written } => {
            if over(distinguished)? || (sorted != distinguished && over(sorted)?) {
                return Ok(Outcome::Distinguished);
            }
            Ok(if over(written)? { Outcome::AsWritten } else { Outcome::False })
        }
    }
}

/// False for a signature that was checked and does not hold; what could not be checked is the error.
fn holds(result: Result<(), firma_algoritmi::Error>) -> Result<bool, Reason> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.is_false() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// `CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, signatureAlgorithm [1] OPTIONAL, … }` (RFC 6211): whether it
/// names the algorithms that the signer uses; `None` if it is not there.
pub(crate) fn protection(info: &SignerInfo<'_>) -> Option<bool> {
    let attribute = info.signed_attributes.iter().find(|attribute| attribute.oid == known::ALGORITHM_PROTECTION)?;
    let agrees = || {
        let [value] = attribute.values.as_slice() else { return None };
        let mut parts = value.children();
        let digest = algorithm::read(&parts.any("").ok()?).ok()?;
        let tagged = parts.expect(ber::context(1), "").ok()?;
        let signature = algorithm::read(&ber::Element { tag: ber::SEQUENCE, ..tagged }).ok()?;
        Some(digest.oid == info.digest_algorithm.oid && signature.oid == info.signature_algorithm.oid)
    };
    Some(agrees().unwrap_or(false))
}
