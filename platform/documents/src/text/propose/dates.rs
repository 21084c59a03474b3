//! Dates as Italians write them, and which of a text's dates is likely to be the document's own.

use chrono::NaiveDate;
use kernel::MONTHS;

use super::{Proposals, add};

/// Words before a date that make it the date of something else.
const OTHERS: [&str; 14] = [
    "legge",
    "decreto",
    "d.lgs",
    "dlgs",
    "d.p.r",
    "dpr",
    "dpcm",
    "d.p.c.m",
    "regolamento",
    "nato",
    "nata",
    "scadenza",
    "entro",
    "l. n",
];

/// Where a document's own date stands, at the latest, in characters from the start or the end.
const NEAR: usize = 3_000;

/// A date and where it stands in the text, in bytes.
pub(super) struct Found {
    pub(super) date: NaiveDate,
    pub(super) start: usize,
    pub(super) end: usize,
}

pub(super) fn read(out: &mut Proposals, text: &str, source: &str) {
    let found = all(text);
    // "Montefiorito, 12 marzo 2026", "lì 12/03/2026", "Data: …": the document speaks of itself.
    for date in found.iter().filter(|found| is_own(before(text, found.start))) {
        add(&mut out.document_date, date.date, source);
    }
    for date in &found {
        let near = date.start < NEAR || text.len() - date.end < NEAR;
        let words = before(text, date.start).to_lowercase();
        if near && !OTHERS.iter().any(|other| words.contains(other)) {
            add(&mut out.document_date, date.date, source);
        }
        if out.document_date.len() >= 5 {
            return;
        }
    }
}

/// Up to 40 bytes before a place, on the same line.
fn before(text: &str, at: usize) -> &str {
    let from = (at.saturating_sub(40)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let words = text.get(from..at).unwrap_or_default();
    words.rsplit('\n').next().unwrap_or(words)
}

fn is_own(before: &str) -> bool {
    let words = before.trim_end();
    let lower = words.to_lowercase();
    let place = words.strip_suffix(',').is_some_and(|place| {
        let last = place.rsplit(|c: char| !(c.is_alphabetic() || c == '\'')).next().unwrap_or_default();
        last.starts_with(char::is_uppercase)
    });
    place
        || ["lì", "li'", "lì,", "addì", "data:", "data"]
            .iter()
            .any(|known| lower.strip_suffix(known).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
            && !lower.ends_with("in data")
}

/// Every date in the text, in order.
pub(super) fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let start = at + offset;
        let rest = text.get(start..).unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        match date(rest) {
            Some((date, length)) => {
                found.push(Found { date, start, end: start + length });
                at = start + length;
            }
            None => at = start + digits,
        }
        if found.len() >= 200 {
            break;
        }
    }
    found
}

/// The date that begins a text, and its length in bytes.
pub(super) fn date(text: &str) -> Option<(NaiveDate, usize)> {
    let (first, digits, rest) = number(text, 4)?;
    let mut chars = rest.chars();
    let separator = chars.next()?;
    match separator {
        '/' | '-' | '.' if digits == 4 || digits <= 2 => {
            let (second, _, rest) = number(chars.as_str(), 2)?;
            let rest = rest.strip_prefix(separator)?;
            let (third, last_digits, rest) = number(rest, 4)?;
            let length = text.len() - rest.len();
            if digits == 4 {
                let ends = separator == '-' && last_digits <= 2;
                return ends.then(|| day(first, second, third))?.map(|date| (date, length));
            }
            let year = match last_digits {
                4 => third,
                // Two digits: this century, as in "12/03/26".
                2 if separator != '.' => 2000 + third,
                _ => return None,
            };
            Some((day(year, second, first)?, length))
        }
        ' ' | '°' | 'º' | '\t' | '\n' if digits <= 2 => {
            let rest = rest.trim_start_matches(['°', 'º']).trim_start();
            let word: String = rest.chars().take_while(|c| c.is_alphabetic()).take(12).collect();
            let lower = word.to_lowercase();
            let month = MONTHS.iter().position(|month| *month == lower)?;
            let rest = rest.get(word.len()..)?.trim_start();
            let (year, 4, rest) = number(rest, 4)? else { return None };
            let month = u32::try_from(month + 1).ok()?;
            Some((day(year, month, first)?, text.len() - rest.len()))
        }
        _ => None,
    }
}

/// A number of at most `most` digits and not more follow, how many it has, and what remains.
fn number(text: &str, most: usize) -> Option<(u32, usize, &str)> {
    let digits = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    (1..=most).contains(&digits).then(|| number.parse().ok().map(|n| (n, digits, rest)))?
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
