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
/// How often a heavy job begins all the same, so that nothing waits for ever.
const TRICKLE: Duration = Duration::from_secs(1);

/// The requests that this node is answering, of all its enti.
#[derive(Debug)]
pub struct Crowd {
    inside: AtomicUsize,
    dense: usize,
}

/// One request being answered; it leaves when this goes away.
#[derive(Debug)]
pub struct Guest(Arc<Crowd>);

impl Default for Crowd {
    fn default() -> Self {
        Self::of(DENSE * available_parallelism().map_or(1, usize::from))
    }
}

impl Crowd {
    /// A crowd that is dense from so many on.
    #[must_use]
    pub const fn of(dense: usize) -> Self {
        Self { inside: AtomicUsize::new(0), dense }
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
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether a heavy job may begin: when there is room, or when the last began long enough ago (`None`: none ever did).
pub(crate) fn may_begin(dense: bool, since_last: Option<Duration>) -> bool {
    !dense || since_last.is_none_or(|since| since >= TRICKLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_dense_while_enough_are_inside() {
        let crowd = Arc::new(Crowd::of(2));
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
    fn in_a_crowd_heavy_work_trickles_and_never_stands_still() {
        assert!(may_begin(false, Some(Duration::ZERO)));
        assert!(may_begin(true, None));
        assert!(!may_begin(true, Some(TRICKLE / 2)));
        assert!(may_begin(true, Some(TRICKLE)));
    }
}
