//! The version of a definition: the hash of what it says, not of how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Definizione;

/// SHA-256 of a definition's canonical form, in hexadecimal. Two texts that say the same have the same one: order of
/// keys, white space, comments and defaults written out do not count; the order of states, steps and effects does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Impronta(String);

impl Impronta {
    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first digits, for people.
    pub fn breve(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Impronta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Impronta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// JSON with its keys in alphabetical order and without white space, whatever serde_json is built with.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(all) => {
            out.push('[');
            for (place, one) in all.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(one, out);
            }
            out.push(']');
        }
        Value::Object(all) => {
            let mut all: Vec<_> = all.iter().collect();
            all.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (place, (key, one)) in all.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(one, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

impl Definizione {
    /// The canonical form: JSON, keys in alphabetical order, what is at its default left out (so that a release that
    /// knows more fields changes no version).
    ///
    /// # Errors
    /// Those of serde, which no definition that was read from data can meet.
    pub fn canonica(&self) -> Result<String, serde_json::Error> {
        let mut out = String::new();
        write(&serde_json::to_value(self)?, &mut out);
        Ok(out)
    }

    /// Its version.
    pub fn impronta(&self) -> Impronta {
        // A definition holds texts, numbers and lists alone: it can always be written.
        let text = self.canonica().unwrap_or_default();
        Impronta(hex::encode(Sha256::digest(text)))
    }
}
