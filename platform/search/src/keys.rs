//! What is indexed of a document besides its words: who may find it, its facets, its source, its place in time.
//!
//! Keys stand in the same index as words, so that a question about what someone may not see is never even half answered.
//! They begin with `_`, which no stem does.

use std::fmt::Write;

use crate::Error;

/// Bytes of a scope.
const MAX_SCOPE_BYTES: usize = 200;
/// Bytes of the key and of the value of a facet that are told apart.
const MAX_FACET_BYTES: usize = 200;
/// How many bits of the sort key a bucket leaves out, finest first: 13 days of microseconds, then 16 times more each.
const BUCKETS: [(char, u32); 6] = [('b', 40), ('c', 44), ('d', 48), ('e', 52), ('f', 56), ('g', 60)];
const FINEST: u32 = 40;

pub(crate) fn source(source: &str) -> String {
    encode("_o", source)
}

/// The key of a scope. One that is too long is refused: cutting it could show a document to others.
pub(crate) fn scope(scope: &str) -> Result<String, Error> {
    if scope.is_empty() || scope.len() > MAX_SCOPE_BYTES {
        return Err(Error::BadScope { bytes: scope.len() });
    }
    Ok(encode("_s", scope))
}

pub(crate) fn facet(key: &str, value: &str) -> String {
    let cut = |text: &str| text.get(..text.floor_char_boundary(MAX_FACET_BYTES)).unwrap_or_default().to_owned();
    format!("{}_-{}", encode("_f", &cut(key)), encode("", &cut(value)))
}

/// Letters of the longest beginning that stands in the index; longer ones are completed from the vocabulary.
const MAX_BEGINNING: usize = 5;
/// Letters of the shortest.
const MIN_BEGINNING: usize = 2;

/// The key of all the words of a heading that begin so, unless the beginning is too short or too long to have one.
pub(crate) fn beginning(prefix: &str) -> Option<String> {
    (MIN_BEGINNING..=MAX_BEGINNING).contains(&prefix.chars().count()).then(|| format!("_p{prefix}"))
}

/// The keys of what a word begins with.
pub(crate) fn beginnings(word: &str) -> impl Iterator<Item = String> {
    let ends = word.char_indices().map(|(end, _)| end).skip(MIN_BEGINNING).take(MAX_BEGINNING + 1 - MIN_BEGINNING);
    ends.filter_map(|end| word.get(..end)).filter_map(beginning)
}

/// Lower-case ASCII letters and digits as they are, every other byte as `_` and two hexadecimal digits.
fn encode(kind: &str, text: &str) -> String {
    let mut out = String::from(kind);
    for byte in text.bytes() {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "_{byte:02x}");
        }
    }
    out
}

/// The buckets in which a sort key lies.
pub(crate) fn buckets(order: i64) -> Vec<String> {
    let place = unsigned(order);
    BUCKETS.iter().map(|(level, shift)| bucket(*level, place >> shift)).collect()
}

/// Buckets that hold every sort key from `from` to `to`, and few others near the two ends; `None` when that is all of
/// them. The finer ones stand at the ends, the coarser in the middle.
pub(crate) fn cover(from: i64, to: i64) -> Option<Vec<String>> {
    if (from, to) == (i64::MIN, i64::MAX) {
        return None;
    }
    let (mut low, mut high) = (i128::from(unsigned(from) >> FINEST), i128::from(unsigned(to) >> FINEST));
    let mut found = Vec::new();
    for (level, shift) in BUCKETS {
        let coarsest = shift == 60;
        while low <= high && (coarsest || low % 16 != 0) {
            found.push(bucket(level, low.unsigned_abs()));
            low += 1;
        }
        while low <= high && high % 16 != 15 {
            found.push(bucket(level, high.unsigned_abs()));
            high -= 1;
        }
        if low > high {
            break;
        }
        (low, high) = (low / 16, high / 16);
    }
    Some(found)
}

/// In the order of the signed ones.
const fn unsigned(order: i64) -> u64 {
    order.cast_unsigned() ^ (1 << 63)
}

fn bucket(level: char, place: impl std::fmt::LowerHex) -> String {
    format!("_r{level}{place:x}")
}

/// Stretches of the numbers of documents, finest first: 4,096, then 16 times more each.
const STRETCHES: [(char, u32); 3] = [('a', 12), ('b', 16), ('c', 20)];

/// The stretches in which a document's number lies.
pub(crate) fn stretches(n: i64) -> Vec<String> {
    STRETCHES.iter().map(|(level, shift)| format!("_n{level}{:x}", n >> shift)).collect()
}

/// From the highest number down, the stretches to look through one after the other: each a set of keys and the lowest
/// number in it. The first is small, since what is common is found there; they grow, since what is rare is not.
pub(crate) fn stretches_below(top: i64) -> Vec<Vec<String>> {
    let mut steps = Vec::new();
    let mut below = top;
    for (place, (level, shift)) in STRETCHES.iter().enumerate() {
        if below < 0 {
            return steps;
        }
        let last = below >> shift;
        // Down to the next border of the coarser level, in two steps: the first has one or two.
        let border =
            STRETCHES.get(place + 1).map_or(0, |(_, coarser)| (last >> (coarser - shift)) << (coarser - shift));
        let first = (last - 1).max(border);
        steps.push((first..=last).rev().map(|at| format!("_n{level}{at:x}")).collect());
        if first > border {
            steps.push((border..first).rev().map(|at| format!("_n{level}{at:x}")).collect());
        }
        below = (border << shift) - 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_word_is_found_by_each_of_its_beginnings() {
        let of = |word: &str| beginnings(word).collect::<Vec<_>>().join(" ");
        assert_eq!(of("acquedotto"), "_pac _pacq _pacqu _pacque");
        assert_eq!(of("via"), "_pvi", "the whole word is its own stem");
        assert_eq!(of("中文字"), "_p中文");
        assert_eq!((of("di"), of("x"), of("")), (String::new(), String::new(), String::new()));
        assert_eq!((beginning("a"), beginning("acqued")), (None, None));
    }

    #[test]
    fn different_scopes_and_facets_never_share_a_key() {
        let keys = [
            scope("unit:a").unwrap(),
            scope("unit_a").unwrap(),
            scope("Unit:a").unwrap(),
            scope("unit:à").unwrap(),
            facet("a", "b_-c"),
            facet("a_-b", "c"),
            facet("ab", "c"),
            source("unit:a"),
        ];
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
        assert!(scope(&"x".repeat(201)).is_err(), "a scope that cannot be told from another is refused");
        assert!(scope("").is_err());
    }

    #[test]
    fn a_range_covers_all_that_is_in_it_and_little_else() {
        let day = 86_400_000_000_i64;
        let now = 1_795_600_000_000_000_i64;
        for (from, to) in [(now, now + day), (now - 400 * day, now), (0, 10), (-5, 5), (now, i64::MAX), (i64::MIN, now)]
        {
            let cover: BTreeSet<String> = cover(from, to).unwrap().into_iter().collect();
            assert!(cover.len() < 200, "{}", cover.len());
            let inside = |order: i64| buckets(order).iter().any(|bucket| cover.contains(bucket));
            for order in [from, from + (to / 2 - from / 2), to] {
                assert!(inside(order), "{from}..{to} must hold {order}");
            }
            for order in [from.saturating_sub(13 * day), to.saturating_add(13 * day)] {
                assert!((from..=to).contains(&order) || !inside(order), "{from}..{to} must not hold {order}");
            }
        }
        assert_eq!(cover(i64::MIN, i64::MAX), None);
        assert_eq!(cover(5, 4).map(|cover| cover.len()), Some(1));
    }

    #[test]
    fn the_stretches_below_a_number_hold_every_number_once() {
        for top in [0, 1, 4095, 4096, 70_000, 1_234_567, 20_000_000] {
            let steps = stretches_below(top);
            let all: Vec<&String> = steps.iter().flatten().collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none twice");
            for n in (0..=top).step_by(997).chain([0, top]) {
                let found = all.iter().filter(|step| stretches(n).contains(step)).count();
                assert_eq!(found, 1, "{n} of {top}");
            }
            assert!(steps.len() <= 6);
        }
    }
}
