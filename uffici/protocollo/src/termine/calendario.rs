//! When a term of a proceeding ends: the days are those of `calendar`, holidays of the law alone.

use calendar::{Calendario, Durata, Proroga, Unita};
pub(crate) use calendar::{Sospeso, festivo};
use chrono::Days;
use kernel::Date;

/// The longest term that is counted, in days.
const MOST_DAYS: i64 = 3_650;

/// The last day of a term of `giorni` days that begins on `dal`: that day does not count, the last one does (art. 2963 c.c.); days
/// within `sospesi` do not count; an end on a holiday moves to the first day that is none.
pub(crate) fn scadenza(dal: Date, giorni: i64, sospesi: &[Sospeso]) -> Date {
    let quanti = u16::try_from(giorni.clamp(1, MOST_DAYS)).unwrap_or(1);
    // The patron moves no term of the law: the ente's own days are not asked.
    Calendario::default().scadenza(dal, Durata { quanti, unita: Unita::Giorni }, sospesi, Proroga::Festivi)
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
