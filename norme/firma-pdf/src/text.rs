//! Text strings and dates of a PDF (ISO 32000-2 §7.9.2, §7.9.4).

use chrono::{DateTime, FixedOffset, NaiveDate};

/// Longest text that is kept, characters.
const TEXT_MAX: usize = 4_000;

/// PDFDocEncoding from 0x80 on (ISO 32000-2 Annex D.2), and from 0x18 to 0x1f.
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];

/// A text string: UTF-16 or UTF-8 where it says so, else PDFDocEncoding. Controls become blanks.
pub(crate) fn text(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).take(TEXT_MAX);
        char::decode_utf16(units).map(|read| read.unwrap_or('\u{fffd}')).collect::<String>()
    };
    let read = match bytes {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest.get(..TEXT_MAX * 4).unwrap_or(rest)).into_owned(),
        bytes => bytes.iter().take(TEXT_MAX).map(|byte| of_byte(*byte)).collect(),
    };
    let plain = |c: char| if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) { ' ' } else { c };
    read.chars().take(TEXT_MAX).map(plain).collect()
}

fn of_byte(byte: u8) -> char {
    match byte {
        0x18..=0x1f => LOW.get(usize::from(byte - 0x18)).copied(),
        0x80..=0xa0 => HIGH.get(usize::from(byte - 0x80)).copied(),
        other => Some(char::from(other)),
    }
    .unwrap_or('\u{fffd}')
}

/// A text string as the writer writes it: ASCII plain, else UTF-16 with its mark.
pub(crate) fn written(text: &str) -> Vec<u8> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.as_bytes().to_vec();
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    [0xfe, 0xff].into_iter().chain(units).collect()
}

/// `D:20240131235959+01'00'`; without an offset it is taken as UTC.
pub(crate) fn date(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    if !text.is_ascii() || text.len() > 40 {
        return None;
    }
    let number = |from: usize, length: usize, absent: u32| match text.get(from..from + length) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
        _ if text.len() <= from => Some(absent),
        _ => None,
    };
    let year = i32::try_from(number(0, 4, 0).filter(|_| text.len() >= 4)?).ok()?;
    let zone_at = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let part = |from: usize, absent: u32| if from >= zone_at { Some(absent) } else { number(from, 2, absent) };
    let (month, day, hour) = (part(4, 1)?, part(6, 1)?, part(8, 0)?);
    let (minute, second) = (part(10, 0)?, part(12, 0)?);
    let digits: Vec<u32> = text.get(zone_at..)?.bytes().filter_map(|byte| char::from(byte).to_digit(10)).collect();
    let two = |at: usize| digits.get(at).copied().unwrap_or(0) * 10 + digits.get(at + 1).copied().unwrap_or(0);
    let seconds = i32::try_from(two(0) * 3_600 + two(2) * 60).ok()?;
    let west = text.as_bytes().get(zone_at) == Some(&b'-');
    let zone = FixedOffset::east_opt(if west { -seconds } else { seconds })?;
    let local = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, second.min(59))?;
    local.and_local_timezone(zone).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_dress() {
        let told = |text: &str| date(text).map(|date| date.to_rfc3339());
        assert_eq!(told("D:20240131235958+01'00'").as_deref(), Some("2024-01-31T23:59:58+01:00"));
        assert_eq!(told("D:20240131235958-05'30").as_deref(), Some("2024-01-31T23:59:58-05:30"));
        assert_eq!(told("D:20240131235958Z00'00'").as_deref(), Some("2024-01-31T23:59:58+00:00"));
        assert_eq!(told("D:2024").as_deref(), Some("2024-01-01T00:00:00+00:00"));
        assert_eq!(told("D:20241331"), None);
        assert_eq!(told("ieri"), None);
    }

    #[test]
    fn texts_of_every_dress() {
        assert_eq!(text(b"Citt\xe0 \x8dx\x8e\n\xa0"), "Città “x” €");
        assert_eq!(text(&written("Città €")), "Città €");
        assert_eq!(text(b"\xef\xbb\xbfCitt\xc3\xa0"), "Città");
    }
}
