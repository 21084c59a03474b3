use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListKind {
    /// The Commission's list of the lists.
    ListOfLists,
    /// A list of the lists that was in force, and names who signs the next.
    Pivot,
    /// A country's.
    National,
}

/// A file of the folder, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListState {
    /// Its name.
    pub file: String,
    /// What it is.
    pub kind: ListKind,
    /// Country, two letters, if it was taken.
    pub country: Option<String>,
    /// Sequence number.
    pub number: Option<u64>,
    /// When it was issued.
    pub issued: Option<DateTime<Utc>>,
    /// Until when the next must be there.
    pub next_update: Option<DateTime<Utc>>,
    /// Why it was not taken. Italian.
    pub refused: Option<String>,
}

impl ListState {
    /// Whether it was taken and no longer says who is trusted today: the next one should have been here by now, or it is
    /// closed and has no next one (TS 119 612, 5.3.15). A pivot is of the past and is never renewed.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.refused.is_none() && self.kind != ListKind::Pivot && self.next_update.is_none_or(|until| until < now)
    }

    /// Days since it was issued.
    #[must_use]
    pub fn age_days(&self, now: DateTime<Utc>) -> Option<i64> {
        self.issued.map(|issued| (now - issued).num_days())
    }
}
