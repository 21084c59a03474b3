//! What little of a certificate is needed here: its serial number, its issuer, its key (RFC 5280, 4.1).
//!
//! By hand and lenient: certificates of twenty years ago break rules that strict readers insist on.

pub mod der;
mod name;

pub use name::{attribute_types, is_named, same_name};

/// What is read of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'c> {
    /// Serial number, big endian without leading zeros.
    pub serial: &'c [u8],
    /// The issuer's `Name`, DER.
    pub issuer: &'c [u8],
    /// The subject's `Name`, DER.
    pub subject: &'c [u8],
    /// The `SubjectPublicKeyInfo`, DER.
    pub spki: &'c [u8],
    /// The content of `Extensions`; empty if there are none.
    pub extensions: &'c [u8],
}

impl<'c> Facts<'c> {
    /// The value of an extension (the content of its `OCTET STRING`), by the content of its object identifier.
    #[must_use]
    pub fn extension(&self, oid: &[u8]) -> Option<&'c [u8]> {
        let mut rest = self.extensions;
        while let Some((extension, after)) = der::next(rest, der::SEQUENCE) {
            rest = after;
            let (found, value) = der::next(extension, der::OID)?;
            if found == oid {
                // `critical` may stand before the value.
                let value = der::next(value, der::BOOLEAN).map_or(value, |(_, value)| value);
                return der::whole(value, der::OCTETS);
            }
        }
        None
    }

    /// Whether it names itself as its issuer.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        same_name(self.issuer, self.subject)
    }
}

/// Reads a certificate, DER; `None` if it is something else.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Facts<'_>> {
    let certificate = der::whole(bytes, der::SEQUENCE)?;
    let (tbs, _) = der::next(certificate, der::SEQUENCE)?;
    let mut rest = tbs;
    if let Some((_, after)) = der::next(rest, 0xa0) {
        rest = after;
    }
    let (serial, rest) = der::next(rest, der::INTEGER)?;
    let (_, rest) = der::next(rest, der::SEQUENCE)?;
    let (issuer, rest) = der::next_whole(rest, der::SEQUENCE)?;
    let (_, rest) = der::next(rest, der::SEQUENCE)?;
    let (subject, rest) = der::next_whole(rest, der::SEQUENCE)?;
    let (spki, mut rest) = der::next_whole(rest, der::SEQUENCE)?;
    let mut extensions: &[u8] = &[];
    while let Some((tag, content, after)) = der::any(rest) {
        rest = after;
        if tag == 0xa3 {
            extensions = der::whole(content, der::SEQUENCE).unwrap_or_default();
        }
    }
    Some(Facts { serial: without_zeros(serial), issuer, subject, spki, extensions })
}

/// The public key of a certificate, as `SubjectPublicKeyInfo`.
#[must_use]
pub fn spki(certificate: &[u8]) -> Option<&[u8]> {
    read(certificate).map(|facts| facts.spki)
}

/// Issuer's `Name` (DER) and serial number of an `IssuerSerial` (RFC 5035, 4).
pub(crate) fn issuer_serial(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let body = der::whole(bytes, der::SEQUENCE)?;
    let (names, rest) = der::next(body, der::SEQUENCE)?;
    let (serial, _) = der::next(rest, der::INTEGER)?;
    let mut names = names;
    while !names.is_empty() {
        if let Some((directory, _)) = der::next(names, 0xa4) {
            let (name, _) = der::next_whole(directory, der::SEQUENCE)?;
            return Some((name, without_zeros(serial)));
        }
        names = der::skip(names)?;
    }
    None
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros.min(number.len().saturating_sub(1))..).unwrap_or_default()
}

/// An RSA key as `SubjectPublicKeyInfo` (RFC 8017, A.1.1), from its numbers.
pub(crate) fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [der::integer(modulus), der::integer(exponent)].concat();
    let algorithm = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    let key = der::write(3, &[&[0][..], &der::write(der::SEQUENCE, &numbers)].concat());
    der::write(der::SEQUENCE, &[&algorithm[..], &key].concat())
}

/// A key on a named curve as `SubjectPublicKeyInfo` (RFC 5480), from the URI of the curve (`urn:oid:…`) and the point.
pub(crate) fn ec_spki(curve: &str, point: &[u8]) -> Option<Vec<u8>> {
    let curve: &[u8] = match curve {
        "urn:oid:1.2.840.10045.3.1.7" => &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        "urn:oid:1.3.132.0.34" => &[6, 5, 0x2b, 0x81, 4, 0, 0x22],
        "urn:oid:1.3.132.0.35" => &[6, 5, 0x2b, 0x81, 4, 0, 0x23],
        _ => return None,
    };
    let algorithm = der::write(der::SEQUENCE, &[&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1][..], curve].concat());
    let key = der::write(3, &[&[0][..], point].concat());
    Some(der::write(der::SEQUENCE, &[algorithm, key].concat()))
}

/// The two numbers of an ECDSA signature in DER, each as long as the field, one after the other; `None` if it is not
/// DER.
pub(crate) fn ecdsa_raw(value: &[u8], len: usize) -> Option<Vec<u8>> {
    let body = der::whole(value, der::SEQUENCE)?;
    let (r, rest) = der::next(body, der::INTEGER)?;
    let s = der::whole(rest, der::INTEGER)?;
    let mut raw = Vec::with_capacity(2 * len);
    for number in [without_zeros(r), without_zeros(s)] {
        raw.resize(raw.len() + len.checked_sub(number.len())?, 0);
        raw.extend_from_slice(number);
    }
    Some(raw)
}
