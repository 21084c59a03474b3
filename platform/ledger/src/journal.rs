use kernel::{Instant, Uuid};
use serde::{Deserialize, Serialize};

use crate::canonical::salt_mark;

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// It was written for the first time.
    #[serde(rename = "+")]
    Insert,
    /// It was written again.
    #[serde(rename = "~")]
    Update,
}

/// A row that a leaf speaks of: table, id, what was done, hexadecimal digest of the salted canonical content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention(pub String, pub Uuid, pub Op, pub String);

/// A number given by a register: register, year, number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered(pub String, pub i32, pub i64);

/// One record of the journal, as it stands in the log: a single line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Its place, counted from zero.
    pub n: u64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who: see [`kernel::Actor`].
    pub by: String,
    /// What: `protocollo.registra`.
    #[serde(rename = "do")]
    pub action: String,
    /// The rows written.
    pub rows: Vec<Mention>,
    /// The numbers given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Numbered>,
    /// When each of the numbers was given. Left out where that is `at`, as it is unless two nodes' clocks differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
    /// The first 16 bytes of SHA-256(`municipio leaf salt`, a line end, the leaf's salt), hexadecimal.
    pub salt: String,
}

impl Leaf {
    /// The leaf's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // A struct of strings and numbers always serialises.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// When, as an instant; `None` when it is not written as the journal writes.
    pub fn instant(&self) -> Option<Instant> {
        crate::verify::parse_instant(&self.at)
    }

    /// Reads a leaf back.
    ///
    /// # Errors
    /// When the bytes are not a leaf.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

/// What a transaction has gathered for one leaf before it knows its place.
#[derive(Debug)]
pub(crate) struct Draft {
    pub action: &'static str,
    pub rows: Vec<(&'static str, Uuid, Op, Vec<u8>)>,
    pub numbers: Vec<(Numbered, Instant)>,
}

impl Draft {
    pub(crate) const fn new(action: &'static str) -> Self {
        Self { action, rows: Vec::new(), numbers: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.numbers.is_empty()
    }

    pub(crate) fn finish(self, n: u64, at: Instant, by: &str, salt: &[u8]) -> Leaf {
        let rows = self.rows.into_iter().enumerate().map(|(ordinal, (table, id, op, content))| {
            let digest = crate::row_digest(&crate::row_salt(salt, ordinal), &content);
            Mention(table.into(), id, op, hex::encode(digest))
        });
        let given = if self.numbers.iter().all(|(_, given)| *given == at) {
            Vec::new()
        } else {
            self.numbers.iter().map(|(_, given)| given.to_string()).collect()
        };
        Leaf {
            n,
            at: at.to_string(),
            by: by.into(),
            action: self.action.into(),
            rows: rows.collect(),
            numbers: self.numbers.into_iter().map(|(number, _)| number).collect(),
            given,
            salt: hex::encode(salt_mark(salt)),
        }
    }
}
