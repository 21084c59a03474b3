//! What little of a certificate is needed here: its serial number, its issuer, its key (RFC 5280, 4.1).
//!
//! By hand and lenient: certificates of twenty years ago break rules that strict readers insist on.

mod der;
mod name;

pub(crate) use name::{is_named, same_name};

/// What is read of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts<'c> {
    /// Serial number, big endian without leading zeros.
    pub(crate) serial: &'c [u8],
    /// The issuer's `Name`, DER.
    pub(crate) issuer: &'c [u8],
    /// The `SubjectPublicKeyInfo`, DER.
    pub(crate) spki: &'c [u8],
}

/// Reads a certificate, DER; `None` if it is something else.
pub(crate) fn read(bytes: &[u8]) -> Option<Facts<'_>> {
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
    let (_, rest) = der::next(rest, der::SEQUENCE)?;
    let (spki, _) = der::next_whole(rest, der::SEQUENCE)?;
    Some(Facts { serial: without_zeros(serial), issuer, spki })
}

/// The public key of a certificate, as `SubjectPublicKeyInfo`.
pub(crate) fn spki(certificate: &[u8]) -> Option<&[u8]> {
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
