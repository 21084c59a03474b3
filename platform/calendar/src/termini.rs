//! When a term ends.

use std::fmt;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Calendario, ente::mesi_dopo};

/// In what a term is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unita {
    /// All days, holidays among them (art. 155 c. 3 c.p.c.): what the law means where it says "days".
    Giorni,
    /// The days on which the ente works.
    GiorniLavorativi,
    /// Days between two that both do not count ("giorni liberi", "interi e liberi"): the last one is over before the
    /// term is.
    GiorniLiberi,
    /// By the calendar: to the day of the same number, or to the last of the month (art. 155 c. 2 c.p.c., art. 2963
    /// c. 4 and 5 c.c.).
    Mesi,
    /// As months.
    Anni,
}

/// How long a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durata {
    /// How many.
    pub quanti: u16,
    /// Of what.
    pub unita: Unita,
}

/// As people say it: "30 giorni", "1 mese", "5 giorni lavorativi".
impl fmt::Display for Durata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.quanti == 1;
        let word = match self.unita {
            Unita::Giorni => ["giorni", "giorno"],
            Unita::GiorniLavorativi => ["giorni lavorativi", "giorno lavorativo"],
            Unita::GiorniLiberi => ["giorni liberi", "giorno libero"],
            Unita::Mesi => ["mesi", "mese"],
            Unita::Anni => ["anni", "anno"],
        };
        write!(f, "{} {}", self.quanti, word[usize::from(one)])
    }
}

/// What becomes of an end that falls on a holiday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proroga {
    /// It stays: publications, and whatever the law counts "in whole days".
    No,
    /// It moves to the first day that is no holiday (art. 155 c. 4 c.p.c., art. 2963 c. 3 c.c.).
    #[default]
    Festivi,
    /// From Saturdays too (art. 155 c. 5 c.p.c., art. 52 c. 5 c.p.a.): acts of a lawsuit outside of hearings.
    FestiviESabato,
}

/// Days during which a term does not run: after the first, up to the second and with it.
pub type Sospeso = (NaiveDate, NaiveDate);

/// No term is longer: bounds the count whatever the data say. One that would be ends here.
const LONGEST_DAYS: usize = 73_000;

/// So many days after a day.
pub fn dopo(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// The days of August on which no term of a lawsuit runs (art. 1 L. 742/1969, as changed by D.L. 132/2014: until 2014
/// they went up to the 15th of September). A term that would begin among them begins with the first day after.
pub fn sospensione_feriale(year: i32) -> Option<Sospeso> {
    let (month, day) = if year < 2015 { (9, 15) } else { (8, 31) };
    Some((NaiveDate::from_ymd_opt(year, 7, 31)?, NaiveDate::from_ymd_opt(year, month, day)?))
}

impl Calendario {
    /// The last day of a term that begins on `dal`: that day does not count, the last one does (art. 155 c. 1 c.p.c.,
    /// art. 2963 c. 2 c.c.); days within `sospesi` do not count, once however many suspensions cover them; an end on
    /// a holiday moves as `proroga` says. A term of none ends on `dal`.
    ///
    /// Terms in months run to their day by the calendar, and on for each day that they were suspended.
    pub fn scadenza(&self, dal: NaiveDate, durata: Durata, sospesi: &[Sospeso], proroga: Proroga) -> NaiveDate {
        let stopped = |day: NaiveDate| sospesi.iter().any(|(from, to)| *from < day && day <= *to);
        let n = usize::from(durata.quanti);
        let running = || dal.iter_days().skip(1).take(LONGEST_DAYS).filter(|day| !stopped(*day));
        let nth = |mut days: Box<dyn Iterator<Item = NaiveDate> + '_>, n: usize| match n {
            0 => dal,
            n => days.nth(n - 1).or_else(|| dal.iter_days().nth(LONGEST_DAYS)).unwrap_or(NaiveDate::MAX),
        };
        let last = match durata.unita {
            Unita::Giorni => nth(Box::new(running()), n),
            Unita::GiorniLiberi => nth(Box::new(running()), if n == 0 { 0 } else { n + 1 }),
            Unita::GiorniLavorativi => nth(Box::new(running().filter(|day| self.lavorativo(*day))), n),
            Unita::Mesi | Unita::Anni => {
                let months = u32::from(durata.quanti) * if durata.unita == Unita::Anni { 12 } else { 1 };
                let whole = (mesi_dopo(dal, months) - dal).num_days();
                nth(Box::new(running()), usize::try_from(whole).unwrap_or_default())
            }
        };
        match proroga {
            Proroga::No => last,
            Proroga::Festivi => self.primo_utile(last, false),
            Proroga::FestiviESabato => self.primo_utile(last, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::festivo;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(quanti: u16, unita: Unita) -> Durata {
        Durata { quanti, unita }
    }

    fn ends(dal: &str, giorni: u16, sospesi: &[(&str, &str)]) -> NaiveDate {
        let sospesi: Vec<Sospeso> = sospesi.iter().map(|(from, to)| (day(from), day(to))).collect();
        Calendario::default().scadenza(day(dal), of(giorni, Unita::Giorni), &sospesi, Proroga::Festivi)
    }

    fn plain(dal: &str, durata: Durata, proroga: Proroga) -> NaiveDate {
        Calendario::default().scadenza(day(dal), durata, &[], proroga)
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
    fn an_end_stays_where_the_law_counts_whole_days_and_leaves_a_saturday_where_it_is_a_lawsuit() {
        let thirty = of(30, Unita::Giorni);
        assert_eq!(plain("2026-03-06", thirty, Proroga::No), day("2026-04-05"));
        assert_eq!(plain("2026-10-29", thirty, Proroga::FestiviESabato), day("2026-11-30"), "Saturday and Sunday");
    }

    #[test]
    fn fifteen_days_at_the_albo_end_as_the_real_one_did() {
        let fifteen = of(15, Unita::Giorni);
        assert_eq!(plain("2026-03-17", fifteen, Proroga::No), day("2026-04-01"));
        assert_eq!(plain("2026-03-25", fifteen, Proroga::No), day("2026-04-09"));
    }

    #[test]
    fn suspended_days_do_not_count_once_however_many_suspensions_cover_them() {
        let once = [("2026-11-10", "2026-11-20")];
        assert_eq!(ends("2026-11-03", 30, &once), day("2026-12-14"), "ten more: the 13th is a Sunday");
        let twice = [("2026-11-10", "2026-11-20"), ("2026-11-15", "2026-11-20")];
        assert_eq!(ends("2026-11-03", 30, &twice), day("2026-12-14"));
        let late = [("2026-12-10", "2026-12-20")];
        assert_eq!(ends("2026-11-03", 30, &late), day("2026-12-03"), "after its end nothing is suspended");
    }

    #[test]
    fn months_run_to_the_same_day_or_to_the_last_of_the_month() {
        assert_eq!(plain("2026-01-31", of(1, Unita::Mesi), Proroga::No), day("2026-02-28"));
        assert_eq!(plain("2027-11-30", of(3, Unita::Mesi), Proroga::No), day("2028-02-29"));
        assert_eq!(plain("2024-02-29", of(1, Unita::Anni), Proroga::No), day("2025-02-28"));
        let stopped = (day("2026-02-01"), day("2026-02-03"));
        let end = Calendario::default().scadenza(day("2026-01-15"), of(1, Unita::Mesi), &[stopped], Proroga::No);
        assert_eq!(end, day("2026-02-17"), "two days later");
    }

    #[test]
    fn free_days_leave_out_both_ends() {
        let end = plain("2026-03-18", of(5, Unita::GiorniLiberi), Proroga::No);
        assert_eq!(end, day("2026-03-24"), "told on the 18th, five whole days between, the sitting on the 24th");
    }

    #[test]
    fn in_august_a_lawsuits_term_stands_still() {
        let thirty = of(30, Unita::Giorni);
        let ends = |dal: &str, year| {
            let feriale = sospensione_feriale(year).unwrap();
            Calendario::default().scadenza(day(dal), thirty, &[feriale], Proroga::FestiviESabato)
        };
        assert_eq!(ends("2026-07-20", 2026), day("2026-09-21"), "11 days of July, 19 of September: a Saturday");
        assert_eq!(
            ends("2026-08-10", 2026),
            day("2026-09-30"),
            "begun in August, its first day is the 1st of September"
        );
        assert_eq!(sospensione_feriale(2014).unwrap().1, day("2014-09-15"));
    }

    #[test]
    fn a_term_longer_than_any_ends_far_away_and_not_at_once() {
        let furthest = dopo(dopo(day("2026-01-01"), 36_500), 36_500);
        for unita in [Unita::GiorniLavorativi, Unita::Mesi, Unita::Anni] {
            assert_eq!(plain("2026-01-01", of(u16::MAX, unita), Proroga::No), furthest);
        }
    }

    #[test]
    fn lengths_are_told_in_words() {
        assert_eq!(of(1, Unita::Mesi).to_string(), "1 mese");
        assert_eq!(of(5, Unita::GiorniLavorativi).to_string(), "5 giorni lavorativi");
    }

    proptest! {
        #[test]
        fn an_end_never_comes_before_its_beginning_nor_on_a_holiday(
            start in 0u16..20_000,
            quanti in 0u16..400,
            unita in prop_oneof![
                Just(Unita::Giorni), Just(Unita::GiorniLavorativi), Just(Unita::GiorniLiberi), Just(Unita::Mesi)
            ],
            from in 0u16..60,
            length in 0u16..60,
        ) {
            let dal = dopo(day("1990-01-01"), start);
            let durata = of(quanti.min(if unita == Unita::Mesi { 48 } else { 400 }), unita);
            let sospeso = (dopo(dal, from), dopo(dal, from + length));
            let calendar = Calendario::default();
            let free = calendar.scadenza(dal, durata, &[], Proroga::Festivi);
            let stopped = calendar.scadenza(dal, durata, &[sospeso], Proroga::Festivi);
            prop_assert!(free >= dal && stopped >= free);
            prop_assert!(!festivo(free) && !festivo(stopped));
        }
    }
}
