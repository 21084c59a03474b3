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
        assert_eq!(at(0x17, "1309051116Z"), None);
        assert_eq!(at(0x17, "130231111606Z"), None);
        assert_eq!(at(0x17, "é"), None);
    }
}
