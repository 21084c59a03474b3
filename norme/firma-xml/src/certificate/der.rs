//! Tag, length, content; nothing else.

pub(crate) const INTEGER: u8 = 2;
pub(crate) const SEQUENCE: u8 = 0x30;

/// Tag, whole element, content and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8], &[u8])> {
    let (tag, after) = bytes.split_first()?;
    let (first, after) = after.split_first()?;
    let (len, after) = match first {
        0..=0x7f => (usize::from(*first), after),
        0x81..=0x84 => {
            let (digits, after) = after.split_at_checked(usize::from(*first & 0x7f))?;
            (digits.iter().fold(0, |len, digit| len << 8 | usize::from(*digit)), after)
        }
        _ => return None,
    };
    let (content, rest) = after.split_at_checked(len)?;
    Some((*tag, bytes.get(..bytes.len() - rest.len())?, content, rest))
}

/// The content of the next element of a tag, and what follows.
pub(super) fn next(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|found| found.0 == tag).map(|(_, _, content, rest)| (content, rest))
}

/// The next element of a tag with its tag, and what follows.
pub(super) fn next_whole(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|found| found.0 == tag).map(|(_, whole, _, rest)| (whole, rest))
}

/// Tag and content of the next element, and what follows.
pub(super) fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    element(bytes).map(|(tag, _, content, rest)| (tag, content, rest))
}

/// The content of an element that is all there is.
pub(super) fn whole(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    next(bytes, tag).filter(|(_, rest)| rest.is_empty()).map(|(content, _)| content)
}

/// What follows the next element.
pub(super) fn skip(bytes: &[u8]) -> Option<&[u8]> {
    element(bytes).map(|found| found.3)
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
