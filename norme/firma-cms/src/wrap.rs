//! What people put around CMS: nothing, base64, PEM lines.

use crate::Error;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What was around the bytes of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapper {
    /// Nothing: binary.
    None,
    /// Base64 text.
    Base64,
    /// Base64 between `-----BEGIN …-----` lines (RFC 7468).
    Pem,
}

/// Takes the wrapper off. The first byte of CMS is 0x30 (`0` in text, which no base64 of CMS begins with).
pub(crate) fn unwrap(bytes: &[u8]) -> Result<(Wrapper, Cow<'_, [u8]>), Error> {
    if bytes.first() == Some(&0x30) {
        return Ok((Wrapper::None, Cow::Borrowed(bytes)));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if text.is_empty() {
        return Err(Error::Empty);
    }
    let (wrapper, body) = match pem_body(text) {
        Some(body) => (Wrapper::Pem, body),
        None => (Wrapper::Base64, text),
    };
    let decoded = decode(body).ok_or(Error::NotP7m)?;
    if decoded.first() != Some(&0x30) {
        return Err(Error::NotP7m);
    }
    Ok((wrapper, Cow::Owned(decoded)))
}

fn decode(body: &[u8]) -> Option<Vec<u8>> {
    // Of a binary file most often the first bytes already say no; do not copy it to find out.
    let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let is_text = |byte: &u8| is_symbol(byte) || byte.is_ascii_whitespace();
    if !body.iter().all(is_text) {
        return None;
    }
    let symbols: Vec<u8> = body.iter().copied().filter(is_symbol).collect();
    LENIENT.decode(symbols).ok()
}

/// What is between the BEGIN line and the END line, whatever they call it (`PKCS7`, `CMS`, `SIGNED MESSAGE`…).
fn pem_body(text: &[u8]) -> Option<&[u8]> {
    let after = text.strip_prefix(b"-----BEGIN ")?;
    let line = after.iter().position(|byte| *byte == b'\n')?;
    let body = after.get(line + 1..)?;
    let end = body.windows(9).position(|window| window == b"-----END ")?;
    body.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_are_recognised() {
        let der = [0x30_u8, 3, 2, 1, 5];
        assert_eq!(unwrap(&der).expect("der").0, Wrapper::None);
        for (text, wrapper) in [
            ("MAMC\r\nAQU=\r\n", Wrapper::Base64),
            ("\u{feff}MAMCAQU", Wrapper::Base64),
            ("-----BEGIN PKCS7-----\nMAMCAQU=\n-----END PKCS7-----\n", Wrapper::Pem),
        ] {
            let (found, bytes) = unwrap(text.as_bytes()).expect(text);
            assert_eq!((found, bytes.as_ref()), (wrapper, &der[..]), "{text}");
        }
    }

    #[test]
    fn other_files_are_not_taken_for_base64() {
        for bytes in [&b"%PDF-1.7"[..], b"ciao", b"PK\x03\x04", b"-----BEGIN X-----\n", b"<a/>"] {
            assert_eq!(unwrap(bytes).map(|_| ()), Err(Error::NotP7m));
        }
        assert_eq!(unwrap(b" \n").map(|_| ()), Err(Error::Empty));
    }
}
