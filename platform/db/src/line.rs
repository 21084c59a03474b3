//! Where those of one node who want a row that everyone needs wait for each other.
//!
//! Sixteen sessions that wait for one row wake each other inside the server at every commit, and whoever holds the row is
//! served as late as they are. Here they stand in the order in which they came, and one at a time asks the server. It is no
//! lock: the server's own keeps the numbers right, between nodes too. Who has waited long enough goes on without a place, so
//! that two who wait for each other, one here and one inside the server, do not wait for ever.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Far more than a transaction needs to end, and little to whoever waits at a counter.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line before one ente's counters, on this node.
#[derive(Clone, Debug)]
pub(crate) struct Line(Arc<Semaphore>);

/// The first place; it goes to the next when this goes away.
pub(crate) type First = OwnedSemaphorePermit;

impl Line {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }

    /// Waits to be the first. `None` when that took too long.
    pub(crate) async fn first(&self) -> Option<First> {
        timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_is_first_and_who_waits_too_long_goes_on_without() {
        let line = Line::new();
        let first = line.first().await.expect("nobody stands there");
        assert!(line.first().await.is_none(), "the place is taken");
        drop(first);
        assert!(line.first().await.is_some());
    }
}
