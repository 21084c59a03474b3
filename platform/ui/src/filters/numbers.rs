//! Money, counts and sizes as people in Italy write them.

use minijinja::{Error, Value};

use super::integer;

/// `1.234,56 €` from integer cents. The space is one that does not break. Absent gives nothing.
pub(super) fn euro(value: Value) -> Result<String, Error> {
    Ok(integer("euro", &value)?.map(|cents| format!("{}\u{a0}€", money(cents))).unwrap_or_default())
}

/// `1.234` from an integer. Absent gives nothing.
pub(super) fn numero(value: Value) -> Result<String, Error> {
    Ok(integer("numero", &value)?
        .map(|number| format!("{}{}", minus(number), grouped(number.unsigned_abs())))
        .unwrap_or_default())
}

/// `1,2 MB` from a number of bytes, in powers of a thousand. Absent gives nothing.
pub(super) fn bytes(value: Value) -> Result<String, Error> {
    Ok(integer("bytes", &value)?.map(|size| sized(size.unsigned_abs())).unwrap_or_default())
}

fn money(cents: i64) -> String {
    let whole = cents.unsigned_abs();
    format!("{}{},{:02}", minus(cents), grouped(whole / 100), whole % 100)
}

/// The true minus sign, as wide as the digits.
fn minus(number: i64) -> &'static str {
    if number < 0 { "−" } else { "" }
}

/// Digits in groups of three, with dots between.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes as a page says it: `1,2 MB`, in powers of a thousand. The space is one that does not break.
pub fn sized(size: u64) -> String {
    if size < 1_000 {
        return format!("{size}\u{a0}byte");
    }
    let mut divisor = 1_000_u64;
    for unit in ["kB", "MB", "GB", "TB"] {
        // Tenths, rounded half up; what rounds to a thousand goes to the next unit.
        let tenths = (u128::from(size) * 10 + u128::from(divisor) / 2) / u128::from(divisor);
        if tenths < 10_000 || unit == "TB" {
            let whole = u64::try_from(tenths / 10).unwrap_or(u64::MAX);
            let tenth = tenths % 10;
            let decimal = if whole >= 100 || tenth == 0 { String::new() } else { format!(",{tenth}") };
            return format!("{}{decimal}\u{a0}{unit}", grouped(whole));
        }
        divisor *= 1_000;
    }
    grouped(size)
}

#[cfg(test)]
mod tests {
    use super::super::testing::render;

    #[test]
    fn cents_read_as_euro_with_dots_and_comma() {
        assert_eq!(render("{{ x|euro }}", 123_456), "1.234,56\u{a0}€");
        assert_eq!(render("{{ x|euro }}", 5), "0,05\u{a0}€");
        assert_eq!(render("{{ x|euro }}", -123_456_789), "−1.234.567,89\u{a0}€");
        assert_eq!(render("{{ x|euro }}", i64::MIN), "−92.233.720.368.547.758,08\u{a0}€");
        assert_eq!(render("[{{ x|euro }}]", None::<i64>), "[]");
    }

    #[test]
    fn money_is_never_a_fraction() {
        assert!(render("{{ x|euro }}", 12.5).contains("euro wants an integer"));
        assert!(render("{{ x|euro }}", "12").contains("euro wants an integer"));
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(render("{{ x|numero }}", 999), "999");
        assert_eq!(render("{{ x|numero }}", 1_000), "1.000");
        assert_eq!(render("{{ x|numero }}", -1_234_567), "−1.234.567");
    }

    #[test]
    fn sizes_read_with_one_decimal_where_it_matters() {
        assert_eq!(render("{{ x|bytes }}", 0), "0\u{a0}byte");
        assert_eq!(render("{{ x|bytes }}", 999), "999\u{a0}byte");
        assert_eq!(render("{{ x|bytes }}", 1_000), "1\u{a0}kB");
        assert_eq!(render("{{ x|bytes }}", 1_234_567), "1,2\u{a0}MB");
        assert_eq!(render("{{ x|bytes }}", 999_960), "1\u{a0}MB");
        assert_eq!(render("{{ x|bytes }}", 524_288_000), "524\u{a0}MB");
        assert_eq!(render("{{ x|bytes }}", i64::MAX), "9.223.372\u{a0}TB");
    }
}
