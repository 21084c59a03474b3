use std::cmp::Reverse;

use crate::words::{Term, Words};

/// One document of the window, with the line of its heading that [`crate::doc::Analysed::heading_line`] wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) n: i64,
    pub(crate) order: i64,
    pub(crate) heading: &'a str,
}

/// A document with its place in the ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) n: i64,
    pub(crate) order: i64,
    /// In thousandths.
    pub(crate) score: i64,
}

/// How well a term stands in a heading, and where.
#[derive(Clone, Copy, Default)]
struct Found {
    strength: f64,
    place: Option<usize>,
}

/// Best first; among equals the most recent. A word in the heading counts, the more so the fewer headings of the window
/// have it, the exact word more than another form of its stem, and words one after the other as in the question more.
pub(crate) fn rank(rows: &[Row<'_>], words: &Words) -> Vec<Ranked> {
    let terms: Vec<&Term> = words.positive().collect();
    // One line of `found` for each row; none at all when there is nothing to find.
    let mut found: Vec<Found> = Vec::with_capacity(rows.len() * terms.len());
    let mut heading = Heading::default();
    for row in rows {
        if terms.iter().any(|term| may_hold(row.heading, term)) {
            heading.read(row.heading);
            found.extend(terms.iter().map(|term| heading.find(term)));
        } else {
            found.resize(found.len() + terms.len(), Found::default());
        }
    }
    let all = rows.len() as f64;
    let rarity: Vec<f64> = (0..terms.len())
        .map(|at| {
            let of_term = found.iter().skip(at).step_by(terms.len().max(1));
            let with = of_term.filter(|found| found.strength > 0.0).count();
            (1.0 + all / (1.0 + with as f64)).ln()
        })
        .collect();
    let lines = found.chunks(terms.len().max(1)).chain(std::iter::repeat([].as_slice()));
    let mut ranked: Vec<Ranked> = rows
        .iter()
        .zip(lines)
        .map(|(row, found)| Ranked { n: row.n, order: row.order, score: (score(found, &rarity) * 1000.0) as i64 })
        .collect();
    ranked.sort_unstable_by_key(|ranked| Reverse((ranked.score, ranked.order, ranked.n)));
    ranked
}

fn score(found: &[Found], rarity: &[f64]) -> f64 {
    let alone: f64 = found.iter().zip(rarity).map(|(found, rarity)| found.strength * rarity).sum();
    let follows = |pair: &[Found]| match pair {
        [one, other] => one.place.is_some_and(|place| other.place == Some(place + 1)),
        _ => false,
    };
    let together = found.windows(2).filter(|pair| follows(pair)).count() as f64;
    let first = found.first().is_some_and(|found| found.place == Some(0));
    alone + 0.5 * together + if first { 0.25 } else { 0.0 }
}

/// Whether it is worth reading the words of a heading for a term: quick, and never wrong when it says no.
fn may_hold(heading: &str, term: &Term) -> bool {
    let holds = |part: &String| heading.contains(part.as_str());
    term.stems.first().is_some_and(holds)
        || term.prefix.as_ref().is_some_and(holds)
        || term.whole.as_ref().is_some_and(holds)
}

/// The words of a heading line, read into the same memory for each.
#[derive(Default)]
struct Heading<'a> {
    sequence: Vec<(&'a str, &'a str)>,
    wholes: Vec<&'a str>,
}

impl<'a> Heading<'a> {
    fn read(&mut self, line: &'a str) {
        self.sequence.clear();
        self.wholes.clear();
        for word in line.split_ascii_whitespace() {
            match word.split_once('=') {
                Some(("", whole)) => self.wholes.push(whole),
                Some((stem, form)) => self.sequence.push((stem, form)),
                None => self.sequence.push((word, word)),
            }
        }
    }

    fn find(&self, term: &Term) -> Found {
        find_term(&self.sequence, &self.wholes, term)
    }
}

fn find_term(sequence: &[(&str, &str)], wholes: &[&str], term: &Term) -> Found {
    let mut best = Found::default();
    let mut better = |strength: f64, place: Option<usize>| {
        if strength > best.strength {
            best = Found { strength, place };
        }
    };
    for place in 0..sequence.len() {
        if let Some(stretch) = sequence.get(place..place + term.stems.len())
            && !stretch.is_empty()
            && stretch.iter().zip(&term.stems).all(|((stem, _), sought)| stem == sought)
        {
            let exact = stretch.iter().zip(&term.forms).all(|((_, form), sought)| form == sought);
            better(if exact { 1.25 } else { 1.0 }, Some(place));
        }
        if let (Some(prefix), Some((_, form))) = (&term.prefix, sequence.get(place))
            && form.starts_with(prefix.as_str())
        {
            better(0.8, Some(place));
        }
    }
    if term.whole.as_ref().is_some_and(|whole| wholes.contains(&whole.as_str())) {
        best.strength = 1.5;
    } else if let Some(prefix) = &term.prefix
        && wholes.iter().any(|whole| whole.starts_with(prefix.as_str()))
    {
        best.strength = best.strength.max(0.8);
    }
    best
}

/// The rows that an engine gave as one text: a line each, with number, sort key and heading.
pub(crate) fn rows(text: &str) -> Vec<Row<'_>> {
    let row = |line| -> Option<Row<'_>> {
        let line: &str = line;
        let mut parts = line.splitn(3, ' ');
        let (n, order) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Row { n, order, heading: parts.next().unwrap_or_default() })
    };
    let rows: Vec<Row<'_>> = text.lines().filter_map(row).collect();
    debug_assert_eq!(rows.len(), text.lines().count(), "an engine gave a line that cannot be read");
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(headings: &[&str], question: &str) -> Vec<i64> {
        let row = |(n, heading): (i64, &&'static str)| Row { n, order: n, heading };
        let owned: Vec<&'static str> = headings.iter().map(|heading| &*String::from(*heading).leak()).collect();
        let rows: Vec<Row<'_>> = (0..).zip(&owned).map(row).collect();
        rank(&rows, &Words::unfinished(question)).iter().map(|ranked| ranked.n).collect()
    }

    #[test]
    fn the_heading_the_exact_word_and_the_order_of_the_words_count() {
        assert_eq!(order(&["", "ross=rossi", "ross=rosso"], "rossi "), [1, 2, 0]);
        assert_eq!(order(&["pozz=pozzo via", "via pozz=pozzo"], "via pozzo "), [1, 0]);
        assert_eq!(order(&["7 2026", "7 2026 =7_2026"], "7/2026 "), [1, 0]);
        assert_eq!(order(&["acqued=acquedx", "scuol=scuola"], "acqu"), [0, 1]);
        assert_eq!(order(&["x", "x", "x"], "x "), [2, 1, 0], "among equals the most recent");
    }

    #[test]
    fn a_rare_word_in_the_heading_counts_more_than_a_common_one() {
        let mut headings = vec!["comun=comune"; 20];
        headings.push("acquedott=acquedotto");
        assert_eq!(order(&headings, "comune acquedotto ")[0], 20);
    }
}
