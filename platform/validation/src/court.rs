//! One document before the judge: with the lists of the installation, the authorities of the ente, what was kept, what outside tells.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ente::Ente;
use kernel::Instant;
use signing::fetch::{AtHand, Gathered, Judge, Manner, gather};
use signing::store::Lists;
use signing::verify::facts::Existence;
use signing::verify::report::Report;

use crate::Error;
use crate::anchors::{Trusted, trusted};
use crate::evidence::Kept;
use crate::judge::{Ask, Matter, Unjudged, judge, place};

/// Why there is no report.
pub(crate) enum NoReport {
    /// It could not be judged.
    Unjudged(Unjudged),
    /// It was not its turn, or the database would not.
    Error(Error),
}

impl From<NoReport> for Error {
    fn from(why: NoReport) -> Self {
        match why {
            NoReport::Unjudged(why) => Self::Unjudged(why.to_string()),
            NoReport::Error(error) => error,
        }
    }
}

pub(crate) struct Court<'a> {
    ente: &'a Ente,
    ask: Ask,
    /// Whether it is judged for another instant than now.
    past: bool,
    at: Instant,
    trusted: Trusted,
    lists: Mutex<Option<Arc<Lists>>>,
}

/// Of this matter, for an instant (`None`: now), with what is known to prove that it existed.
pub(crate) async fn court<'a>(
    ente: &'a Ente,
    (instant, existence): (Option<Instant>, Vec<Existence>),
    matter: Matter,
) -> Result<Court<'a>, Error> {
    let now = ente.ledger.now();
    let at = instant.unwrap_or(now);
    let ask = Ask { matter, at: at.utc(), now: now.utc(), existence, hand: AtHand::default() };
    let trusted = trusted(ente).await?;
    Ok(Court { ente, ask, past: instant.is_some(), at, trusted, lists: Mutex::default() })
}

impl Court<'_> {
    /// The verdict, and the lists with which it was given.
    pub(crate) async fn hear(self, patience: Duration) -> (Result<Gathered, NoReport>, Option<Arc<Lists>>) {
        let since = self.ask.existence.iter().map(|existence| existence.at).min();
        let since = since.map(|at| Instant::from_micros(at.timestamp_micros()));
        let kept = Kept { ente: self.ente, at: self.at, since };
        let manner = Manner { now: self.ask.now, outside: !self.past, patience };
        let random = self.ente.ledger.random();
        let gathered = gather(&self, &kept, &self.ente.outside, &**random, manner).await;
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner).take();
        (gathered, lists)
    }
}

impl Judge for Court<'_> {
    type Error = NoReport;

    /// In a place that is left while others are asked.
    async fn judge(&self, hand: AtHand) -> Result<Report, NoReport> {
        let place = place().await.map_err(NoReport::Error)?;
        let trusted = self.trusted.clone();
        let (judged, lists) = judge(place, Ask { hand, ..self.ask.clone() }, || trusted.read()).await;
        *self.lists.lock().unwrap_or_else(PoisonError::into_inner) = lists;
        judged.map_err(NoReport::Unjudged)
    }
}
