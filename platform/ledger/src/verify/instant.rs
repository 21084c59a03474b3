use kernel::{Date, Instant};

/// Reads an instant as the journal writes it, `2026-11-25T10:00:00.500000Z`, and no other way.
pub(crate) fn parse(text: &str) -> Option<Instant> {
    let bytes: &[u8; 27] = text.as_bytes().try_into().ok()?;
    let fits = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if !fits.iter().all(|(at, mark)| bytes[*at] == *mark) {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0_u32, |sum, c| c.is_ascii_digit().then(|| sum * 10 + u32::from(c - b'0')))
    };
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = Date::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    let days = date.signed_duration_since(Date::default()).num_days();
    let seconds = days * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    Some(Instant::from_micros(seconds * 1_000_000 + i64::from(number(20, 26)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_journal_writes_is_read_back() {
        for micros in [0, 1, -1, 1_795_597_200_123_456, 4_102_444_800_000_000, -62_135_596_800_000_000] {
            let instant = Instant::from_micros(micros);
            assert_eq!(parse(&instant.to_string()), Some(instant), "{instant}");
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let good = "2026-11-25T10:00:00.500000Z";
        assert!(parse(good).is_some());
        for at in 0..good.len() {
            let mut bad = good.as_bytes().to_vec();
            bad[at] = b'x';
            assert_eq!(parse(std::str::from_utf8(&bad).unwrap()), None, "{at}");
        }
        for bad in [
            "2026-13-25T10:00:00.500000Z",
            "2026-11-25T24:00:00.500000Z",
            "2026-11-25T10:00:00.5Z",
            "",
            "2026-02-30T10:00:00.500000Z",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
