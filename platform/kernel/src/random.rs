use std::sync::Mutex;

use rand::{RngCore, SeedableRng, TryRngCore, rngs::OsRng};

/// Where randomness comes from.
pub trait Random: Send + Sync {
    /// Fills `bytes` with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's source, for keys, salts, tokens and ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key, token or salt is safe: stopping is the only right answer.
        OsRng.try_fill_bytes(bytes).expect("the operating system gives no random bytes");
    }
}

/// A source that repeats itself from a seed: for the demo comune and for tests, never for keys.
#[derive(Debug)]
pub struct SeededRandom(Mutex<rand::rngs::StdRng>);

impl SeededRandom {
    /// The source of this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(rand::rngs::StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}
