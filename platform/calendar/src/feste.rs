//! The holidays of the law.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A holiday of the state that falls on the same date each year, with the years in which it was one.
struct Fissa {
    month: u32,
    day: u32,
    name: &'static str,
    /// The first and, where it is over, the last year.
    years: &'static [(i32, Option<i32>)],
}

impl Fissa {
    fn in_force(&self, year: i32) -> bool {
        self.years.iter().any(|(from, to)| *from <= year && to.is_none_or(|to| year <= to))
    }
}

const SEMPRE: &[(i32, Option<i32>)] = &[(1949, None)];

/// L. 260/1949, with what L. 54/1977 took away and later laws gave back. Those that were never given back (San
/// Giuseppe, Santi Pietro e Paolo, 4 November) ended in 1977 and are left out: no term of this program is that old.
const FISSE: [Fissa; 11] = [
    Fissa { month: 1, day: 1, name: "Capodanno", years: SEMPRE },
    // Given back by DPR 792/1985.
    Fissa { month: 1, day: 6, name: "Epifania", years: &[(1949, Some(1977)), (1986, None)] },
    Fissa { month: 4, day: 25, name: "Festa della Liberazione", years: SEMPRE },
    Fissa { month: 5, day: 1, name: "Festa del lavoro", years: SEMPRE },
    // Given back by L. 336/2000.
    Fissa { month: 6, day: 2, name: "Festa della Repubblica", years: &[(1949, Some(1976)), (2001, None)] },
    Fissa { month: 8, day: 15, name: "Assunzione", years: SEMPRE },
    // Given by L. 151/2025, from 2026.
    Fissa { month: 10, day: 4, name: "San Francesco d'Assisi", years: &[(2026, None)] },
    Fissa { month: 11, day: 1, name: "Ognissanti", years: SEMPRE },
    Fissa { month: 12, day: 8, name: "Immacolata Concezione", years: SEMPRE },
    Fissa { month: 12, day: 25, name: "Natale", years: SEMPRE },
    Fissa { month: 12, day: 26, name: "Santo Stefano", years: SEMPRE },
];

/// A holiday of the state in one year. Sundays are none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Festa {
    /// When.
    pub day: NaiveDate,
    /// As people call it.
    pub name: &'static str,
}

/// Easter Sunday, by the Gregorian computus (Meeus, Jones and Butcher). `None` outside the years that chrono knows.
pub fn pasqua(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

/// The holidays of the state in a year, in order, as the law of that year had them.
pub fn feste(year: i32) -> Vec<Festa> {
    let mut found: Vec<Festa> = FISSE
        .iter()
        .filter(|festa| festa.in_force(year))
        .filter_map(|festa| {
            let day = NaiveDate::from_ymd_opt(year, festa.month, festa.day)?;
            Some(Festa { day, name: festa.name })
        })
        .collect();
    if let Some(day) = pasqua(year).and_then(|easter| easter.checked_add_days(Days::new(1))) {
        found.push(Festa { day, name: "Lunedì dell'Angelo" });
    }
    found.sort_unstable();
    found
}

/// Whether a day is a holiday of the law: a Sunday, a holiday of the state, Easter Monday. Saturdays are none, and
/// neither is the patron's day, which an ente's [`Calendario`](crate::Calendario) knows.
pub fn festivo(day: NaiveDate) -> bool {
    if day.weekday() == Weekday::Sun {
        return true;
    }
    let year = day.year();
    let here = |festa: &Fissa| (festa.month, festa.day) == (day.month(), day.day()) && festa.in_force(year);
    let fixed = FISSE.iter().any(here);
    fixed || (day.weekday() == Weekday::Mon && day.pred_opt() == pasqua(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
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
    fn a_holiday_is_one_only_in_the_years_of_its_law() {
        assert!(!festivo(day("1985-01-07")) && !festivo(day("1979-01-06")), "the Epiphany was abolished");
        assert!(festivo(day("1986-01-06")) && festivo(day("1976-01-06")));
        assert!(!festivo(day("2000-06-02")) && festivo(day("2003-06-02")));
    }

    #[test]
    fn the_list_of_a_year_and_the_question_of_a_day_agree() {
        for year in [1976, 1980, 2000, 2025, 2026, 2030] {
            let listed = feste(year);
            assert!(listed.is_sorted());
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            for day in first.iter_days().take_while(|day| day.year() == year) {
                let is = listed.iter().any(|festa| festa.day == day) || day.weekday() == Weekday::Sun;
                assert_eq!(festivo(day), is, "{day}");
            }
        }
        assert_eq!(feste(2026).len(), 12);
        assert_eq!(feste(2025).len(), 11);
    }
}
