//! Subject lines, the sender's protocol and amounts, found in plain text by reading along.

use super::{Proposals, SenderProtocol, add, dates};

/// Longest subject proposed, in characters.
const SUBJECT: usize = 300;

pub(super) fn read(out: &mut Proposals, text: &str, source: &str, with_subject: bool) {
    if with_subject && let Some(subject) = subject(text) {
        add(&mut out.subject, subject, source);
    }
    for protocol in protocols(text) {
        add(&mut out.sender_protocol, protocol, source);
    }
    for cents in amounts(text) {
        add(&mut out.amounts, cents, source);
    }
}

/// What follows "Oggetto:" up to an empty line, a new label, or three lines.
fn subject(text: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = loop {
        let line = lines.next()?.trim();
        let lower = line.to_lowercase();
        let Some(rest) = lower.strip_prefix("oggetto") else { continue };
        let rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with([':', '-', '–', '.']) {
            // The same place in the line as written: the label has the same length in any case.
            let written = line.get("oggetto".len()..).unwrap_or_default();
            break written.trim_start_matches([' ', '\t', ':', '-', '–', '.']).to_owned();
        }
    };
    let mut subject = first;
    for line in lines.take(3) {
        let line = line.trim();
        let enough = !subject.is_empty() && (subject.ends_with('.') || line.is_empty());
        if enough || is_label(line) || subject.chars().count() > SUBJECT {
            break;
        }
        if !subject.is_empty() && !line.is_empty() {
            subject.push(' ');
        }
        subject.push_str(line);
    }
    let subject: String = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let subject: String = subject.chars().take(SUBJECT).collect();
    (subject.chars().filter(|c| c.is_alphabetic()).count() >= 4).then_some(subject)
}

/// A line that begins another part of the letter.
fn is_label(line: &str) -> bool {
    const LABELS: [&str; 18] = [
        "il sottoscritt",
        "la sottoscritt",
        "con la presente",
        "in riferimento",
        "spett",
        "egregi",
        "gentil",
        "al ",
        "alla ",
        "ai ",
        "prot",
        "rif",
        "data",
        "premesso",
        "visto",
        "vista",
        "allegat",
        "da:",
    ];
    let lower = line.to_lowercase();
    LABELS.iter().any(|label| lower.starts_with(label))
}

/// `Prot. n. 1234 del 12/03/2026` and its many forms.
fn protocols(text: &str) -> Vec<SenderProtocol> {
    let lower = text.to_lowercase();
    // Lower case can change the length of some letters: places must mean the same in both.
    let searched = if lower.len() == text.len() { lower.as_str() } else { text };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = searched.get(at..).and_then(|rest| rest.find("prot")) {
        let start = at + offset;
        at = start + 4;
        let word_before = searched.get(..start).and_then(|before| before.chars().next_back());
        if word_before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let after = text.get(start + 4..).unwrap_or_default();
        if let Some((protocol, length)) = protocol(after) {
            found.push(protocol);
            at += length;
        }
        if found.len() >= 5 {
            break;
        }
    }
    found
}

/// What follows "prot".
fn protocol(after: &str) -> Option<(SenderProtocol, usize)> {
    let mut rest = after;
    let lower: String = rest.chars().take(8).collect::<String>().to_lowercase();
    if lower.starts_with("ocollo") {
        rest = rest.get(6..)?;
    }
    // The rest of the label: dots, "gen.", "n.", "nr", "n°", "num.", "numero", colons.
    let mut steps = 0;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '.', ':', '°', 'º', '#']);
        let word: String = rest.chars().take_while(|c| c.is_alphabetic()).take(10).collect();
        let known = ["n", "nr", "num", "numero", "gen", "generale", "int", "interno", "uscita", "id"];
        if word.is_empty() || !known.contains(&word.to_lowercase().as_str()) || steps == 4 {
            break;
        }
        rest = rest.get(word.len()..)?;
        steps += 1;
    }
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.')).take(40).collect();
    let number = token.trim_end_matches(['.', '-', '/', '_']);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    // A word with a stray digit, a date, or a law's article is no number of protocol.
    if digits == 0 || digits * 3 < number.len() || dates::date(number).is_some() {
        return None;
    }
    rest = rest.get(number.len()..)?;
    let mut tail = rest.trim_start_matches([' ', '\t', '\n', '.', ',', '-', '–', '/', '(']);
    for word in ["in data", "del", "data"] {
        let matches = tail.get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word));
        if matches {
            tail = tail.get(word.len()..)?.trim_start_matches([' ', '\t', '\n', ':', '.']);
            break;
        }
    }
    let date = dates::date(tail).map(|(date, _)| date);
    let number = number.to_owned();
    Some((SenderProtocol { number, date }, after.len() - rest.len()))
}

/// Amounts with the euro sign or word beside them: `€ 1.234,56`, `EUR 1234.56`, `1.000 euro`. In cents.
fn amounts(text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices(['€', 'E', 'e']) {
        let end = if mark == "€" {
            at + mark.len()
        } else {
            let word = text.get(at..at + 4).filter(|w| w.eq_ignore_ascii_case("euro"));
            let word = word.or_else(|| text.get(at..at + 3).filter(|w| *w == "EUR"));
            let Some(word) = word else { continue };
            at + word.len()
        };
        let after = text.get(end..).unwrap_or_default().trim_start_matches([' ', ':', '\t']);
        let before = text.get(..at).unwrap_or_default();
        let cents = amount_at_start(after).or_else(|| amount_at_end(before));
        found.extend(cents.filter(|cents| *cents > 0));
        if found.len() >= 20 {
            break;
        }
    }
    found
}

fn amount_at_start(text: &str) -> Option<i64> {
    let length = text.bytes().take(24).take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'\'')).count();
    cents(text.get(..length)?)
}

fn amount_at_end(text: &str) -> Option<i64> {
    let text = text.trim_end_matches([' ', '\t']);
    let length =
        text.bytes().rev().take(24).take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'\'')).count();
    cents(text.get(text.len() - length..)?)
}

/// `1.234,56`, `1234,56`, `1234.56`, `1.000`: the last separator counts as decimal when two digits follow.
fn cents(written: &str) -> Option<i64> {
    let written = written.trim_end_matches(['.', ',']);
    let (whole, decimals) = match written.rfind(['.', ',']) {
        Some(at) if written.len() - at == 3 => (written.get(..at)?, written.get(at + 1..)?),
        _ => (written, "00"),
    };
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > 13 {
        return None;
    }
    format!("{digits}{decimals}").parse().ok()
}

/// Whether a title in metadata is a title: programs often leave their own words there.
pub(super) fn is_sensible(title: &str) -> bool {
    let title = title.trim();
    let lower = title.to_lowercase();
    let nonsense = ["microsoft", "untitled", "senza titolo", "documento", "document", "scan", "presentazione standard"];
    let looks_like_a_file = lower
        .rsplit_once('.')
        .is_some_and(|(_, end)| (2..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric()));
    title.chars().filter(|c| c.is_alphabetic()).count() >= 6
        && !looks_like_a_file
        && !nonsense.iter().any(|word| lower.starts_with(word))
}
