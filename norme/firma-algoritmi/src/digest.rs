//! The digests: names, identifiers, computing whole or piece by piece.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Digest {
    /// MD5 (RFC 1321): broken; read so that an old paper can be told what it rests upon.
    Md5,
    /// SHA-1: broken for signatures.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-224.
    Sha3_224,
    /// SHA3-256.
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
}

/// One row for each digest: name, object identifier, URI in XML, bytes.
const TABLE: [(Digest, &str, &str, &str, usize); 10] = [
    (Digest::Md5, "MD5", "1.2.840.113549.2.5", "http://www.w3.org/2001/04/xmldsig-more#md5", 16),
    (Digest::Sha1, "SHA-1", "1.3.14.3.2.26", "http://www.w3.org/2000/09/xmldsig#sha1", 20),
    (Digest::Sha224, "SHA-224", "2.16.840.1.101.3.4.2.4", "http://www.w3.org/2001/04/xmldsig-more#sha224", 28),
    (Digest::Sha256, "SHA-256", "2.16.840.1.101.3.4.2.1", "http://www.w3.org/2001/04/xmlenc#sha256", 32),
    (Digest::Sha384, "SHA-384", "2.16.840.1.101.3.4.2.2", "http://www.w3.org/2001/04/xmldsig-more#sha384", 48),
    (Digest::Sha512, "SHA-512", "2.16.840.1.101.3.4.2.3", "http://www.w3.org/2001/04/xmlenc#sha512", 64),
    (Digest::Sha3_224, "SHA3-224", "2.16.840.1.101.3.4.2.7", "http://www.w3.org/2007/05/xmldsig-more#sha3-224", 28),
    (Digest::Sha3_256, "SHA3-256", "2.16.840.1.101.3.4.2.8", "http://www.w3.org/2007/05/xmldsig-more#sha3-256", 32),
    (Digest::Sha3_384, "SHA3-384", "2.16.840.1.101.3.4.2.9", "http://www.w3.org/2007/05/xmldsig-more#sha3-384", 48),
    (Digest::Sha3_512, "SHA3-512", "2.16.840.1.101.3.4.2.10", "http://www.w3.org/2007/05/xmldsig-more#sha3-512", 64),
];

impl Digest {
    /// Every digest that is known.
    pub fn all() -> impl Iterator<Item = Digest> {
        TABLE.iter().map(|row| row.0)
    }

    fn row(self) -> &'static (Digest, &'static str, &'static str, &'static str, usize) {
        // The table has the order of the declaration, which a test watches.
        &TABLE[self as usize]
    }

    /// By object identifier, dotted.
    #[must_use]
    pub fn from_oid(oid: &str) -> Option<Digest> {
        TABLE.iter().find(|row| row.2 == oid).map(|row| row.0)
    }

    /// By URI of XML-DSig (RFC 9231).
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Digest> {
        TABLE.iter().find(|row| row.3 == uri).map(|row| row.0)
    }

    /// Its object identifier, dotted.
    #[must_use]
    pub fn oid(self) -> &'static str {
        self.row().2
    }

    /// Its URI in XML.
    #[must_use]
    pub fn uri(self) -> &'static str {
        self.row().3
    }

    /// The name that people use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Length of its value, bytes.
    #[must_use]
    pub fn size(self) -> usize {
        self.row().4
    }

    /// The digest of these bytes.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// For bytes that come piece by piece.
    #[must_use]
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Digest::Md5 => State::Md5(md5::Md5::new()),
            Digest::Sha1 => State::Sha1(sha1::Sha1::new()),
            Digest::Sha224 => State::Sha224(sha2::Sha224::new()),
            Digest::Sha256 => State::Sha256(sha2::Sha256::new()),
            Digest::Sha384 => State::Sha384(sha2::Sha384::new()),
            Digest::Sha512 => State::Sha512(sha2::Sha512::new()),
            Digest::Sha3_224 => State::Sha3_224(sha3::Sha3_224::new()),
            Digest::Sha3_256 => State::Sha3_256(sha3::Sha3_256::new()),
            Digest::Sha3_384 => State::Sha3_384(sha3::Sha3_384::new()),
            Digest::Sha3_512 => State::Sha3_512(sha3::Sha3_512::new()),
        })
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A digest under way.
#[derive(Debug, Clone)]
pub struct Hasher(State);

#[derive(Debug, Clone)]
enum State {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
}

macro_rules! each {
    ($state:expr, $inner:ident => $do:expr) => {
        match $state {
            State::Md5($inner) => $do,
            State::Sha1($inner) => $do,
            State::Sha224($inner) => $do,
            State::Sha256($inner) => $do,
            State::Sha384($inner) => $do,
            State::Sha512($inner) => $do,
            State::Sha3_224($inner) => $do,
            State::Sha3_256($inner) => $do,
            State::Sha3_384($inner) => $do,
            State::Sha3_512($inner) => $do,
        }
    };
}

impl Hasher {
    /// Takes some more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        each!(&mut self.0, inner => inner.update(bytes));
    }

    /// The digest of all that was taken.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        each!(self.0, inner => inner.finalize().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_stands_at_its_place_and_says_its_length() {
        for (at, digest) in Digest::all().enumerate() {
            assert_eq!(digest as usize, at);
            assert_eq!(digest.of(b"").len(), digest.size(), "{digest}");
            assert_eq!(Digest::from_oid(digest.oid()), Some(digest));
            assert_eq!(Digest::from_uri(digest.uri()), Some(digest));
        }
    }

    /// "abc", from FIPS 180-4 and FIPS 202's example values.
    #[test]
    fn known_values() {
        for (digest, expected) in [
            (Digest::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Digest::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Digest::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (Digest::Sha3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
        ] {
            let mut hasher = digest.hasher();
            hasher.update(b"a");
            hasher.update(b"bc");
            assert_eq!(hex::encode(hasher.finish()), expected, "{digest}");
        }
    }
}
