//! What would have to be fetched to know more. Fetching itself is not done here: whoever can reach the network does it,
//! with limits of size and time and never from an address of the own network, and asks for the judgement again.

use firma_algoritmi::Digest;
use serde::{Deserialize, Serialize};

use crate::verify::certificate::Certificate;

/// Something to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Wanted {
    /// A revocation list.
    Crl {
        /// Where.
        address: String,
    },
    /// An answer about a certificate.
    Ocsp {
        /// Where.
        address: String,
        /// What to send (`OCSPRequest`, DER).
        request: Vec<u8>,
    },
    /// The certificate of an issuer.
    Issuer {
        /// Where.
        address: String,
    },
}

/// Most addresses of each kind taken from one certificate.
const ADDRESSES_MAX: usize = 4;

/// What would tell of a certificate's revocation, the quickest first. Without an issuer, where that one is.
#[must_use]
pub fn wanted(certificate: &Certificate, issuer: Option<&Certificate>) -> Vec<Wanted> {
    let extensions = certificate.extensions();
    let http = |address: &&String| address.starts_with("http://") || address.starts_with("https://");
    let Some(issuer) = issuer else {
        let places = extensions.issuers.iter().filter(http).take(ADDRESSES_MAX);
        return places.map(|address| Wanted::Issuer { address: address.clone() }).collect();
    };
    let answers = extensions.ocsp.iter().filter(http).take(ADDRESSES_MAX);
    let request = ocsp_request(certificate, issuer);
    let answers = answers.map(|address| Wanted::Ocsp { address: address.clone(), request: request.clone() });
    let lists = extensions.crls.iter().filter(http).take(ADDRESSES_MAX);
    answers.chain(lists.map(|address| Wanted::Crl { address: address.clone() })).collect()
}

/// `OCSPRequest` for one certificate, with SHA-1 identifiers as RFC 5019 §2.1.1 asks (they only name, they prove
/// nothing).
#[must_use]
pub fn ocsp_request(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    const SHA1: [u8; 11] = [0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00];
    let padded = certificate.serial().first().is_none_or(|byte| byte & 0x80 != 0);
    let serial = [if padded { &[0][..] } else { &[] }, certificate.serial()].concat();
    let name = tlv(0x04, &Digest::Sha1.of(issuer.subject_der()));
    let key = tlv(0x04, &Digest::Sha1.of(issuer.key_bits()));
    let id = tlv(0x30, &[&SHA1[..], &name, &key, &tlv(0x02, &serial)].concat());
    tlv(0x30, &tlv(0x30, &tlv(0x30, &tlv(0x30, &id))))
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let header = match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < 0x80 => vec![tag, short],
        (Ok(one), _) => vec![tag, 0x81, one],
        (_, two) => [&[tag, 0x82][..], &two.unwrap_or(u16::MAX).to_be_bytes()].concat(),
    };
    [header, content.to_vec()].concat()
}
