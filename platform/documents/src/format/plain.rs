//! Text: messages, HTML, JSON, CSV, scripts, and what is simply text, in UTF-8, UTF-16 or an 8-bit encoding.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::catalogue::FormatId;
use super::names;

/// Decodes text, or `None` when the bytes are not text.
///
/// A byte-order mark decides; otherwise UTF-8 if it is valid (a character cut at the end is allowed), else
/// Windows-1252, the encoding of old Italian files. Control characters or too many odd bytes mean binary.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let (text, _) = encoding.decode_without_bom_handling(rest);
        let odd = text.chars().filter(|c| is_odd(*c) || *c == '\u{fffd}').count();
        return (odd * 50 <= text.chars().count()).then(|| (text.into_owned(), encoding));
    }
    if bytes.contains(&0) {
        return utf16_without_mark(bytes);
    }
    let odd = bytes.iter().filter(|b| is_odd(char::from(**b))).count();
    if odd * 200 > bytes.len() {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text.to_owned(), UTF_8)),
        Err(e) if e.error_len().is_none() => {
            let whole = bytes.get(..e.valid_up_to()).unwrap_or_default();
            Some((String::from_utf8_lossy(whole).into_owned(), UTF_8))
        }
        Err(_) => eight_bit(bytes),
    }
}

/// In a European text most bytes are ASCII; in a binary file, half are not.
fn eight_bit(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    if high * 10 > bytes.len() * 3 {
        return None;
    }
    Some((WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), WINDOWS_1252))
}

/// UTF-16 that lost its mark: every other byte of Latin text is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    let sample = bytes.get(..bytes.len().min(512) / 2 * 2)?;
    let zeros =
        |phase: usize| sample.iter().skip(phase).step_by(2).filter(|b| **b == 0).count() * 10 >= sample.len() / 2 * 9;
    let encoding = match (sample.len() >= 8, zeros(0), zeros(1)) {
        (true, true, false) => encoding_rs::UTF_16BE,
        (true, false, true) => encoding_rs::UTF_16LE,
        _ => return None,
    };
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    (!text.contains('\0')).then_some((text, encoding))
}

/// Control characters that no text has.
fn is_odd(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0C' | '\x1B' | '\x1A')
}

pub(super) fn recognise(head: &[u8], name: &str) -> Option<FormatId> {
    let (text, _) = decode(head)?;
    let extension = names::extension(name);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    Some(if is_mail(&text) {
        FormatId::Eml
    } else if is_html(trimmed) {
        FormatId::Html
    } else if names::runs(&extension) {
        FormatId::Eseguibile
    } else if is_json(trimmed) {
        FormatId::Json
    } else if is_csv(&text, extension == "csv") {
        FormatId::Csv
    } else {
        FormatId::Txt
    })
}

/// RFC 5322: lines `Name: value` or their continuations, two of them names that mail has.
fn is_mail(text: &str) -> bool {
    const KNOWN: [&str; 16] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "content-type",
        "delivered-to",
        "reply-to",
        "cc",
        "sender",
        "x-ricevuta",
        "x-trasporto",
        "dkim-signature",
    ];
    let mut known = 0;
    let mut lines = text.lines().take(200).peekable();
    // The separator line of mailbox files.
    lines.next_if(|line| line.starts_with("From "));
    for (number, line) in lines.enumerate() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if number == 0 {
                return false;
            }
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.trim_end().bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        let name = name.trim_end().to_ascii_lowercase();
        known += usize::from(KNOWN.contains(&name.as_str()));
    }
    known >= 2
}

fn is_html(trimmed: &str) -> bool {
    let start: String = trimmed.chars().take(1024).collect::<String>().to_ascii_lowercase();
    let mut rest = start.as_str();
    while let Some(comment) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?")) {
        match comment.split_once('>') {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    const TAGS: [&str; 12] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<script",
        "<div",
        "<meta",
        "<style",
        "<title",
        "<p>",
        "<iframe",
    ];
    TAGS.iter().any(|tag| rest.starts_with(tag))
}

fn is_json(trimmed: &str) -> bool {
    let mut chars = trimmed.chars().filter(|c| !c.is_whitespace());
    match (chars.next(), chars.next()) {
        (Some('{'), Some('"' | '}')) => true,
        (Some('['), Some('{' | '[' | '"' | ']' | '-' | '0'..='9')) => {
            // A note may begin with "[1]"; JSON goes on with a comma or ends.
            trimmed.trim_end().ends_with([']', '}']) || trimmed.contains("\",") || trimmed.contains("},")
        }
        _ => false,
    }
}

/// The same number of separators, outside quotes, on each of the first lines. Prose has commas too, so for
/// them the name must say so, or there must be several on each line.
fn is_csv(text: &str, named: bool) -> bool {
    let whole_lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(12).collect();
    // The last of the head may be cut.
    let lines = if whole_lines.len() > 2 {
        whole_lines.get(..whole_lines.len() - 1).unwrap_or_default()
    } else {
        whole_lines.as_slice()
    };
    let least = if named { 1 } else { 2 };
    [(';', 1), ('\t', 1), ('|', 2), (',', least)].into_iter().any(|(separator, least)| {
        let mut counts = lines.iter().map(|line| outside_quotes(line, separator));
        match counts.next() {
            Some(first) if first >= least => counts.all(|count| count == first) && (lines.len() >= 2 || named),
            _ => false,
        }
    }) || (named && !lines.is_empty())
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted && *c == separator
        })
        .count()
}
