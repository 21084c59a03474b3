//! DER: tag, length, content; nothing else. Tags of one byte, lengths of up to four.

/// Tag of `BOOLEAN`.
pub const BOOLEAN: u8 = 1;
/// Tag of `INTEGER`.
pub const INTEGER: u8 = 2;
/// Tag of `BIT STRING`.
pub const BITS: u8 = 3;
/// Tag of `OCTET STRING`.
pub const OCTETS: u8 = 4;
/// Tag of `OBJECT IDENTIFIER`.
pub const OID: u8 = 6;
/// Tag of `SEQUENCE`.
pub const SEQUENCE: u8 = 0x30;
/// Tag of `SET`.
pub const SET: u8 = 0x31;

struct Element<'b> {
    tag: u8,
    whole: &'b [u8],
    content: &'b [u8],
    rest: &'b [u8],
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (tag, after) = bytes.split_first()?;
    let (first, after) = after.split_first()?;
    let (len, after) = match first {
        0..=0x7f => (usize::from(*first), after),
        0x81..=0x84 => {
            let (digits, after) = after.split_at_checked(usize::from(*first & 0x7f))?;
            (digits.iter().fold(0, |len, digit| (len << 8) | usize::from(*digit)), after)
        }
        _ => return None,
    };
    let (content, rest) = after.split_at_checked(len)?;
    Some(Element { tag: *tag, whole: bytes.get(..bytes.len() - rest.len())?, content, rest })
}

/// The content of the next element of a tag, and what follows.
#[must_use]
pub fn next(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|found| found.tag == tag).map(|found| (found.content, found.rest))
}

/// The next element of a tag with its tag, and what follows.
#[must_use]
pub fn next_whole(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|found| found.tag == tag).map(|found| (found.whole, found.rest))
}

/// Tag and content of the next element, and what follows.
#[must_use]
pub fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    element(bytes).map(|found| (found.tag, found.content, found.rest))
}

/// The content of an element that is all there is.
#[must_use]
pub fn whole(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    next(bytes, tag).filter(|(_, rest)| rest.is_empty()).map(|(content, _)| content)
}

/// What follows the next element.
#[must_use]
pub fn skip(bytes: &[u8]) -> Option<&[u8]> {
    element(bytes).map(|found| found.rest)
}

/// An element.
pub(super) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(len) if len < 0x80 => out.push(len),
        _ => {
            let len = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
            out.push(0x84);
            out.extend_from_slice(&len);
        }
    }
    while out.len() > 2 && out.get(1).is_some_and(|form| *form > 0x81) && out.get(2) == Some(&0) {
        out.remove(2);
        if let Some(form) = out.get_mut(1) {
            *form -= 1;
        }
    }
    out.extend_from_slice(content);
    out
}

/// A positive integer.
pub(super) fn integer(number: &[u8]) -> Vec<u8> {
    let number = super::without_zeros(number);
    let high = number.first().is_none_or(|byte| *byte >= 0x80);
    write(INTEGER, &[if high { &[0][..] } else { &[] }, number].concat())
}

/// An object identifier as people write it, from the content of its element; `None` if its numbers are too large.
#[must_use]
pub fn dotted(oid: &[u8]) -> Option<String> {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc: u64 = 0;
    for byte in oid {
        arc = arc.checked_mul(128)?.checked_add(u64::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= first * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    Some(arcs.iter().map(u64::to_string).collect::<Vec<_>>().join("."))
}
