use kernel::Cents;

use super::MASSIMO;

/// An amount as people write it: `1.234,56`, `1234,5`, `-500`, `1234.56 €`. A point before three digits parts thousands.
///
/// # Errors
/// What is wrong, in Italian, without the first capital.
pub fn importo(text: &str) -> Result<Cents, String> {
    let wrong = || {
        let shown: String = text.trim().chars().take(30).collect();
        format!("l'importo «{shown}» non si legge: scrivilo come 1.234,56")
    };
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let (negative, plain) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, decimals) = parti(plain).ok_or_else(wrong)?;
    if whole.len() > 15 {
        return Err(troppo());
    }
    let euros: i64 = whole.parse().map_err(|_| wrong())?;
    let decimals: i64 = match decimals.len() {
        0 => 0,
        1 => decimals.parse::<i64>().map_err(|_| wrong())? * 10,
        _ => decimals.parse().map_err(|_| wrong())?,
    };
    let cents = euros.saturating_mul(100).saturating_add(decimals);
    if cents > MASSIMO.0 {
        return Err(troppo());
    }
    Ok(Cents(if negative { -cents } else { cents }))
}

fn troppo() -> String {
    format!("l'importo è troppo grande: al massimo {MASSIMO}")
}

/// The digits before and after the comma, without the points of the thousands; `None` where they are not in their places.
fn parti(text: &str) -> Option<(String, &str)> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = match text.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        // A program's own way: one point, and one or two digits after it.
        None => match text.split_once('.') {
            Some((whole, decimals)) if decimals.len() <= 2 => (whole, Some(decimals)),
            _ => (text, None),
        },
    };
    let decimals = match decimals {
        Some(decimals) if digits(decimals) && decimals.len() <= 2 => decimals,
        Some(_) => return None,
        None => "",
    };
    let groups: Vec<&str> = whole.split('.').collect();
    let first = groups.first().copied().unwrap_or_default();
    let grouped = groups.len() == 1 || (first.len() <= 3 && groups.iter().skip(1).all(|group| group.len() == 3));
    (grouped && groups.iter().all(|group| digits(group))).then(|| (groups.concat(), decimals))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written_here_and_as_programs_write_them() {
        for (text, cents) in [
            ("1.234,56", 123_456),
            ("1234,5", 123_450),
            ("1.234", 123_400),
            ("1234.56", 123_456),
            (" 3.660,00 € ", 366_000),
            ("-500", -50_000),
            ("+0,01", 1),
            ("0", 0),
        ] {
            assert_eq!(importo(text), Ok(Cents(cents)), "{text}");
        }
        for wrong in ["", "-", "12,345", "1.23.456", "1,2,3", "1.2345", ",5", "1e3", "12,", "0x1", "1234.567,1", "abc"]
        {
            assert!(importo(wrong).is_err(), "{wrong}");
        }
        assert!(importo("100.000.000.000,00").is_ok());
        assert!(importo("100.000.000.000,01").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_to_the_cent(cents in -MASSIMO.0..=MASSIMO.0) {
            prop_assert_eq!(importo(&Cents(cents).to_string()), Ok(Cents(cents)));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = importo(&text);
        }
    }
}
