//! Comparing the names of issuers: DER with DER, DER with text (RFC 4514).

use super::der;
use std::borrow::Cow;

/// Most parts of a name.
const PARTS_MAX: usize = 64;

/// The keywords of attribute types that are met in names as text, with the object identifiers they stand for.
const KEYWORDS: [(&str, &str); 20] = [
    ("cn", "2.5.4.3"),
    ("sn", "2.5.4.4"),
    ("surname", "2.5.4.4"),
    ("serialnumber", "2.5.4.5"),
    ("c", "2.5.4.6"),
    ("l", "2.5.4.7"),
    ("st", "2.5.4.8"),
    ("s", "2.5.4.8"),
    ("street", "2.5.4.9"),
    ("o", "2.5.4.10"),
    ("ou", "2.5.4.11"),
    ("t", "2.5.4.12"),
    ("title", "2.5.4.12"),
    ("givenname", "2.5.4.42"),
    ("dnqualifier", "2.5.4.46"),
    ("organizationidentifier", "2.5.4.97"),
    ("emailaddress", "1.2.840.113549.1.9.1"),
    ("e", "1.2.840.113549.1.9.1"),
    ("dc", "0.9.2342.19200300.100.1.25"),
    ("uid", "0.9.2342.19200300.100.1.1"),
];

/// Whether two `Name`s (DER) are the same: byte by byte, or part by part without case and spare blanks.
#[must_use]
pub fn same_name(one: &[u8], other: &[u8]) -> bool {
    one == other || matches!((parts(one), parts(other)), (Some(one), Some(other)) if one == other)
}

/// Whether a `Name` (DER) is what a text says. The order of the parts is free: the standard says last first, and
/// not all keep to it. `None` if the text has a keyword that is not known, or is no such text.
#[must_use]
pub fn is_named(name: &[u8], text: &str) -> Option<bool> {
    let (mut there, mut written) = (parts(name)?, parse(text)?);
    there.sort();
    written.sort();
    Some(there == written)
}

/// The types (dotted) of the parts of a `Name` (DER), in order; empty if it cannot be read.
#[must_use]
pub fn attribute_types(name: &[u8]) -> Vec<String> {
    parts(name).unwrap_or_default().into_iter().map(|(oid, _)| oid).collect()
}

/// Type (dotted) and value of each part, normalised, in order.
fn parts(name: &[u8]) -> Option<Vec<(String, String)>> {
    let mut rest = der::whole(name, der::SEQUENCE)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (mut set, after) = der::next(rest, der::SET)?;
        rest = after;
        while !set.is_empty() {
            let (pair, after) = der::next(set, der::SEQUENCE)?;
            set = after;
            let (oid, value) = der::next(pair, der::OID)?;
            let (tag, value, _) = der::any(value)?;
            parts.push((der::dotted(oid)?, normalised(&text(tag, value))));
            if parts.len() > PARTS_MAX {
                return None;
            }
        }
    }
    Some(parts)
}

fn text(tag: u8, value: &[u8]) -> Cow<'_, str> {
    match tag {
        0x1e => {
            let units = value.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect::<String>().into()
        }
        0x14 if std::str::from_utf8(value).is_err() => encoding_rs::mem::decode_latin1(value),
        _ => String::from_utf8_lossy(value),
    }
}

fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Type (dotted) and value of each part of a name as text; `None` if a keyword is not known or it is no such text.
fn parse(text: &str) -> Option<Vec<(String, String)>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (keyword, after) = rest.split_once('=')?;
        let keyword = keyword.trim().to_lowercase();
        let keyword = keyword.strip_prefix("oid.").unwrap_or(&keyword);
        let known = KEYWORDS.iter().find(|(known, _)| *known == keyword).map(|(_, oid)| *oid);
        let is_oid = keyword.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let oid = known.or(is_oid.then_some(keyword))?.to_owned();
        let (value, after) = value(after.trim_start())?;
        parts.push((oid, normalised(&value)));
        rest = after.trim_start();
        if parts.len() > PARTS_MAX {
            return None;
        }
    }
    Some(parts)
}

/// The value at the start of a text, and what follows its separator.
fn value(text: &str) -> Option<(String, &str)> {
    if let Some(hex) = text.strip_prefix('#') {
        let (digits, after) = hex.split_once([',', ';', '+']).unwrap_or((hex, ""));
        let bytes = from_hex(digits.trim())?;
        let (tag, value, _) = der::any(&bytes)?;
        return Some((self::text(tag, value).into_owned(), after));
    }
    let quoted = text.starts_with('"');
    let mut value: Vec<u8> = Vec::new();
    let mut chars = text.char_indices().skip(usize::from(quoted)).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                let (start, escaped) = chars.next()?;
                let pair = text.get(start..start + 2).filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
                match pair.and_then(from_hex) {
                    Some(byte) => {
                        value.extend(byte);
                        chars.next();
                    }
                    None => value.extend(escaped.encode_utf8(&mut [0; 4]).bytes()),
                }
            }
            '"' if quoted => {
                let after = text.get(at + 1..)?.trim_start();
                let after = after.strip_prefix([',', ';', '+']).unwrap_or(after);
                return Some((String::from_utf8_lossy(&value).into_owned(), after));
            }
            ',' | ';' | '+' if !quoted => {
                return Some((String::from_utf8_lossy(&value).into_owned(), text.get(at + 1..)?));
            }
            c => value.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    (!quoted).then(|| (String::from_utf8_lossy(&value).into_owned(), ""))
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) || digits.len() > 4_096 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}
