use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};
use db::Db;
use kernel::{Instant, Random};

use crate::{Error, NewJob, claim::after, enqueue};

/// When a periodic job is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This long after the time before.
    Every(Duration),
    /// Each day at this time of the Italian clock.
    Daily {
        /// From 0 to 23.
        hour: u32,
        /// From 0 to 59.
        minute: u32,
    },
    /// Each week on this day at this time of the Italian clock.
    Weekly {
        /// The day.
        day: Weekday,
        /// From 0 to 23.
        hour: u32,
        /// From 0 to 59.
        minute: u32,
    },
}

impl When {
    /// The first time after `now`. A time that the clock skips in spring is an hour later; one that comes twice in autumn
    /// counts the first time.
    pub fn next(self, now: Instant) -> Instant {
        let (hour, minute, day) = match self {
            Self::Every(pause) => return after(now, pause.max(Duration::from_secs(1))),
            Self::Daily { hour, minute } => (hour, minute, None),
            Self::Weekly { day, hour, minute } => (hour, minute, Some(day)),
        };
        let time = NaiveTime::from_hms_opt(hour.min(23), minute.min(59), 0).unwrap_or_default();
        let today = now.date();
        let days = (0..=8).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let days = days.filter(|date| day.is_none_or(|day| date.weekday() == day));
        days.filter_map(|date| civil(now, date, time)).find(|at| *at > now).unwrap_or_else(|| now.plus_seconds(86_400))
    }
}

fn civil(now: Instant, date: NaiveDate, time: NaiveTime) -> Option<Instant> {
    let zone = now.rome().timezone();
    let local = date.and_time(time);
    let found = zone.from_local_datetime(&local).earliest();
    let at = found.or_else(|| zone.from_local_datetime(&(local + chrono::TimeDelta::hours(1))).earliest())?;
    Some(Instant::from_micros(at.timestamp_micros()))
}

/// A job that is enqueued again and again, once for all nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periodic {
    /// The kind of the job.
    pub kind: &'static str,
    /// What it works on.
    pub payload: &'static str,
    /// When.
    pub when: When,
}

impl Periodic {
    /// Sets, and gives, the first time of a job that the database does not know yet.
    pub(crate) async fn begin(&self, db: &Db, now: Instant) -> Result<Instant, Error> {
        let first = self.when.next(now);
        let write = db.write().await?;
        let sql = "INSERT INTO jobs_periodic (kind, next_at) VALUES ($1, $2) ON CONFLICT (kind) DO NOTHING";
        db::execute(&write, sql, [self.kind.into(), first.into()]).await?;
        write.commit().await?;
        Ok(first)
    }

    /// Enqueues the job if it is due and no other node has done so. Times that were missed while nobody was there are
    /// made up for by one run.
    pub(crate) async fn enqueue(&self, db: &Db, now: Instant, random: &dyn Random) -> Result<(), Error> {
        let write = db.write().await?;
        let sql = "UPDATE jobs_periodic SET next_at = $2 WHERE kind = $1 AND next_at <= $3";
        let moved = db::execute(&write, sql, [self.kind.into(), self.when.next(now).into(), now.into()]).await?;
        if moved.rows_affected() == 1 {
            enqueue(&write, now, random, &NewJob::new(self.kind, self.payload).dedup("periodic")).await?;
        }
        Ok(write.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_micros(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros())
    }

    #[test]
    fn the_italian_clock_says_when() {
        let daily = When::Daily { hour: 6, minute: 30 };
        let monday = When::Weekly { day: Weekday::Mon, hour: 6, minute: 30 };
        let skipped = When::Daily { hour: 2, minute: 30 };
        for (when, now, expected) in [
            (daily, "2026-11-25T06:00:00+01:00", "2026-11-25T06:30:00+01:00"),
            (daily, "2026-11-25T06:30:00+01:00", "2026-11-26T06:30:00+01:00"),
            (daily, "2026-07-01T23:30:00Z", "2026-07-02T04:30:00Z"),
            (daily, "2026-10-24T07:00:00+02:00", "2026-10-25T06:30:00+01:00"),
            (monday, "2026-11-25T06:00:00+01:00", "2026-11-30T06:30:00+01:00"),
            (monday, "2026-11-30T06:30:00+01:00", "2026-12-07T06:30:00+01:00"),
            (skipped, "2026-03-29T00:00:00+01:00", "2026-03-29T03:30:00+02:00"),
            (skipped, "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"),
            (skipped, "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"),
        ] {
            assert_eq!(when.next(at(now)), at(expected), "{when:?} after {now}");
        }
        assert_eq!(When::Every(Duration::from_secs(60)).next(at("2026-11-25T06:00:00Z")), at("2026-11-25T06:01:00Z"));
    }
}
