//! Instants and civil dates as people in Italy write them.
//!
//! Instants are microseconds since 1970 in UTC and are shown in the civil time of Rome, of their own day (winter or
//! summer). Civil dates are `YYYY-MM-DD` text and have no time zone.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::{Europe::Rome, Tz};
use kernel::MONTHS;
use minijinja::{Error, State, Value};

use super::{integer, unexpected};

/// `25/11/2026`, from an instant or a civil date. Absent gives nothing.
pub(super) fn giorno(value: Value) -> Result<String, Error> {
    Ok(day("giorno", &value)?.map(short).unwrap_or_default())
}

/// `25 novembre 2026` (the first of the month is `1º`), from an instant or a civil date. Absent gives nothing.
pub(super) fn giorno_esteso(value: Value) -> Result<String, Error> {
    Ok(day("giorno_esteso", &value)?.map(long).unwrap_or_default())
}

/// `25/11/2026, 14:05` from an instant. Absent gives nothing.
pub(super) fn giorno_ora(value: Value) -> Result<String, Error> {
    let instant = instant("giorno_ora", &value)?;
    Ok(instant.map(|at| format!("{}, {}", short(at.date_naive()), at.format("%H:%M"))).unwrap_or_default())
}

/// `14:05` from an instant. Absent gives nothing.
pub(super) fn ora(value: Value) -> Result<String, Error> {
    Ok(instant("ora", &value)?.map(|at| at.format("%H:%M").to_string()).unwrap_or_default())
}

/// `oggi alle 14:05`, `ieri alle 9:30`, `domani alle 8:00`, otherwise `il 3 marzo alle 9:30` (with the year when it is not this one).
/// From an instant, or from a civil date, which has no time: `oggi`, `ieri`, `domani`, `il 3 marzo`.
/// "Today" is that of the frame's `now`. Absent gives nothing.
pub(super) fn quando(state: &State<'_, '_>, value: Value) -> Result<String, Error> {
    let Some(day) = day("quando", &value)? else { return Ok(String::new()) };
    let now = state.lookup("frame").and_then(|frame| frame.get_attr("now").ok()).unwrap_or_default();
    let today = match integer("quando", &now)?.and_then(rome) {
        Some(at) => at.date_naive(),
        None => return Err(unexpected("quando", "frame.now to be an instant", &now)),
    };
    let time = match value.as_str() {
        Some(_) => String::new(),
        None => instant("quando", &value)?.map(|at| format!(" {}", at_hour(&at))).unwrap_or_default(),
    };
    Ok(format!("{}{time}", relative(day, today)))
}

/// Machine-readable form for `<time datetime>`: RFC 3339 for an instant, the date itself for a civil date.
pub(super) fn iso(value: Value) -> Result<String, Error> {
    if let Some(date) = value.as_str() {
        return Ok(civil("iso", date, &value)?.to_string());
    }
    Ok(instant("iso", &value)?
        .map(|at| at.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default())
}

fn relative(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "oggi".to_owned(),
        -1 => "ieri".to_owned(),
        1 => "domani".to_owned(),
        _ if day.year() == today.year() => format!("{}{} {}", article(day), ordinal(day), month(day)),
        _ => format!("{}{}", article(day), long(day)),
    }
}

/// "alle 14:05", but "all'1:30" as one says it, and "a mezzanotte" is left as a number to stay precise.
fn at_hour(at: &DateTime<Tz>) -> String {
    let clock = at.format("%-H:%M").to_string();
    if clock.starts_with("1:") { format!("all'{clock}") } else { format!("alle {clock}") }
}

/// "il 3 marzo", but "l'8 marzo" and "l'11 marzo".
fn article(day: NaiveDate) -> &'static str {
    if matches!(day.day(), 8 | 11) { "l'" } else { "il " }
}

fn ordinal(day: NaiveDate) -> String {
    if day.day() == 1 { "1º".to_owned() } else { day.day().to_string() }
}

fn month(day: NaiveDate) -> &'static str {
    MONTHS.get(day.month0() as usize).copied().unwrap_or_default()
}

fn short(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn long(day: NaiveDate) -> String {
    format!("{} {} {}", ordinal(day), month(day), day.year())
}

fn day(filter: &str, value: &Value) -> Result<Option<NaiveDate>, Error> {
    match value.as_str() {
        Some(date) => civil(filter, date, value).map(Some),
        None => Ok(instant(filter, value)?.map(|at| at.date_naive())),
    }
}

fn civil(filter: &str, date: &str, value: &Value) -> Result<NaiveDate, Error> {
    NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .map_err(|_| unexpected(filter, "an instant in microseconds or a date like 2026-11-25", value))
}

fn instant(filter: &str, value: &Value) -> Result<Option<DateTime<Tz>>, Error> {
    match integer(filter, value)? {
        None => Ok(None),
        Some(micros) => {
            rome(micros).map(Some).ok_or_else(|| unexpected(filter, "an instant within the calendar", value))
        }
    }
}

fn rome(micros: i64) -> Option<DateTime<Tz>> {
    DateTime::from_timestamp_micros(micros).map(|utc| Rome.from_utc_datetime(&utc.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{render, render_at};

    /// 25 November 2026, 14:05 in Rome (13:05 UTC).
    const NOW: i64 = 1_795_611_900_000_000;
    const HOUR: i64 = 3_600_000_000;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn an_instant_reads_as_the_civil_day_and_hour_of_rome() {
        assert_eq!(render("{{ x|giorno }} {{ x|ora }}", NOW), "25/11/2026 14:05");
        assert_eq!(render("{{ x|giorno_ora }}", NOW), "25/11/2026, 14:05");
        assert_eq!(render("{{ x|giorno_esteso }}", NOW), "25 novembre 2026");
        assert_eq!(render("{{ x|iso }}", NOW), "2026-11-25T13:05:00Z");
    }

    #[test]
    fn midnight_in_rome_belongs_to_the_new_day_in_winter_and_summer() {
        // 2026-01-01 00:00 in Rome is 23:00 UTC of the year before; 2026-07-01 00:00 is 22:00 UTC of June.
        assert_eq!(render("{{ x|giorno_ora }}", 1_767_222_000_000_000_i64), "01/01/2026, 00:00");
        assert_eq!(render("{{ x|giorno_ora }}", 1_782_856_800_000_000_i64), "01/07/2026, 00:00");
    }

    #[test]
    fn when_is_told_from_today() {
        let at = |micros| render_at("{{ x|quando }}", micros, NOW);
        assert_eq!(at(NOW), "oggi alle 14:05");
        assert_eq!(at(NOW - DAY), "ieri alle 14:05");
        assert_eq!(at(NOW + DAY), "domani alle 14:05");
        assert_eq!(at(NOW - 13 * HOUR), "oggi all&#39;1:05");
        assert_eq!(at(NOW - 14 * DAY), "l&#39;11 novembre alle 14:05");
        assert_eq!(at(NOW - 24 * DAY), "il 1º novembre alle 14:05");
        assert_eq!(at(NOW - 366 * DAY), "il 24 novembre 2025 alle 14:05");
    }

    #[test]
    fn a_civil_date_has_no_hour_and_no_time_zone() {
        assert_eq!(render("{{ x|giorno }}", "2026-03-01"), "01/03/2026");
        assert_eq!(render("{{ x|giorno_esteso }}", "2026-03-01"), "1º marzo 2026");
        assert_eq!(render_at("{{ x|quando }}", "2026-11-26", NOW), "domani");
        assert_eq!(render_at("{{ x|quando }}", "2026-11-28", NOW), "il 28 novembre");
    }

    #[test]
    fn an_absent_date_prints_nothing_and_a_wrong_one_is_an_error() {
        assert_eq!(render("[{{ x|giorno }}{{ x|ora }}{{ x|iso }}]", None::<i64>), "[]");
        assert!(render("{{ x|giorno }}", "25/11/2026").contains("giorno wants"));
        assert!(render("{{ x|giorno }}", i64::MAX).contains("giorno wants"));
        assert!(render("{{ x|ora }}", "2026-11-25").contains("ora wants"));
    }
}
