//! How instants are told to people.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Rome;

/// `3/9/2025`.
#[must_use]
pub fn day(at: DateTime<Utc>) -> String {
    at.with_timezone(&Rome).format("%-d/%-m/%Y").to_string()
}

/// `3/9/2025 alle 17:04`, Italian civil time.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Rome).format("%-d/%-m/%Y alle %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_in_italian_civil_time() {
        let told = |text: &str| instant(text.parse().unwrap());
        assert_eq!(told("2025-07-01T10:00:00Z"), "1/7/2025 alle 12:00");
        assert_eq!(told("2025-12-31T23:30:00Z"), "1/1/2026 alle 00:30");
        assert_eq!(told("2025-03-30T00:59:00Z"), "30/3/2025 alle 01:59");
        assert_eq!(told("2025-03-30T01:00:00Z"), "30/3/2025 alle 03:00");
    }
}
