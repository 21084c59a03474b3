//! Digests and signature schemes: what they are called, how a signature is checked, until when they are strong enough.
//!
//! # The standards
//! * Names: object identifiers of RFC 3370, 4055, 5754, 5758, 8410, 8702 in CMS and X.509; URIs of RFC 9231 in XML.
//! * Schemes: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017), ECDSA (FIPS 186-5) over P-256, P-384 and P-521, Ed25519 (RFC 8032).
//! * Strength by date: ETSI TS 119 312, in the terms of [`strength`].
//!
//! # What is promised
//! Pure functions over bytes, no panic on any input, keys and signatures bounded in size before any arithmetic
//! ([`RSA_BITS_MAX`]). An [`Error`] says, in Italian, what was found and what it means for whoever relies on the signature.
//!
//! # What is absent
//! Signing, certificates, DSA, ElGamal, Brainpool and Edwards-448 (told as [`Error::UnknownKey`] or
//! [`Error::UnknownAlgorithm`]: such a signature was not judged, which is not the same as being false).

mod digest;
mod key;
mod quick;
mod scheme;
pub mod strength;

pub use digest::{Digest, Hasher};
pub use key::{KeyKind, PublicKey, RSA_BITS_MAX, SignatureForm};
pub use scheme::Scheme;

/// Why a signature was not checked, or did not hold. The text is Italian, for whoever relies on the signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An algorithm that this crate does not know; its identifier.
    #[error("l'algoritmo «{0}» non è tra quelli che il programma sa controllare")]
    UnknownAlgorithm(String),
    /// The parameters of an algorithm cannot be read or are not allowed.
    #[error("i parametri dell'algoritmo «{0}» non sono quelli previsti")]
    BadParameters(String),
    /// A kind of key or a curve that this crate does not know; its identifier.
    #[error("la chiave di tipo «{0}» non è tra quelle che il programma sa usare")]
    UnknownKey(String),
    /// The key cannot be read, or is too large.
    #[error("la chiave pubblica non è leggibile: {0}")]
    BadKey(&'static str),
    /// The scheme asks for another kind of key.
    #[error("la firma {scheme} non può essere fatta con una chiave {key}")]
    WrongKey {
        /// Name of the scheme.
        scheme: String,
        /// Name of the key.
        key: &'static str,
    },
    /// The digest given has not the length of the scheme's digest.
    #[error("l'impronta è lunga {found} byte, ne servono {expected}")]
    WrongDigestLength {
        /// Bytes that the digest has.
        expected: usize,
        /// Bytes that were given.
        found: usize,
    },
    /// Ed25519 signs the message itself; a digest is not enough.
    #[error("la firma Ed25519 si controlla sul documento e non sulla sua impronta")]
    NeedsMessage,
    /// The signature does not hold: other bytes were signed, or by another key.
    #[error("la firma non corrisponde al contenuto o alla chiave")]
    Mismatch,
}

impl Error {
    /// Whether the signature was checked and found false (and not just beyond what can be checked).
    #[must_use]
    pub fn is_false(&self) -> bool {
        matches!(self, Error::Mismatch)
    }
}
