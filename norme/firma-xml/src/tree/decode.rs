//! Bytes to text. Nothing is repaired: a signature is over what was written, and a repaired byte is another document.

use crate::Error;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How far into the file an XML declaration may reach, in bytes.
const DECLARATION_MAX: usize = 512;

/// The text of a document, with line ends as XML wants them (XML 1.0, 2.11).
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    Ok(normalise_line_ends(decode(bytes)?))
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes.get(mark..).unwrap_or_default());
    }
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => {
            let label = declared(bytes).unwrap_or_else(|| "utf-8".to_owned());
            if matches!(label.as_str(), "iso-8859-1" | "latin1" | "iso_8859-1" | "iso8859-1") {
                return Ok(encoding_rs::mem::decode_latin1(bytes));
            }
            match Encoding::for_label(label.as_bytes()) {
                // The declaration can be read byte by byte: it is not the one of a text in pairs of bytes.
                Some(found) if found == UTF_16LE || found == UTF_16BE => UTF_8,
                Some(found) => found,
                None => return Err(Error::UnknownEncoding(label)),
            }
        }
    };
    strict(encoding, bytes)
}

fn strict<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Error> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Error::Encoding { name: encoding.name() })
}

/// The encoding that `<?xml … encoding="…"?>` names, in lower case.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..DECLARATION_MAX).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = rest.get(1..)?.split(quote).next()?;
    Some(label.trim().to_ascii_lowercase())
}

fn normalise_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('\r') {
        return text;
    }
    let mut normalised = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once('\r') {
        normalised.push_str(before);
        normalised.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    normalised.push_str(rest);
    Cow::Owned(normalised)
}
