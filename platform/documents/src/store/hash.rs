//! The name of an object: the SHA-256 of its bytes.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The SHA-256 (FIPS 180-4) of a document's bytes, by which it is stored and found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256Hash(pub [u8; 32]);

/// The text is not the 64 lower-case hexadecimal digits of a SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("L'impronta «{found}» non è valida: servono 64 cifre esadecimali minuscole.")]
pub struct NotAHash {
    /// What was given, cut to 80 characters.
    pub found: String,
}

impl Sha256Hash {
    /// The hash of bytes that are already in memory.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The place of the object under its ente's prefix: `ab/abcd…`, with `/` on every system.
    pub fn key(&self) -> String {
        let name = self.to_string();
        format!("{}/{name}", hex::encode(&self.0[..1]))
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Hash({self})")
    }
}

impl FromStr for Sha256Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let bad = || NotAHash { found: text.chars().take(80).collect() };
        // Upper case is refused so that one object has one name only.
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(bad());
        }
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| bad())?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_what_it_prints_and_refuses_anything_else() {
        let hash = Sha256Hash::of(b"abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hash.to_string().parse::<Sha256Hash>(), Ok(hash));
        assert_eq!(hash.key(), format!("ba/{hash}"));
        for bad in ["", "ba78", &hash.to_string().to_uppercase(), "../../etc/passwd"] {
            assert!(bad.parse::<Sha256Hash>().is_err(), "{bad}");
        }
    }
}
