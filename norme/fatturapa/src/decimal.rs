//! Exact decimal numbers, as the schema writes them: up to 11 digits, a point, up to 8 decimals.

use std::fmt;
use std::ops::{Add, Neg, Sub};

const SCALE: i128 = 100_000_000;

/// A number in units of 10⁻⁸. Sums never round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(0);

    /// Reads `-12.50`, `+1`, `0.12345678`. A comma, an exponent, more than 15 integer digits, or no digit at all
    /// is not a number of the schema (`Amount8DecimalType`); decimals beyond the eighth must be zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, digits) = match text.as_bytes().first()? {
            b'-' => (-1, text.get(1..)?),
            b'+' => (1, text.get(1..)?),
            _ => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || whole.len() > 15 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (kept, dropped) = fraction.split_at(fraction.len().min(8));
        if dropped.bytes().any(|byte| byte != b'0') {
            return None;
        }
        let mut units: i128 = 0;
        for digit in whole.bytes().chain(format!("{kept:0<8}").bytes()) {
            units = units * 10 + i128::from(digit - b'0');
        }
        Some(Decimal(sign * units))
    }

    /// From cents.
    #[must_use]
    pub fn from_cents(cents: i64) -> Self {
        Decimal(i128::from(cents) * (SCALE / 100))
    }

    /// To cents, half away from zero (the rounding of Italian tax law, L. 342/2000 practice and SdI checks);
    /// saturates at the bounds of `i64`, which no readable amount reaches.
    #[must_use]
    pub fn cents(self) -> i64 {
        let unit = SCALE / 100;
        let half = if self.0 < 0 { -unit / 2 } else { unit / 2 };
        let cents = (self.0 + half) / unit;
        i64::try_from(cents).unwrap_or(if cents < 0 { i64::MIN } else { i64::MAX })
    }

    /// This percentage of an amount: `22.00` of `10.00` is `2.20`, kept to 10⁻⁸.
    #[must_use]
    pub fn percent_of(self, amount: Decimal) -> Decimal {
        Decimal(self.0.saturating_mul(amount.0) / (100 * SCALE))
    }

    /// Distance from zero.
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }
}

impl Add for Decimal {
    type Output = Decimal;
    fn add(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }
}

impl Sub for Decimal {
    type Output = Decimal;
    fn sub(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_sub(other.0))
    }
}

impl Neg for Decimal {
    type Output = Decimal;
    fn neg(self) -> Decimal {
        Decimal(-self.0)
    }
}

impl std::iter::Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(numbers: I) -> Decimal {
        numbers.fold(Decimal::ZERO, Add::add)
    }
}

impl fmt::Display for Decimal {
    /// With a comma, at least two decimals and no useless zeros: `1234,50`, `0,125`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = self.0.unsigned_abs();
        let scale = SCALE.unsigned_abs();
        let fraction = format!("{:08}", units % scale);
        let mut shown = fraction.trim_end_matches('0').to_owned();
        while shown.len() < 2 {
            shown.push('0');
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{},{shown}", units / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_schema_are_exact() {
        let shown = |text: &str| Decimal::parse(text).map(|number| number.to_string());
        assert_eq!(shown("1234.50").as_deref(), Some("1234,50"));
        assert_eq!(shown(" -0.12345678 ").as_deref(), Some("-0,12345678"));
        assert_eq!(shown("7").as_deref(), Some("7,00"));
        assert_eq!(shown("99999999999.99999999").as_deref(), Some("99999999999,99999999"));
    }

    #[test]
    fn other_notations_are_refused() {
        for text in ["", ".", "-", "1,50", "1e3", "1.234.5", "12 3", "0.123456789", "1234567890123456", "NaN", "é1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn cents_round_half_away_from_zero() {
        let cents = |text: &str| Decimal::parse(text).map(Decimal::cents);
        assert_eq!(cents("0.005"), Some(1));
        assert_eq!(cents("-0.005"), Some(-1));
        assert_eq!(cents("2.67499999"), Some(267));
        assert_eq!(Decimal::from_cents(-5).to_string(), "-0,05");
    }

    #[test]
    fn a_percentage_of_an_amount() {
        let rate = Decimal::parse("22.00").unwrap_or_default();
        assert_eq!(rate.percent_of(Decimal::from_cents(9000)), Decimal::from_cents(1980));
    }
}
