//! Bytes to text: which encoding, and what to do when the bytes do not keep the promise.

use crate::Error;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How far into the file an XML declaration may reach, in bytes.
const DECLARATION_MAX: usize = 256;

/// Text, the encoding it was read in, and whether something had to be repaired.
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    pub repaired: bool,
}

/// Decodes a document by byte order mark, declaration, or UTF-8 (XML 1.0 appendix F).
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(as_encoding(bytes.get(mark..).unwrap_or_default(), encoding));
    }
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes)?.unwrap_or(UTF_8),
    };
    let ascii_start = matches!(bytes, [first, second, ..] if *first != 0 && *second != 0);
    if ascii_start && (encoding == UTF_16LE || encoding == UTF_16BE) {
        // A program that builds the text in memory as UTF-16 writes the declaration along and then saves
        // it as UTF-8: the bytes are right, the declaration is not.
        return Ok(as_encoding(bytes, UTF_8));
    }
    Ok(as_encoding(bytes, encoding))
}

fn as_encoding<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged && encoding == UTF_8 {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        return Decoded { text, encoding: WINDOWS_1252.name(), repaired: true };
    }
    Decoded { text, encoding: encoding.name(), repaired: damaged }
}

/// The encoding named by `<?xml … encoding="…"?>`, if any.
fn declared(bytes: &[u8]) -> Result<Option<&'static Encoding>, Error> {
    let head = bytes.get(..DECLARATION_MAX).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let Some(declaration) = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map(|(declaration, _)| declaration)
    else {
        return Ok(None);
    };
    let Some((_, rest)) = declaration.split_once("encoding") else {
        return Ok(None);
    };
    let rest = rest.trim_start().trim_start_matches('=').trim_start();
    let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Ok(None);
    };
    let label = rest.trim_start_matches(quote).split(quote).next();
    let label = label.unwrap_or_default().trim();
    Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| Error::UnknownEncoding(label.to_owned()))
}
