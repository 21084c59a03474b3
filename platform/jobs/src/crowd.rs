//! Who is being served on this node at this moment, so that heavy work can stand aside.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
    time::Duration,
};

/// Requests in progress for each processor beyond which people wait for each other already.
const DENSE: usize = 4;
/// How long heavy work rests at least between two jobs; it goes on all the same, so that nothing waits for ever.
const REST: Duration = Duration::from_secs(1);

/// The requests that this node is answering, of all its enti.
#[derive(Debug)]
pub struct Crowd {
    inside: AtomicUsize,
    dense: usize,
    rest: Duration,
}

/// One request being answered; it leaves when this goes away.
#[derive(Debug)]
pub struct Guest(Arc<Crowd>);

/// The last heavy job that ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) ago: Duration,
    pub(crate) took: Duration,
}

impl Default for Crowd {
    fn default() -> Self {
        Self::of(DENSE * available_parallelism().map_or(1, usize::from), REST)
    }
}

impl Crowd {
    /// A crowd that is dense from so many on, in which heavy work rests so long at least.
    #[must_use]
    pub const fn of(dense: usize, rest: Duration) -> Self {
        Self { inside: AtomicUsize::new(0), dense, rest }
    }

    /// Someone is being served until what this returns goes away.
    #[must_use]
    pub fn enter(self: &Arc<Self>) -> Guest {
        self.inside.fetch_add(1, Ordering::Relaxed);
        Guest(Arc::clone(self))
    }

    /// Whether so many are being served that those who come wait for a processor.
    pub fn is_dense(&self) -> bool {
        self.inside.load(Ordering::Relaxed) >= self.dense
    }

    /// Whether a heavy job may begin: when there is room, or when the last one ended at least as long ago as it took. So heavy work
    /// takes half of the time at most.
    pub(crate) fn admits(&self, last: Option<Ended>) -> bool {
        !self.is_dense() || last.is_none_or(|last| last.ago >= last.took.max(self.rest))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_dense_while_enough_are_inside() {
        let crowd = Arc::new(Crowd::of(2, REST));
        let first = crowd.enter();
        assert!(!crowd.is_dense());
        let second = crowd.enter();
        assert!(crowd.is_dense());
        drop(first);
        assert!(!crowd.is_dense());
        drop(second);
        assert!(!crowd.is_dense());
    }

    #[test]
    fn in_a_crowd_heavy_work_takes_half_of_the_time_at_most_and_never_stands_still() {
        let crowd = Arc::new(Crowd::of(1, REST));
        let ended = |ago: u32, took: u32| Some(Ended { ago: REST * ago / 2, took: REST * took / 2 });
        assert!(crowd.admits(ended(0, 9)), "there is room");
        let _guest = crowd.enter();
        assert!(crowd.admits(None));
        assert!(!crowd.admits(ended(1, 0)) && crowd.admits(ended(2, 0)));
        assert!(!crowd.admits(ended(8, 9)) && crowd.admits(ended(9, 9)));
    }
}
