//! The days of one ente: its patron, its week, the days on which it is closed.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::{festivo, pasqua};

/// When a feast comes back each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ricorrenza {
    /// On the same date: `{ mese = 7, giorno = 22 }`. The 29th of February comes in leap years only.
    Fissa {
        /// From 1 to 12.
        mese: u32,
        /// From 1 to 31.
        giorno: u32,
    },
    /// So many days after Easter Sunday, or before it: Whit Tuesday is 51.
    DaPasqua {
        /// Days.
        giorni: i32,
    },
    /// The second Sunday of May: `{ mese = 5, settimana = 2, giorno = 7 }`.
    Ennesima {
        /// From 1 to 12.
        mese: u32,
        /// From 1 to 5; a fifth that does not exist is left out that year.
        settimana: u8,
        /// From 1, Monday, to 7, Sunday.
        giorno: u8,
    },
}

impl Ricorrenza {
    /// Its day in a year, where it has one.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Fissa { mese, giorno } => NaiveDate::from_ymd_opt(year, mese, giorno),
            Self::DaPasqua { giorni } => {
                let easter = pasqua(year)?;
                let days = Days::new(u64::from(giorni.unsigned_abs()));
                if giorni < 0 { easter.checked_sub_days(days) } else { easter.checked_add_days(days) }
            }
            Self::Ennesima { mese, settimana, giorno } => {
                let weekday = Weekday::try_from(giorno.checked_sub(1)?).ok()?;
                NaiveDate::from_weekday_of_month_opt(year, mese, weekday, settimana)
            }
        }
    }
}

/// A patron saint's day, from and to when it is kept: a comune that changes its patron keeps the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patrono {
    /// "Santa Maria Maddalena".
    pub nome: String,
    /// When it comes.
    pub ricorre: Ricorrenza,
    /// The first day on which it holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dal: Option<NaiveDate>,
    /// The last day on which it holds; still, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub al: Option<NaiveDate>,
    /// Whether a term that ends there moves. The law does not say so (the patron is no holiday of L. 260/1949): only
    /// where a rule of the ente does.
    #[serde(default)]
    pub proroga: bool,
}

/// Days on which the ente is closed though the law knows no holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chiusura {
    /// The first day.
    pub dal: NaiveDate,
    /// The last one, with it.
    pub al: NaiveDate,
    /// Why: the act that orders it.
    pub motivo: String,
}

/// The days of an ente.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendario {
    /// Its patrons, past and present.
    #[serde(default)]
    pub patroni: Vec<Patrono>,
    /// When it is closed.
    #[serde(default)]
    pub chiusure: Vec<Chiusura>,
    /// The days of the week on which it works, from 1, Monday, to 7.
    #[serde(default = "da_lunedi_a_venerdi")]
    pub settimana: Vec<u8>,
}

fn da_lunedi_a_venerdi() -> Vec<u8> {
    vec![1, 2, 3, 4, 5]
}

impl Default for Calendario {
    fn default() -> Self {
        Self { patroni: Vec::new(), chiusure: Vec::new(), settimana: da_lunedi_a_venerdi() }
    }
}

/// No search for a day that counts goes further than this: a calendar without a working day must not hang the program.
const FURTHEST: usize = 400;

impl Calendario {
    /// The patron who is kept on that day.
    pub fn patrono(&self, day: NaiveDate) -> Option<&Patrono> {
        self.patroni.iter().find(|patrono| {
            patrono.ricorre.in_year(day.year()) == Some(day)
                && patrono.dal.is_none_or(|from| from <= day)
                && patrono.al.is_none_or(|to| day <= to)
        })
    }

    /// Whether the ente works on that day.
    pub fn lavorativo(&self, day: NaiveDate) -> bool {
        let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap_or_default();
        self.settimana.contains(&weekday)
            && !festivo(day)
            && self.patrono(day).is_none()
            && !self.chiusure.iter().any(|closed| closed.dal <= day && day <= closed.al)
    }

    /// Whether a term that ends on that day moves, Saturdays apart.
    pub fn proroga(&self, day: NaiveDate) -> bool {
        festivo(day) || self.patrono(day).is_some_and(|patrono| patrono.proroga)
    }

    /// The n-th working day after `day`, or before it when negative; `day` itself for 0. Where the calendar has too few
    /// working days, the last day that was looked at.
    pub fn lavorativi_dopo(&self, day: NaiveDate, n: i32) -> NaiveDate {
        let mut at = day;
        for _ in 0..n.unsigned_abs() {
            for _ in 0..FURTHEST {
                let next = if n < 0 { at.pred_opt() } else { at.succ_opt() };
                let Some(next) = next else { return at };
                at = next;
                if self.lavorativo(at) {
                    break;
                }
            }
        }
        at
    }

    /// The day itself or the first after it on which a term may end.
    pub(crate) fn primo_utile(&self, day: NaiveDate, saturdays: bool) -> NaiveDate {
        let moves = |day: NaiveDate| self.proroga(day) || (saturdays && day.weekday() == Weekday::Sat);
        day.iter_days().take(FURTHEST).find(|day| !moves(*day)).unwrap_or(day)
    }
}

/// The same day so many months later, or the last of that month (art. 2963 c. 5 c.c.).
pub(crate) fn mesi_dopo(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn maddalena() -> Patrono {
        let ricorre = Ricorrenza::Fissa { mese: 7, giorno: 22 };
        Patrono { nome: "Santa Maria Maddalena".into(), ricorre, dal: None, al: None, proroga: false }
    }

    #[test]
    fn on_the_patrons_day_nobody_works_and_terms_end_all_the_same() {
        let calendar = Calendario { patroni: vec![maddalena()], ..Calendario::default() };
        let feast = day("2026-07-22");
        assert!(!calendar.lavorativo(feast) && calendar.lavorativo(day("2026-07-23")));
        assert!(!calendar.proroga(feast));
        let by_rule = Calendario { patroni: vec![Patrono { proroga: true, ..maddalena() }], ..Calendario::default() };
        assert!(by_rule.proroga(feast));
    }

    #[test]
    fn a_patron_who_was_changed_keeps_the_years_that_were_theirs() {
        let old = Patrono { al: Some(day("2024-12-31")), ..maddalena() };
        let calendar = Calendario { patroni: vec![old], ..Calendario::default() };
        assert!(calendar.patrono(day("2024-07-22")).is_some() && calendar.patrono(day("2025-07-22")).is_none());
    }

    #[test]
    fn movable_patrons_move() {
        let whit_tuesday = Ricorrenza::DaPasqua { giorni: 51 };
        assert_eq!(whit_tuesday.in_year(2026), Some(day("2026-05-26")));
        let second_sunday = Ricorrenza::Ennesima { mese: 5, settimana: 2, giorno: 7 };
        assert_eq!(second_sunday.in_year(2026), Some(day("2026-05-10")));
        assert_eq!(Ricorrenza::Ennesima { mese: 2, settimana: 5, giorno: 1 }.in_year(2026), None);
        assert_eq!(Ricorrenza::Ennesima { mese: 2, settimana: 1, giorno: 0 }.in_year(2026), None);
    }

    #[test]
    fn working_days_are_counted_over_weekends_feasts_and_closures() {
        let bridge = Chiusura { dal: day("2026-12-07"), al: day("2026-12-07"), motivo: "Ponte".into() };
        let calendar = Calendario { chiusure: vec![bridge], ..Calendario::default() };
        assert_eq!(calendar.lavorativi_dopo(day("2026-12-04"), 1), day("2026-12-09"), "Saturday to Tuesday off");
        assert_eq!(calendar.lavorativi_dopo(day("2026-12-09"), -1), day("2026-12-04"));
        assert_eq!(calendar.lavorativi_dopo(day("2026-12-04"), 3), day("2026-12-11"));
    }

    #[test]
    fn a_calendar_without_working_days_answers_all_the_same() {
        let none = Calendario { settimana: vec![], ..Calendario::default() };
        assert!(none.lavorativi_dopo(day("2026-01-01"), 3) > day("2026-01-01"));
    }

    #[test]
    fn a_calendar_is_read_as_the_ente_writes_it() {
        let text = r#"{"patroni":[{"nome":"San Rocco","ricorre":{"fissa":{"mese":8,"giorno":16}}}]}"#;
        let calendar: Calendario = serde_json::from_str(text).unwrap();
        assert!(!calendar.lavorativo(day("2027-08-16")) && !calendar.lavorativo(day("2026-08-22")));
    }
}
