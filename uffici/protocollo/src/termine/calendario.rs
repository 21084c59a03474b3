//! The days of the Italian calendar: which are holidays, and when a term ends. Pure.

use chrono::{Datelike, Days, Weekday};
use kernel::Date;

/// Month and day of the holidays that fall on the same date each year (L. 260/1949 and later ones).
const FISSE: [(u32, u32); 10] =
    [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)];
/// San Francesco, a holiday again since 2026 (L. 151/2025).
const SAN_FRANCESCO: (i32, u32, u32) = (2026, 10, 4);

/// Easter Sunday, by the Gregorian computus (Meeus, Jones and Butcher).
pub(crate) fn pasqua(year: i32) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

/// Whether a day is a holiday: a Sunday, a holiday of the state, Easter Monday. Saturdays are not, for this purpose; the patron's day is
/// not known here.
pub(crate) fn festivo(day: Date) -> bool {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let monday = pasqua(year).and_then(|easter| easter.succ_opt());
    day.weekday() == Weekday::Sun
        || FISSE.contains(&(month, number))
        || (year >= SAN_FRANCESCO.0 && (month, number) == (SAN_FRANCESCO.1, SAN_FRANCESCO.2))
        || monday == Some(day)
}

/// Days during which a term does not run: after the first, up to the second and with it.
pub(crate) type Sospeso = (Date, Date);

/// The last day of a term of `giorni` days that begins on `dal`: that day does not count, the last one does (art. 2963 c.c.); days
/// within `sospesi` do not count; an end on a holiday moves to the first day that is none.
pub(crate) fn scadenza(dal: Date, giorni: i64, sospesi: &[Sospeso]) -> Date {
    let stopped = |day: Date| sospesi.iter().any(|(from, to)| *from < day && day <= *to);
    let steps = usize::try_from(giorni.clamp(1, 3_650) - 1).unwrap_or_default();
    let last = dal.iter_days().skip(1).filter(|day| !stopped(*day)).nth(steps).unwrap_or(dal);
    last.iter_days().take(15).find(|day| !festivo(*day)).unwrap_or(last)
}

/// So many days after a day.
pub(crate) fn dopo(day: Date, giorni: i64) -> Date {
    day.checked_add_days(Days::new(giorni.unsigned_abs())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn ends(dal: &str, giorni: i64, sospesi: &[(&str, &str)]) -> Date {
        let sospesi: Vec<Sospeso> = sospesi.iter().map(|(from, to)| (day(from), day(to))).collect();
        scadenza(day(dal), giorni, &sospesi)
    }

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        for easter in [
            "1999-04-04",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
        ] {
            let easter = day(easter);
            assert_eq!(pasqua(easter.year()), Some(easter));
        }
    }

    #[test]
    fn sundays_feasts_and_easter_monday_are_holidays_and_saturdays_are_not() {
        for holiday in ["2026-04-06", "2026-11-29", "2026-12-08", "2026-12-26", "2027-10-04", "2026-06-02"] {
            assert!(festivo(day(holiday)), "{holiday}");
        }
        for working in ["2026-11-28", "2026-04-03", "2025-10-04", "2026-12-24", "2026-11-02"] {
            assert!(!festivo(day(working)), "{working}");
        }
    }

    #[test]
    fn the_first_day_does_not_count_and_the_last_does() {
        assert_eq!(ends("2026-11-03", 30, &[]), day("2026-12-03"));
        assert_eq!(ends("2027-01-31", 28, &[]), day("2027-03-01"), "28 February 2027 is a Sunday");
        assert_eq!(ends("2028-01-30", 30, &[]), day("2028-02-29"), "a leap year");
    }

    #[test]
    fn an_end_on_a_holiday_moves_to_the_first_day_that_is_none() {
        assert_eq!(ends("2026-03-06", 30, &[]), day("2026-04-07"), "Easter, then Easter Monday");
        assert_eq!(ends("2026-03-07", 30, &[]), day("2026-04-07"), "Easter Monday");
        assert_eq!(ends("2026-11-25", 30, &[]), day("2026-12-28"), "Christmas, Santo Stefano and a Sunday");
        assert_eq!(ends("2026-11-28", 30, &[]), day("2026-12-28"));
        assert_eq!(ends("2026-10-29", 30, &[]), day("2026-11-28"), "a Saturday stays");
    }

    #[test]
    fn suspended_days_do_not_count_once_however_many_suspensions_cover_them() {
        assert_eq!(
            ends("2026-11-03", 30, &[("2026-11-10", "2026-11-20")]),
            day("2026-12-14"),
            "ten more: the 13th is a Sunday"
        );
        let twice = [("2026-11-10", "2026-11-20"), ("2026-11-15", "2026-11-20")];
        assert_eq!(ends("2026-11-03", 30, &twice), day("2026-12-14"));
        assert_eq!(
            ends("2026-11-03", 30, &[("2026-12-10", "2026-12-20")]),
            day("2026-12-03"),
            "after its end nothing is suspended"
        );
    }
}
