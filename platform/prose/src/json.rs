//! The canonical form: one text, one sequence of bytes.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Block, Content, Fault, Prose, bounds};

/// The form that this program writes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    blocks: &'a [Block],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    /// It was read before.
    #[serde(rename = "version")]
    _version: u32,
    blocks: Vec<Block>,
}

/// What is read first, so that a later form is told as such and not as damage.
#[derive(Deserialize)]
struct OnlyVersion {
    version: u32,
}

/// How long the canonical JSON of these blocks is.
pub(crate) fn bytes(blocks: &[Block]) -> usize {
    let mut count = Count(0);
    // A counter refuses nothing.
    let _ = serde_json::to_writer(&mut count, &Written { version: VERSION, blocks });
    count.0
}

struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Prose {
    /// Its canonical JSON: no blanks, fields in the order of the model, what is by itself understood left out. The same
    /// text gives the same bytes.
    ///
    /// # Panics
    /// Never: there is nothing in a text that JSON cannot carry.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(&Written { version: VERSION, blocks: self.blocks() }).expect("texts are JSON")
    }

    /// SHA-256 of [`Prose::json`].
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.json()).into()
    }

    /// Reads what [`Prose::json`] writes, or the same with blanks and in another order.
    ///
    /// # Errors
    /// All that is wrong with it; a name that nobody knows is wrong.
    pub fn read(json: &[u8]) -> Result<Self, Vec<Fault>> {
        if json.len() > bounds::JSON_BYTES {
            let what = format!("{} byte", json.len());
            return Err(vec![Fault::TooMuch { what, limit: bounds::JSON_BYTES }]);
        }
        // serde_json itself goes no deeper than 128; the model goes eight.
        let damaged = |error: serde_json::Error| vec![Fault::Json(error.to_string().chars().take(200).collect())];
        let OnlyVersion { version } = serde_json::from_slice(json).map_err(damaged)?;
        if version != VERSION {
            return Err(vec![Fault::Version(version)]);
        }
        let Read { blocks, .. } = serde_json::from_slice(json).map_err(damaged)?;
        Self::new(blocks)
    }
}

impl Content {
    /// SHA-256 of its canonical JSON, in hexadecimal digits: what an author saw when they began to write.
    ///
    /// # Panics
    /// Never, as [`Prose::json`].
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(serde_json::to_vec(self).expect("contents are JSON")))
    }
}
