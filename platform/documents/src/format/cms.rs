//! Signed, encrypted and time-stamped envelopes (CMS, RFC 5652; TSD, RFC 5544; time stamps, RFC 3161), in
//! DER, BER or base64. Only the first few fields are read, enough to tell what it is: no signature is
//! looked at here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::catalogue::FormatId;
use super::find;

/// Base64 characters decoded to look inside: a multiple of 4.
const ARMOUR_LOOKED_AT: usize = 16 * 1024;

/// 1.2.840.113549.1.7.2, .3 and 1.2.840.113549.1.9.16.1.31, .4, with their tag and length.
const SIGNED_DATA: &[u8] = &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
const ENVELOPED_DATA: &[u8] = &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3];
const TIME_STAMPED_DATA: &[u8] = &[6, 11, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 31];
const TST_INFO: &[u8] = &[6, 11, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 4];

pub(super) fn recognise(head: &[u8]) -> Option<FormatId> {
    der(head).or_else(|| armoured(head))
}

fn der(bytes: &[u8]) -> Option<FormatId> {
    let outer = Element::read(bytes)?.when(0x30)?;
    let inside = outer.body;
    if inside.starts_with(SIGNED_DATA) {
        return Some(signed(inside.get(SIGNED_DATA.len()..)?));
    }
    if inside.starts_with(ENVELOPED_DATA) {
        return Some(FormatId::CmsCifrato);
    }
    if inside.starts_with(TIME_STAMPED_DATA) {
        return Some(FormatId::Tsd);
    }
    let first = Element::read(inside)?.when(0x30)?;
    // TimeStampResp: a status, then a ContentInfo with signed data.
    let next = first.after.and_then(Element::read).and_then(|e| e.when(0x30));
    if next.is_some_and(|token| token.body.starts_with(SIGNED_DATA)) {
        return Some(FormatId::Tsr);
    }
    certificate(&first).then_some(FormatId::Certificato)
}

/// A certificate (RFC 5280, 4.1) begins with its version, explicitly tagged, then its serial number.
fn certificate(to_be_signed: &Element<'_>) -> bool {
    to_be_signed.body.starts_with(&[0xA0, 3, 2, 1, 2, 2])
}

/// With content: a p7m, or a time stamp if that is the content. Without: a detached signature.
fn signed(after_type: &[u8]) -> FormatId {
    let content = || {
        let signed_data = Element::read(after_type)?.when(0xA0)?;
        let fields = Element::read(signed_data.body)?.when(0x30)?;
        let version = Element::read(fields.body)?.when(0x02)?;
        let digests = Element::read(version.after?)?.when(0x31)?;
        let encapsulated = Element::read(digests.after?)?.when(0x30)?;
        if encapsulated.body.starts_with(TST_INFO) {
            return Some(FormatId::Tsr);
        }
        let content_type = Element::read(encapsulated.body)?.when(0x06)?;
        let follows = content_type.after?;
        // In an indefinite length the body runs on into what follows: zeros end it.
        Some(if follows.first() == Some(&0xA0) { FormatId::P7m } else { FormatId::P7s })
    };
    content().unwrap_or(FormatId::P7m)
}

/// One BER element. `body` may be cut by the end of the bytes at hand; with an indefinite length it runs to
/// that end and `after` is unknown.
struct Element<'a> {
    tag: u8,
    body: &'a [u8],
    after: Option<&'a [u8]>,
}

impl<'a> Element<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        if first == 0x80 {
            // Short indefinite elements come among the first fields of BER files (the set of digests):
            // their end is looked for, element by element, to a small depth.
            let after = end_of_contents(rest, 4);
            return Some(Self { tag, body: rest, after });
        }
        let (length, rest) = match first {
            0..=0x7F => (usize::from(first), rest),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7F);
                let digits = rest.get(..count)?;
                let length = digits.iter().fold(0usize, |sum, b| sum << 8 | usize::from(*b));
                (length, rest.get(count..)?)
            }
            _ => return None,
        };
        let body = rest.get(..length).unwrap_or(rest);
        Some(Self { tag, body, after: rest.get(length..) })
    }

    fn when(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }
}

/// What follows the two zero bytes that close an indefinite length, within 16 elements.
fn end_of_contents(mut bytes: &[u8], depth: u8) -> Option<&[u8]> {
    for _ in 0..16 {
        if let Some(rest) = bytes.strip_prefix(&[0, 0]) {
            return Some(rest);
        }
        bytes = match bytes {
            [_, 0x80, rest @ ..] if depth > 0 => end_of_contents(rest, depth - 1)?,
            [_, 0x80, ..] => return None,
            _ => Element::read(bytes)?.after?,
        };
    }
    None
}

/// Base64, bare or between PEM lines.
fn armoured(head: &[u8]) -> Option<FormatId> {
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    let mut text = head.get(start..)?;
    if text.starts_with(b"-----BEGIN ") {
        let line_end = text.iter().position(|b| *b == b'\n')?;
        if find(text.get(..line_end)?, b"CERTIFICATE").is_some() {
            return Some(FormatId::Certificato);
        }
        text = text.get(line_end..)?;
    }
    let mut clean = Vec::with_capacity(ARMOUR_LOOKED_AT);
    for byte in text.iter().filter(|b| !b.is_ascii_whitespace()).take(ARMOUR_LOOKED_AT) {
        match byte {
            b'=' | b'-' => break,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => clean.push(*byte),
            _ => return None,
        }
    }
    clean.truncate(clean.len() / 4 * 4);
    let bytes = STANDARD_NO_PAD.decode(&clean).ok()?;
    // A certificate in bare base64 is nothing anyone sends; only envelopes count here.
    der(&bytes).filter(|id| *id != FormatId::Certificato)
}
