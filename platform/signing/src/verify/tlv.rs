//! The few reading steps of DER that certificates, CRLs and OCSP answers share, over the types of the `der` crate.
//!
//! Lengths may be written longer than need be: certificates of Italian authorities have them (a policy of
//! ArubaPEC's of 2013).
//! Nothing else of BER is read. Nothing here calls itself: whoever reads decides how deep it goes.

use chrono::{DateTime, NaiveDate, Utc};
use der::asn1::AnyRef;
use der::{SliceReader, Tag, TagNumber, Tagged};

use super::limits::TEXT_MAX;

/// Reads the elements of a constructed value one after the other. Nothing more comes after what cannot be read,
/// and then
/// [`Fields::is_finished`] is false.
#[derive(Clone)]
pub(crate) struct Fields<'a>(&'a [u8]);

/// The first element, with and without its header, and what follows it.
fn split(bytes: &[u8]) -> Option<(AnyRef<'_>, &[u8], &[u8])> {
    let tag = Tag::peek(&SliceReader::new(bytes).ok()?).ok()?;
    // Tags of more than one byte do not occur in any of these.
    if bytes.first()? & 0x1f == 0x1f {
        return None;
    }
    let (length, header) = match *bytes.get(1)? {
        short @ 0..=0x7f => (usize::from(short), 2),
        long @ 0x81..=0x84 => {
            let count = usize::from(long & 0x7f);
            let octets = bytes.get(2..2 + count)?;
            (octets.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)), 2 + count)
        }
        // Indefinite, or longer than anything that is read.
        _ => return None,
    };
    let (whole, rest) = bytes.split_at_checked(header.checked_add(length)?)?;
    Some((AnyRef::new(tag, whole.get(header..)?).ok()?, whole, rest))
}

/// The one element that is the whole of these bytes.
pub(crate) fn whole(bytes: &[u8]) -> Option<AnyRef<'_>> {
    split(bytes).filter(|(_, _, rest)| rest.is_empty()).map(|(element, ..)| element)
}

impl<'a> Fields<'a> {
    /// The elements inside these bytes.
    pub(crate) fn inside(content: &'a [u8]) -> Self {
        Fields(content)
    }

    /// The elements of a `SEQUENCE` that is the whole of these bytes.
    pub(crate) fn of_sequence(der: &'a [u8]) -> Option<Self> {
        whole(der).filter(|whole| whole.tag() == Tag::Sequence).map(|whole| Fields(whole.value()))
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Option<AnyRef<'a>> {
        self.next()
    }

    /// The next element with its header, as it stands in the bytes.
    pub(crate) fn raw(&mut self) -> Option<&'a [u8]> {
        let (_, whole, rest) = split(self.0)?;
        self.0 = rest;
        Some(whole)
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: Tag) -> Option<AnyRef<'a>> {
        self.next().filter(|found| found.tag() == tag)
    }

    /// The next element if it has this tag; nothing is consumed if not.
    pub(crate) fn optional(&mut self, tag: Tag) -> Option<AnyRef<'a>> {
        if self.peek() == Some(tag) { self.next() } else { None }
    }

    /// The next element if it has this context-specific number, primitive or constructed.
    pub(crate) fn context(&mut self, number: u32) -> Option<AnyRef<'a>> {
        let tag = self.peek()?;
        (tag.is_context_specific() && tag.number() == TagNumber(number)).then(|| self.next())?
    }

    /// The tag of the next element.
    pub(crate) fn peek(&self) -> Option<Tag> {
        split(self.0).map(|(element, ..)| element.tag())
    }

    /// Whether all was read, and nothing was wrong on the way.
    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = AnyRef<'a>;

    fn next(&mut self) -> Option<AnyRef<'a>> {
        let (element, _, rest) = split(self.0)?;
        self.0 = rest;
        Some(element)
    }
}

/// An object identifier, dotted. Of any length: some are made of a random number of 128 bits (X.667).
pub(crate) fn oid(value: AnyRef<'_>) -> Option<String> {
    let bytes = value.value();
    if value.tag() != Tag::ObjectIdentifier
        || bytes.len() > OID_BYTES_MAX
        || bytes.last().is_none_or(|last| last & 0x80 != 0)
    {
        return None;
    }
    let (mut dotted, mut arc, mut first) = (String::new(), 0_u128, true);
    for byte in bytes {
        arc = arc.checked_mul(128)?.checked_add(u128::from(byte & 0x7f))?;
        if byte & 0x80 != 0 {
            continue;
        }
        if first {
            let root = (arc / 40).min(2);
            dotted = format!("{root}.{}", arc - root * 40);
        } else {
            dotted.push_str(&format!(".{arc}"));
        }
        (arc, first) = (0, false);
    }
    Some(dotted)
}

/// Longest object identifier, bytes.
const OID_BYTES_MAX: usize = 128;

/// An `AlgorithmIdentifier`: the identifier, dotted, and its parameters, DER.
pub(crate) fn algorithm(value: AnyRef<'_>) -> Option<(String, Option<Vec<u8>>)> {
    let mut fields = Fields::inside(value.value());
    let name = oid(fields.expect(Tag::ObjectIdentifier)?)?;
    Some((name, fields.raw().map(<[u8]>::to_vec)))
}

/// The bytes of a `BIT STRING` whose bits are whole bytes.
pub(crate) fn bits(value: AnyRef<'_>) -> Option<&[u8]> {
    match value.value() {
        [0, bytes @ ..] if value.tag() == Tag::BitString => Some(bytes),
        _ => None,
    }
}

/// Bit `number` of a `BIT STRING`'s content, the first being 0.
pub(crate) fn bit(content: &[u8], number: usize) -> bool {
    content.get(1 + number / 8).is_some_and(|byte| byte & (0x80 >> (number % 8)) != 0)
}

/// `UTCTime` or `GeneralizedTime`, in UTC, with or without fractions of a second.
pub(crate) fn time(value: AnyRef<'_>) -> Option<DateTime<Utc>> {
    let generalized = match value.tag() {
        Tag::UtcTime => false,
        Tag::GeneralizedTime => true,
        _ => return None,
    };
    instant(value.value(), generalized)
}

/// The text of a time, without its tag (it may have been replaced by a context-specific one).
pub(crate) fn instant(text: &[u8], generalized: bool) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix(b"Z")?;
    let (whole, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(at) if generalized => (text.get(..at)?, text.get(at + 1..)?),
        Some(_) => return None,
        None => (text, &[][..]),
    };
    if !whole.iter().chain(fraction).all(u8::is_ascii_digit) || fraction.len() > 9 {
        return None;
    }
    let number = |from: usize, length: usize| -> Option<u32> {
        whole
            .get(from..from + length)?
            .iter()
            .try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(u32::from(digit - b'0')))
    };
    let (year, rest) = if generalized {
        (i32::try_from(number(0, 4)?).ok()?, 4)
    } else {
        let year = i32::try_from(number(0, 2)?).ok()?;
        (if year < 50 { 2000 + year } else { 1900 + year }, 2)
    };
    let seconds = match whole.len() - rest {
        10 => number(rest + 8, 2)?,
        8 => 0,
        _ => return None,
    };
    let nanos = fraction
        .iter()
        .chain(std::iter::repeat(&b'0'))
        .take(9)
        .fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let date = NaiveDate::from_ymd_opt(year, number(rest, 2)?, number(rest + 2, 2)?)?;
    let time = date.and_hms_nano_opt(number(rest + 4, 2)?, number(rest + 6, 2)?, seconds.min(59), nanos)?;
    Some(time.and_utc())
}

/// The bytes of an `INTEGER`, without a leading zero: how serial numbers are compared.
pub(crate) fn serial(value: AnyRef<'_>) -> Option<&[u8]> {
    (value.tag() == Tag::Integer).then(|| bare(value.value()))
}

/// Without leading zeros, but for a lone one.
pub(crate) fn bare(bytes: &[u8]) -> &[u8] {
    match bytes {
        [0, rest @ ..] if !rest.is_empty() => bare_of(rest),
        _ => bytes,
    }
}

fn bare_of(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len().saturating_sub(1));
    bytes.get(zeros..).unwrap_or(bytes)
}

/// The string types of X.680 that names use, on one line, without control characters.
pub(crate) fn text(value: AnyRef<'_>) -> Option<String> {
    let bytes = value.value();
    let text: String = match value.tag() {
        Tag::Utf8String | Tag::NumericString | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        // In practice Latin-1.
        Tag::TeletexString => bytes.iter().map(|byte| char::from(*byte)).collect(),
        // UTF-16, big endian.
        Tag::BmpString => {
            let units = bytes.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        _ => return None,
    };
    Some(clean(&text))
}

/// One line, without control and direction characters, bounded.
pub(crate) fn clean(text: &str) -> String {
    let harmless = |c: &char| {
        !c.is_control() && !matches!(*c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let kept: String = text.chars().filter(harmless).take(TEXT_MAX).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_notation_that_is_met() {
        let read = |text: &[u8], generalized| instant(text, generalized).map(|at| at.to_rfc3339());
        assert_eq!(read(b"181221155813Z", false).as_deref(), Some("2018-12-21T15:58:13+00:00"));
        assert_eq!(read(b"4912311559Z", false).as_deref(), Some("2049-12-31T15:59:00+00:00"));
        assert_eq!(read(b"500101000000Z", false).as_deref(), Some("1950-01-01T00:00:00+00:00"));
        assert_eq!(read(b"20190412090032.613Z", true).as_deref(), Some("2019-04-12T09:00:32.613+00:00"));
        for wrong in [&b"20191312090032Z"[..], b"20190412090032", b"2019041209003x", b"Z", b"20190412090032.Z1Z"] {
            assert_eq!(read(wrong, true), None, "{wrong:?}");
        }
    }

    #[test]
    fn lengths_may_be_longer_than_need_be_and_nothing_else() {
        // A sequence of two numbers, the second with its length in the long form.
        let mut fields = Fields::of_sequence(&[0x30, 7, 2, 1, 5, 2, 0x81, 1, 6]).unwrap();
        assert_eq!(fields.by_ref().map(|it| it.value().to_vec()).collect::<Vec<_>>(), [[5], [6]]);
        assert!(fields.is_finished());
        for wrong in
            [&[0x30, 0x80, 2, 1, 5, 0, 0][..], &[0x30, 3, 2, 1], &[0x30, 2, 2, 1, 5], &[0x1f, 1, 0], &[0x30, 0x85]]
        {
            assert!(Fields::of_sequence(wrong).is_none(), "{wrong:?}");
        }
        let mut cut = Fields::inside(&[2, 1, 5, 2, 9]);
        assert!(cut.next().is_some() && cut.next().is_none() && !cut.is_finished(), "what is cut is not the end");
    }

    #[test]
    fn identifiers_of_any_length() {
        let dotted = |bytes: &[u8]| oid(AnyRef::new(Tag::ObjectIdentifier, bytes).unwrap());
        assert_eq!(dotted(&[0x55, 0x1d, 0x0f]).as_deref(), Some("2.5.29.15"));
        assert_eq!(dotted(&[0x2b, 6, 1, 4, 1, 0x81, 0xe8, 0x2d, 1]).as_deref(), Some("1.3.6.1.4.1.29741.1"));
        let random = [&[0x69, 0x83][..], &[0xff; 17], &[0x7f]].concat();
        assert_eq!(dotted(&random).as_deref(), Some("2.25.340282366920938463463374607431768211455"));
        assert_eq!(dotted(&[0x55, 0x9d]), None);
        assert_eq!(dotted(&[]), None);
    }

    #[test]
    fn serials_compare_without_their_leading_zeros() {
        assert_eq!(bare(&[0, 0x80, 1]), &[0x80, 1]);
        assert_eq!(bare(&[0]), &[0]);
        assert_eq!(bare(&[0, 0, 0]), &[0]);
    }

    #[test]
    fn a_name_cannot_turn_the_line_around_it() {
        assert_eq!(clean("ANNA\u{202e}IREN\u{7}"), "ANNAIREN");
    }
}
