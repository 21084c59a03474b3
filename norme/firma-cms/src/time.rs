//! UTCTime and GeneralizedTime (X.680; profile of RFC 5280 section 4.1.2.5).

use crate::ber::Element;
use chrono::{DateTime, NaiveDateTime, Utc};

/// The instant, if it is written as the profile wants: to the second, in UTC.
pub(crate) fn read(element: &Element<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(element.content).ok()?;
    let full = match element.tag {
        // UTCTime: years 50–99 are of the last century.
        0x17 => {
            let year: u8 = text.get(..2)?.parse().ok()?;
            format!("{}{text}", if year >= 50 { "19" } else { "20" })
        }
        0x18 => text.to_owned(),
        _ => return None,
    };
    // Fractions of a second are not in the profile, but some signers write them.
    let digits = full.strip_suffix('Z')?.split('.').next()?.to_owned();
    let instant = NaiveDateTime::parse_from_str(&digits, "%Y%m%d%H%M%S").ok()?;
    Some(instant.and_utc())
}

/// As [`read`], with the fraction of a second to the microsecond (RFC 3161 section 2.4.2, `genTime`).
pub(crate) fn read_precise(element: &Element<'_>) -> Option<DateTime<Utc>> {
    let instant = read(element)?;
    let text = std::str::from_utf8(element.content).ok()?;
    let Some((_, fraction)) = text.split_once('.') else { return Some(instant) };
    let fraction = fraction.strip_suffix('Z')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micros = micros.fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    instant.checked_add_signed(chrono::TimeDelta::microseconds(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_types_and_both_centuries() {
        let at = |tag: u8, text: &'static str| {
            read(&Element { tag, content: text.as_bytes(), whole: &[] }).map(|instant| instant.to_rfc3339())
        };
        assert_eq!(at(0x17, "130905111606Z").as_deref(), Some("2013-09-05T11:16:06+00:00"));
        assert_eq!(at(0x17, "990905111606Z").as_deref(), Some("1999-09-05T11:16:06+00:00"));
        assert_eq!(at(0x18, "20500101000000.5Z").as_deref(), Some("2050-01-01T00:00:00+00:00"));
        let stamp = Element { tag: 0x18, content: b"20190412090032.6139Z", whole: &[] };
        let precise = read_precise(&stamp).map(|instant| instant.to_rfc3339());
        assert_eq!(precise.as_deref(), Some("2019-04-12T09:00:32.613900+00:00"));
        assert_eq!(at(0x17, "1309051116Z"), None);
        assert_eq!(at(0x17, "130231111606Z"), None);
        assert_eq!(at(0x17, "é"), None);
    }
}
