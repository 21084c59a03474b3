use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Clock, Instant, SystemClock};

/// A clock that walks through the weeks before today while the comune is furnished, and then follows the machine's.
#[derive(Debug, Default)]
pub struct DemoClock {
    /// Microseconds, or 0 to follow the machine.
    set: AtomicI64,
}

impl DemoClock {
    /// Stands at `now` until it is moved.
    pub fn set(&self, now: Instant) {
        self.set.store(now.micros(), Ordering::SeqCst);
    }

    /// From here on the time is the machine's.
    pub fn follow_the_machine(&self) {
        self.set.store(0, Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        match self.set.load(Ordering::SeqCst) {
            0 => SystemClock.now(),
            set => Instant::from_micros(set),
        }
    }
}
