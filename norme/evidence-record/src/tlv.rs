//! The distinguished encoding (X.690 section 10), one element at a time over borrowed bytes: a record is written in it, and what is
//! hashed of a record are these very bytes, so that another writing is refused and not put right.

use crate::Error;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;

const DAMAGED: Error = Error::Damaged("non è scritto in DER");

/// The context tag `[number]`, constructed.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// An element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tlv<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    pub whole: &'a [u8],
}

/// Consecutive elements.
#[derive(Debug, Clone)]
pub(crate) struct Items<'a> {
    rest: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// The elements inside.
    pub(crate) const fn items(&self) -> Items<'a> {
        Items { rest: self.content }
    }
}

impl<'a> Items<'a> {
    pub(crate) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Tlv<'a>, Error> {
        let (tlv, rest) = next(self.rest)?;
        self.rest = rest;
        Ok(tlv)
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8, missing: &'static str) -> Result<Tlv<'a>, Error> {
        match self.rest.first() {
            Some(found) if *found == tag => self.any(),
            _ => Err(Error::Damaged(missing)),
        }
    }

    /// The next element if it has this tag; otherwise nothing is taken.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, Error> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }
}

/// The first element of `bytes` and what follows it.
fn next(bytes: &[u8]) -> Result<(Tlv<'_>, &[u8]), Error> {
    let [tag, first, rest @ ..] = bytes else { return Err(DAMAGED) };
    if tag & 0x1f == 0x1f {
        return Err(DAMAGED);
    }
    let (octets, length) = match first {
        0..=0x7f => (2, usize::from(*first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).ok_or(DAMAGED)?;
            let length = digits.iter().fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit));
            // As short as can be, or it is another writing of the same.
            if digits.first() == Some(&0) || length < 0x80 {
                return Err(DAMAGED);
            }
            (2 + count, length)
        }
        _ => return Err(DAMAGED),
    };
    let end = octets.checked_add(length).ok_or(DAMAGED)?;
    let whole = bytes.get(..end).ok_or(DAMAGED)?;
    let content = whole.get(octets..).ok_or(DAMAGED)?;
    Ok((Tlv { tag: *tag, content, whole }, bytes.get(end..).unwrap_or_default()))
}

/// One element.
pub(crate) fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.push(u8::try_from(length).unwrap_or_default());
    } else {
        let bytes = length.to_be_bytes();
        let leading = bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = bytes.get(leading..).unwrap_or_default();
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
        out.extend_from_slice(digits);
    }
    out.extend_from_slice(content);
    out
}

/// The content of an object identifier from its dotted form; `None` for what is none.
pub(crate) fn oid(dotted: &str) -> Option<Vec<u8>> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().ok());
    let (first, second) = (arcs.next()??, arcs.next()??);
    let mut out = Vec::new();
    base128(&mut out, first.checked_mul(40)?.checked_add(second)?);
    for arc in arcs {
        base128(&mut out, arc?);
    }
    Some(out)
}

fn base128(out: &mut Vec<u8>, number: u64) {
    let digits = (1..10).rev().map(|place| number >> (7 * place)).skip_while(|high| *high == 0);
    out.extend(digits.map(|high| 0x80 | u8::try_from(high & 0x7f).unwrap_or_default()));
    out.push(u8::try_from(number & 0x7f).unwrap_or_default());
}

/// The dotted form of an object identifier's content.
pub(crate) fn dotted(content: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut value = 0_u64;
    for byte in content.iter().take(64) {
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let root = (value / 40).min(2);
                arcs.extend([root, value - root * 40]);
            } else {
                arcs.push(value);
            }
            value = 0;
        }
    }
    arcs.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_other_writings_are_refused() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 70_000] {
            let content = vec![7; length];
            let bytes = wrap(OCTET_STRING, &content);
            let mut items = Items::of(&bytes);
            let read = items.any().unwrap();
            assert_eq!((read.tag, read.content, items.is_empty()), (OCTET_STRING, content.as_slice(), true));
        }
        for bytes in [&[4_u8][..], &[4, 5, 1], &[4, 0x80, 0, 0], &[4, 0x81, 1, 1], &[4, 0x82, 0, 0x80], &[0x1f, 0]] {
            assert!(Items::of(bytes).any().is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn identifiers_go_both_ways() {
        for digest in firma_algoritmi::Digest::all() {
            assert_eq!(dotted(&oid(digest.oid()).unwrap()), digest.oid());
        }
        assert_eq!(oid("2.16.840.1.101.3.4.2.1").unwrap(), [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]);
        assert_eq!(oid("ciao"), None);
    }
}
