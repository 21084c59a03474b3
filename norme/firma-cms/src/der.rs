//! The distinguished encoding (X.690 sections 10 and 11) of what was read, where a digest is over that.

use crate::Error;
use crate::ber::{self, CONSTRUCTED, Element};

/// Deepest nesting that is encoded anew.
const DEPTH_MAX: usize = 24;
/// SET, universal and constructed.
const SET: u8 = 0x31;

/// Appends one element with a definite, shortest length.
pub(crate) fn push(into: &mut Vec<u8>, tag: u8, content: &[u8]) {
    push_header(into, tag, content.len());
    into.extend_from_slice(content);
}

/// Appends identifier and length.
pub(crate) fn push_header(into: &mut Vec<u8>, tag: u8, length: usize) {
    into.push(tag);
    if length < 0x80 {
        into.push(u8::try_from(length).unwrap_or_default());
        return;
    }
    let bytes = length.to_be_bytes();
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = bytes.get(leading..).unwrap_or_default();
    into.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
    into.extend_from_slice(digits);
}

/// The elements as a SET OF in the distinguished order (X.690 section 11.6), each as it stands.
pub(crate) fn sorted_set(elements: &[&[u8]]) -> Vec<u8> {
    let mut sorted = elements.to_vec();
    sorted.sort_unstable();
    set_of(SET, &sorted)
}

fn set_of(tag: u8, elements: &[&[u8]]) -> Vec<u8> {
    let length = elements.iter().map(|element| element.len()).sum();
    let mut set = Vec::with_capacity(length + 6);
    push_header(&mut set, tag, length);
    for element in elements {
        set.extend_from_slice(element);
    }
    set
}

/// The element encoded anew: definite shortest lengths, strings in one piece, sets in order.
///
/// # Errors
/// [`Error::Damaged`] for what cannot be read or is nested too deep.
pub(crate) fn encode(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    let mut into = Vec::with_capacity(element.whole.len());
    encode_into(&mut into, element, element.tag, 0)?;
    Ok(into)
}

/// As [`encode`], under another tag.
pub(crate) fn encode_as(element: &Element<'_>, tag: u8) -> Result<Vec<u8>, Error> {
    let mut into = Vec::with_capacity(element.whole.len());
    encode_into(&mut into, element, tag, 0)?;
    Ok(into)
}

fn encode_into(into: &mut Vec<u8>, element: &Element<'_>, tag: u8, depth: usize) -> Result<(), Error> {
    if depth > DEPTH_MAX {
        return Err(Error::Damaged("gli elementi sono annidati troppo a fondo"));
    }
    if element.tag & CONSTRUCTED == 0 {
        push(into, tag, element.content);
        return Ok(());
    }
    // A constructed OCTET STRING becomes primitive; other strings in pieces do not occur in what is signed.
    if tag == ber::OCTET_STRING | CONSTRUCTED {
        push(into, ber::OCTET_STRING, &element.octets()?);
        return Ok(());
    }
    let mut inner = Vec::new();
    for child in element.children() {
        let child = child?;
        let mut encoded = Vec::with_capacity(child.whole.len());
        encode_into(&mut encoded, &child, child.tag, depth + 1)?;
        inner.push(encoded);
    }
    if tag == SET {
        inner.sort_unstable();
    }
    push_header(into, tag, inner.iter().map(Vec::len).sum());
    for child in inner {
        into.extend_from_slice(&child);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_pieces_and_disorder_become_distinguished() {
        let loose = [0x30, 0x80, 0x31, 0x81, 6, 0x02, 1, 9, 0x02, 1, 3, 0x24, 0x80, 0x04, 1, 7, 0x04, 1, 8, 0, 0, 0, 0];
        let (element, _) = ber::next(&loose).expect("element");
        let expected = [0x30, 12, 0x31, 6, 0x02, 1, 3, 0x02, 1, 9, 0x04, 2, 7, 8];
        assert_eq!(encode(&element).expect("encoded"), expected);
    }

    #[test]
    fn lengths_take_no_octet_too_many() {
        for (length, expected) in [(5, &[4_u8, 5][..]), (200, &[4, 0x81, 200]), (70_000, &[4, 0x83, 1, 0x11, 0x70])] {
            let mut into = Vec::new();
            push_header(&mut into, 4, length);
            assert_eq!(into, expected);
        }
    }
}
