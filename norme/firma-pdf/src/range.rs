//! The checks of `/ByteRange` (ISO 32000-2 §12.8.1): what universal forgery, wrapping and saving attacks play with.

use std::ops::Range;

use crate::{Anomaly, object::Object};

/// What a byte range says.
#[derive(Debug, Default)]
pub(crate) struct Covered {
    pub written: Vec<i64>,
    /// The pieces, inside the file; empty if they are not.
    pub signed: Vec<Range<usize>>,
    /// What is left out between the first two.
    pub hole: Option<Range<usize>>,
    /// Where the last piece ends.
    pub end: Option<usize>,
    pub anomalies: Vec<Anomaly>,
}

/// Reads the pieces. `length` is the size of the file.
pub(crate) fn read(object: &Object, length: usize) -> Covered {
    let mut covered = Covered::default();
    let items = object.as_array().unwrap_or_default();
    covered.written = items.iter().take(64).map_while(Object::as_int).collect();
    let pieces = covered.written.len() / 2;
    if items.is_empty() || covered.written.len() != items.len() || covered.written.len() % 2 != 0 {
        covered.anomalies.push(Anomaly::NoByteRange);
        return covered;
    }
    if pieces != 2 {
        covered.anomalies.push(Anomaly::Pieces { pieces });
    }
    let mut signed: Vec<Range<usize>> = Vec::new();
    for pair in covered.written.chunks_exact(2) {
        let numbers = pair.iter().map(|number| u64::try_from(*number));
        let Ok(&[from, size]) = numbers.collect::<Result<Vec<_>, _>>().as_deref() else {
            covered.anomalies.push(Anomaly::NoByteRange);
            return covered;
        };
        let to = from.saturating_add(size);
        let Some((from, to)) = usize::try_from(from).ok().zip(usize::try_from(to).ok()).filter(|(_, to)| *to <= length)
        else {
            covered.anomalies.push(Anomaly::BeyondEnd { to, length });
            return covered;
        };
        signed.push(from..to);
    }
    if signed.windows(2).any(|pair| matches!(pair, [a, b] if b.start < a.end)) {
        covered.anomalies.push(Anomaly::Overlap);
    }
    if let Some(first) = signed.first().filter(|first| first.start > 0) {
        covered.anomalies.push(Anomaly::NotFromStart { from: first.start });
    }
    covered.end = signed.last().map(|last| last.end);
    if let [first, second] = signed.as_slice()
        && first.end < second.start
    {
        covered.hole = Some(first.end..second.start);
    }
    covered.signed = signed;
    covered
}

/// Compares the hole with where `/Contents` is written.
pub(crate) fn hole(covered: &Covered, contents: &Object, anomalies: &mut Vec<Anomaly>) {
    let Some(text) = contents.as_str().filter(|text| !text.bytes.is_empty()) else {
        anomalies.push(Anomaly::NoContents);
        return;
    };
    let Some(span) = &text.span else {
        anomalies.push(Anomaly::ContentsInObjectStream);
        return;
    };
    if !text.clean_hex {
        anomalies.push(Anomaly::ContentsNotHex);
    }
    match &covered.hole {
        Some(hole) if hole == span => {}
        Some(hole) if hole.start == span.start + 1 && hole.end + 1 == span.end => {
            anomalies.push(Anomaly::HoleWithoutBrackets);
        }
        Some(hole) => anomalies.push(Anomaly::HoleIsNotContents { from: hole.start, to: hole.end }),
        None if covered.signed.is_empty() || covered.anomalies.contains(&Anomaly::Overlap) => {}
        None => anomalies.push(Anomaly::HoleIsNotContents { from: span.start, to: span.start }),
    }
}

/// Where the CMS ends in `/Contents`, by its DER header; all of it where the length is indefinite or unreadable. What follows must
/// be zeros.
pub(crate) fn trim(contents: &[u8], anomalies: &mut Vec<Anomaly>) -> usize {
    let length = match contents {
        [_, short @ 0..=0x7f, ..] => Some(2 + usize::from(*short)),
        [_, long @ 0x81..=0x84, rest @ ..] => {
            let count = usize::from(*long & 0x7f);
            let digits = rest.get(..count);
            digits.map(|digits| digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)) + 2 + count)
        }
        _ => None,
    };
    let end = length.filter(|length| *length <= contents.len()).unwrap_or(contents.len());
    let after = contents.get(end..).unwrap_or_default();
    let bytes = after.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if bytes > 0 {
        anomalies.push(Anomaly::BytesAfterCms { bytes });
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[i64]) -> Covered {
        read(&Object::Array(numbers.iter().map(|number| Object::Int(*number)).collect()), 100)
    }

    #[test]
    fn the_pieces_are_in_order_and_inside_the_file() {
        let good = of(&[0, 10, 20, 80]);
        assert_eq!((good.hole, good.end, good.anomalies), (Some(10..20), Some(100), vec![]));
        assert_eq!(of(&[0, 30, 20, 80]).anomalies, [Anomaly::Overlap]);
        assert_eq!(of(&[20, 80, 0, 10]).anomalies, [Anomaly::Overlap, Anomaly::NotFromStart { from: 20 }]);
        assert_eq!(of(&[5, 5, 20, 80]).anomalies, [Anomaly::NotFromStart { from: 5 }]);
        assert_eq!(of(&[0, 10, 20, 81]).anomalies, [Anomaly::BeyondEnd { to: 101, length: 100 }]);
        assert_eq!(of(&[0, 10, i64::MAX, i64::MAX]).signed, Vec::<Range<usize>>::new());
        assert_eq!(of(&[0, 10, -20, 80]).anomalies, [Anomaly::NoByteRange]);
        assert_eq!(of(&[0, 10, 20]).anomalies, [Anomaly::NoByteRange]);
        assert_eq!(of(&[0, 100]).anomalies, [Anomaly::Pieces { pieces: 1 }]);
    }

    #[test]
    fn what_is_hidden_after_the_cms_is_told() {
        let mut anomalies = Vec::new();
        assert_eq!(trim(&[0x30, 1, 5, 0, 0], &mut anomalies), 3);
        assert!(anomalies.is_empty());
        assert_eq!(trim(&[0x30, 1, 5, 0, 7, 0], &mut anomalies), 3);
        assert_eq!(anomalies, [Anomaly::BytesAfterCms { bytes: 2 }]);
        assert_eq!(trim(&[0x30, 0x80, 5, 0, 0], &mut Vec::new()), 5);
        assert_eq!(trim(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &mut Vec::new()), 6);
    }
}
