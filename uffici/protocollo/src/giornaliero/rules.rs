//! Which days wait for their register: pure.

use kernel::Date;

/// Registers made one after the other at most; the rest an hour later.
pub(super) const AT_ONCE: usize = 31;

/// The days that have ended and have no register yet, oldest first: those after the last one that has, or yesterday alone where
/// none has. What was registered before this program made registers of the day is not told again.
pub(super) fn days_to_make(last: Option<Date>, today: Date) -> Vec<Date> {
    let first = last.map_or_else(|| today.pred_opt(), |last| last.succ_opt());
    let Some(first) = first else { return Vec::new() };
    first.iter_days().take_while(|day| *day < today).take(AT_ONCE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn each_day_has_its_register_when_it_has_ended() {
        let of = |last: Option<&str>, today| days_to_make(last.map(day), day(today));
        assert_eq!(of(None, "2026-11-26"), [day("2026-11-25")], "the first night begins with the day before");
        assert_eq!(of(Some("2026-11-25"), "2026-11-26"), [], "a day that goes on has none");
        assert_eq!(of(Some("2026-11-23"), "2026-11-26"), [day("2026-11-24"), day("2026-11-25")]);
        assert_eq!(of(Some("2026-12-30"), "2027-01-02"), [day("2026-12-31"), day("2027-01-01")]);
        assert_eq!(of(Some("2026-11-30"), "2026-11-26"), [], "a clock that went back makes nothing");
    }

    #[test]
    fn a_long_absence_is_made_up_for_in_steps() {
        assert_eq!(days_to_make(Some(day("2020-01-01")), day("2026-01-01")).len(), AT_ONCE);
    }
}
