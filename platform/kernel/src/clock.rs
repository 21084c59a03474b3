use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::{Europe::Rome, Tz};
use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The civil date in Italy at this instant: the one that counts for registers, terms and publications.
    pub fn date(self) -> NaiveDate {
        self.rome().date_naive()
    }

    /// The civil year in Italy at this instant (registers restart with it: art. 57 DPR 445/2000).
    pub fn year(self) -> i32 {
        self.rome().year()
    }

    /// Date and time of day in Italy, with its offset from UTC.
    pub fn rome(self) -> DateTime<Tz> {
        self.utc().with_timezone(&Rome)
    }

    /// As people read it, by the clocks of Italy: "25/11/2026 alle 10:30".
    pub fn told(self) -> String {
        self.rome().format("%d/%m/%Y alle %H:%M").to_string()
    }

    /// The same where the second counts: "25/11/2026 alle 10:30:07".
    pub fn told_to_the_second(self) -> String {
        self.rome().format("%d/%m/%Y alle %H:%M:%S").to_string()
    }

    /// Date and time of day in UTC. An instant outside the years that chrono knows becomes the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The first instant of a civil day in Italy.
    pub fn start_of(date: NaiveDate) -> Self {
        let midnight = date.and_hms_opt(0, 0, 0).unwrap_or_default();
        // Italy changes the hour at 2 in the morning: midnight always exists, and only once.
        Rome.from_local_datetime(&midnight).earliest().map_or(Self(0), |at| Self(at.timestamp_micros()))
    }

    /// The instant at which the clocks in Italy say so: the first of the two in the hour that comes twice in October, none in
    /// the one that is left out in March.
    pub fn in_rome(local: NaiveDateTime) -> Option<Self> {
        Rome.from_local_datetime(&local).earliest().map(|at| Self(at.timestamp_micros()))
    }

    /// This instant moved by so many microseconds, stopping at the ends of time.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// This instant moved by so many seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }
}

/// RFC 3339 in UTC with six decimals, as the journal writes it.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        Instant(Utc::now().timestamp_micros())
    }
}

/// A clock that a test sets by hand.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands still at `now`.
    pub const fn new(now: Instant) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the hands.
    pub fn set(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_micros(DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros())
    }

    #[test]
    fn the_year_ends_at_italian_midnight() {
        assert_eq!(at("2026-12-31T22:59:59.999999Z").year(), 2026);
        assert_eq!(at("2026-12-31T23:00:00Z").year(), 2027);
    }

    #[test]
    fn a_summer_evening_belongs_to_the_next_italian_day_two_hours_before_utc() {
        assert_eq!(at("2026-07-01T22:00:00Z").date(), NaiveDate::from_ymd_opt(2026, 7, 2).unwrap());
    }

    #[test]
    fn a_civil_day_starts_at_its_own_offset() {
        let winter = NaiveDate::from_ymd_opt(2026, 1, 10).unwrap();
        let change = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        assert_eq!(Instant::start_of(winter), at("2026-01-09T23:00:00Z"));
        assert_eq!(Instant::start_of(change), at("2026-03-28T23:00:00Z"));
    }

    #[test]
    fn what_a_clock_in_italy_says_is_an_instant_in_the_hour_that_comes_twice_and_none_in_the_one_left_out() {
        let says = |text: &str| Instant::in_rome(text.parse().unwrap());
        assert_eq!(says("2026-11-25T10:30:00"), Some(at("2026-11-25T09:30:00Z")));
        assert_eq!(says("2026-10-25T02:30:00"), Some(at("2026-10-25T00:30:00Z")), "the first of the two");
        assert_eq!(says("2026-03-29T02:30:00"), None);
    }

    #[test]
    fn people_read_the_day_and_the_hour_of_the_clocks_in_italy() {
        let late = at("2026-06-30T22:05:09.9Z");
        assert_eq!(late.told(), "01/07/2026 alle 00:05");
        assert_eq!(late.told_to_the_second(), "01/07/2026 alle 00:05:09");
    }

    #[test]
    fn an_instant_is_written_with_six_decimals() {
        assert_eq!(at("2026-11-25T10:00:00.5Z").to_string(), "2026-11-25T10:00:00.500000Z");
    }
}
