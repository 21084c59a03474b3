//! The words that every part of Municipio shares: typed ids, money, instants, who acts, why something is refused.
//!
//! Nothing here reads a file, a clock or a network by itself: time comes from a [`Clock`] and randomness from a
//! [`Random`], both handed in, so that a test, and the law, can fix them.

mod actor;
mod clock;
mod id;
mod money;
#[cfg(feature = "orm")]
mod orm;
mod random;
mod refusal;

pub use actor::Actor;
pub use clock::{Clock, FixedClock, Instant, SystemClock};
pub use id::Id;
pub use money::Cents;
pub use random::{Random, SeededRandom, SystemRandom};
pub use refusal::{Reason, Refusal};

pub use chrono::NaiveDate as Date;
pub use uuid::Uuid;

/// The months as Italians write them, from January.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
