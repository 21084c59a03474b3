//! Work is counted, not timed: the same file is refused on every machine, or on none.

use std::cell::Cell;

use crate::Error;

/// Steps that one reading may take. A step is about a token read, an object looked at, or 64 bytes inflated.
pub const STEPS_MAX: u64 = 20_000_000;
/// Most bytes that all streams of one reading may inflate to.
pub const INFLATED_MAX: usize = 96 << 20;

/// What is left of both.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: Cell<u64>,
    inflated: Cell<usize>,
}

impl Budget {
    pub fn new() -> Self {
        Self { steps: Cell::new(STEPS_MAX), inflated: Cell::new(INFLATED_MAX) }
    }

    /// Spends steps.
    pub fn spend(&self, steps: usize) -> Result<(), Error> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let left = self.steps.get().checked_sub(steps).ok_or(Error::TooMuchWork)?;
        self.steps.set(left);
        Ok(())
    }

    /// How many bytes may still be inflated.
    pub fn room(&self) -> usize {
        self.inflated.get()
    }

    /// Takes what was inflated.
    pub fn inflated(&self, bytes: usize) -> Result<(), Error> {
        self.inflated.set(self.inflated.get().checked_sub(bytes).ok_or(Error::TooMuchWork)?);
        self.spend(bytes / 64 + 1)
    }
}
