//! A reader of BER (X.690) for what CMS needs: one element at a time, over borrowed bytes.

use crate::Error;
use std::borrow::Cow;

/// Deepest nesting of indefinite lengths inside one element, and of constructed strings.
pub(crate) const DEPTH_MAX: usize = 32;
/// Most pieces of one constructed string: 512 MiB in the pieces of 1,000 bytes that real signers write, and to spare.
pub(crate) const PIECES_MAX: usize = 2_000_000;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const IA5_STRING: u8 = 0x16;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// The bit of a tag that says constructed.
pub(crate) const CONSTRUCTED: u8 = 0x20;

/// The context tag `[number]`, constructed.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// One element: its identifier octet (high tag numbers do not occur in CMS), its content and its whole self.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    pub whole: &'a [u8],
}

/// Identifier and length octets, read.
pub(crate) struct Header {
    pub tag: u8,
    /// Octets of identifier and length.
    pub octets: usize,
    /// `None` for an indefinite length.
    pub length: Option<usize>,
}

/// Reads the identifier and length octets at the beginning of `bytes`.
pub(crate) fn header(bytes: &[u8]) -> Result<Header, Error> {
    let [tag, first, rest @ ..] = bytes else {
        return Err(Error::Truncated);
    };
    if tag & 0x1f == 0x1f {
        return Err(Error::Damaged("un elemento ha un tipo che non è previsto"));
    }
    let (octets, length) = match first {
        0x80 if tag & CONSTRUCTED == 0 => {
            return Err(Error::Damaged("la lunghezza di un elemento non è valida"));
        }
        0x80 => (2, None),
        0..=0x7f => (2, Some(usize::from(*first))),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).ok_or(Error::Truncated)?;
            let leading = digits.iter().take_while(|digit| **digit == 0).count();
            let digits = digits.get(leading..).unwrap_or_default();
            if digits.len() > 7 {
                return Err(Error::Damaged("la lunghezza di un elemento non è valida"));
            }
            let length = digits.iter().fold(0_u64, |sum, digit| sum << 8 | u64::from(*digit));
            (2 + count, Some(usize::try_from(length).map_err(|_| Error::Truncated)?))
        }
    };
    Ok(Header { tag: *tag, octets, length })
}

/// The first element of `bytes` and what follows it.
pub(crate) fn next(bytes: &[u8]) -> Result<(Element<'_>, &[u8]), Error> {
    let header = header(bytes)?;
    let body = bytes.get(header.octets..).ok_or(Error::Truncated)?;
    let (content, end) = match header.length {
        Some(length) => (body.get(..length).ok_or(Error::Truncated)?, header.octets + length),
        None => {
            let length = until_end_of_contents(body)?;
            let content = body.get(..length).ok_or(Error::Truncated)?;
            (content, header.octets + length + 2)
        }
    };
    let element = Element { tag: header.tag, content, whole: bytes.get(..end).ok_or(Error::Truncated)? };
    Ok((element, bytes.get(end..).unwrap_or_default()))
}

/// How many bytes come before the end-of-contents octets that close an indefinite length (X.690 section 8.1.5).
/// One pass, with a counter for the indefinite lengths inside.
fn until_end_of_contents(body: &[u8]) -> Result<usize, Error> {
    let mut open = 1_usize;
    let mut position = 0_usize;
    loop {
        let rest = body.get(position..).ok_or(Error::Truncated)?;
        if let [0, 0, ..] = rest {
            open -= 1;
            if open == 0 {
                return Ok(position);
            }
            position += 2;
            continue;
        }
        let header = header(rest)?;
        let length = match header.length {
            Some(length) => length,
            None => {
                open += 1;
                if open > DEPTH_MAX {
                    return Err(Error::Damaged("gli elementi sono annidati troppo a fondo"));
                }
                0
            }
        };
        position = position
            .checked_add(header.octets)
            .and_then(|position| position.checked_add(length))
            .ok_or(Error::Truncated)?;
    }
}

impl<'a> Element<'a> {
    /// The elements inside, one after the other.
    pub fn children(&self) -> Children<'a> {
        Children { rest: self.content }
    }

    /// The octets of an OCTET STRING (or of an implicitly tagged one), its pieces joined (X.690 section 8.7.3): borrowed
    /// where they stand in one piece.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>, Error> {
        if self.tag & CONSTRUCTED == 0 {
            return Ok(Cow::Borrowed(self.content));
        }
        let mut joined = Vec::with_capacity(self.content.len());
        self.pieces(&mut |piece| joined.extend_from_slice(piece))?;
        Ok(Cow::Owned(joined))
    }

    /// Hands over the octets piece by piece, in order, without joining them.
    pub fn pieces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        if self.tag & CONSTRUCTED == 0 {
            take(self.content);
            return Ok(());
        }
        // The pieces still to read at each level: a stack of our own instead of recursion.
        let mut levels = vec![self.children()];
        let mut pieces = 0;
        while let Some(level) = levels.last_mut() {
            let Some(piece) = level.next() else {
                levels.pop();
                continue;
            };
            let piece = piece?;
            pieces += 1;
            if piece.tag & !CONSTRUCTED != OCTET_STRING || pieces > PIECES_MAX {
                return Err(Error::Damaged("il contenuto non è una sequenza di byte"));
            }
            if piece.tag & CONSTRUCTED == 0 {
                take(piece.content);
            } else if levels.len() < DEPTH_MAX {
                levels.push(piece.children());
            } else {
                return Err(Error::Damaged("gli elementi sono annidati troppo a fondo"));
            }
        }
        Ok(())
    }

    /// True for an OCTET STRING, in one piece or in many.
    pub fn is_octets(&self) -> bool {
        self.tag & !CONSTRUCTED == OCTET_STRING
    }
}

/// Iterates over consecutive elements; stops after the first error.
#[derive(Debug, Clone)]
pub(crate) struct Children<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Children<'a> {
    type Item = Result<Element<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        match next(self.rest) {
            Ok((element, rest)) => {
                self.rest = rest;
                Some(Ok(element))
            }
            Err(error) => {
                self.rest = &[];
                Some(Err(error))
            }
        }
    }
}

impl<'a> Children<'a> {
    /// True when nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever it is.
    pub fn any(&mut self, missing: &'static str) -> Result<Element<'a>, Error> {
        self.next().unwrap_or(Err(Error::Damaged(missing)))
    }

    /// The next element, which must have this tag.
    pub fn expect(&mut self, tag: u8, missing: &'static str) -> Result<Element<'a>, Error> {
        match self.next() {
            Some(element) => Some(element?).filter(|element| element.tag == tag).ok_or(Error::Damaged(missing)),
            None => Err(Error::Damaged(missing)),
        }
    }

    /// The next element if it has this tag; otherwise nothing is taken.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        if self.rest.first() != Some(&tag) {
            return Ok(None);
        }
        self.next().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_and_indefinite_lengths_give_the_same_content() {
        let definite = [0x30, 3, 0x02, 1, 5, 0xff];
        let long = [0x30, 0x84, 0, 0, 0, 3, 0x02, 1, 5, 0xff];
        let indefinite = [0x30, 0x80, 0x02, 1, 5, 0, 0, 0xff];
        for bytes in [&definite[..], &long, &indefinite] {
            let (element, rest) = next(bytes).expect("element");
            assert_eq!((element.tag, element.content, rest), (SEQUENCE, &[0x02, 1, 5][..], &[0xff][..]));
        }
    }

    #[test]
    fn constructed_octet_strings_are_joined() {
        let nested = [0x24, 0x80, 0x04, 2, b'c', b'i', 0x24, 4, 0x04, 2, b'a', b'o', 0, 0];
        let (element, _) = next(&nested).expect("element");
        assert_eq!(element.octets().expect("octets").as_ref(), b"ciao");
    }

    #[test]
    fn lengths_beyond_the_bytes_are_truncation() {
        let cases: [&[u8]; 5] = [
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x84, 0xff],
            &[0x30, 0x80, 0x02, 1, 5],
            &[0x30, 0x87, 127, 255, 255, 255, 255, 255, 255],
        ];
        for bytes in cases {
            assert_eq!(next(bytes).map(|_| ()), Err(Error::Truncated), "{bytes:?}");
        }
        assert!(matches!(next(&[0x04, 0x80, 0, 0]), Err(Error::Damaged(_))));
        assert!(matches!(next(&[0x30, 0x88, 1, 0, 0, 0, 0, 0, 0, 0]), Err(Error::Damaged(_))));
    }

    #[test]
    fn endless_nesting_is_refused_without_recursion() {
        let indefinite = [0x30, 0x80].repeat(1_000_000);
        assert!(matches!(next(&indefinite), Err(Error::Damaged(_))));
        let mut strings = vec![0x04, 0];
        for _ in 0..100 {
            let mut outer = vec![0x24, 0x82];
            outer.extend(u16::try_from(strings.len()).expect("short").to_be_bytes());
            outer.append(&mut strings);
            strings = outer;
        }
        let (element, _) = next(&strings).expect("element");
        assert!(matches!(element.octets(), Err(Error::Damaged(_))));
    }
}
