//! The values inside elements: base64, instants, decimal numbers.

use crate::tree::{NodeId, Tree};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, NaiveDateTime, Utc};

/// Base64 as it is found: with or without its padding, spare bits whatever they are.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a base64 text, blanks anywhere; `None` if it is something else.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    if text.contains([' ', '\n', '\t', '\r']) {
        let dense: String = text.chars().filter(|c| !matches!(c, ' ' | '\n' | '\t' | '\r')).collect();
        return LENIENT.decode(dense).ok();
    }
    LENIENT.decode(text).ok()
}

/// The bytes that an element holds in base64; `None` if they are something else, or there are none, or there are
/// elements.
pub(crate) fn bytes(tree: &Tree, id: NodeId) -> Option<Vec<u8>> {
    if tree.elements(id).next().is_some() {
        return None;
    }
    base64(&tree.all_text(id)).filter(|bytes| !bytes.is_empty())
}

/// An `xs:dateTime`. Without a zone it is taken as UTC.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return Some(zoned.to_utc());
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|naive| naive.and_utc())
}

/// The bytes of a decimal number, big endian, without leading zeros; at most 64 digits.
pub(crate) fn decimal(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut number: Vec<u8> = Vec::new();
    for digit in text.bytes() {
        let mut carry = u32::from(digit - b'0');
        for byte in &mut number {
            carry += u32::from(*byte) * 10;
            *byte = u8::try_from(carry & 0xff).unwrap_or(0);
            carry >>= 8;
        }
        if carry > 0 {
            number.push(u8::try_from(carry).unwrap_or(0));
        }
    }
    number.reverse();
    Some(number)
}
