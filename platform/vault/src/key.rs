use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use kernel::Random;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Error;

/// What a sealed value begins with: no readable secret of ours is as long as what follows.
const MARK: &[u8] = b"mvault1\0";
const NONCE: usize = 24;
const TAG: usize = 16;

/// Where a value lies: sealed for one place, it opens in no other.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key.
    pub row: &'a [u8],
}

impl Cell<'_> {
    /// Names hold no zero byte: two places never give the same bytes.
    fn bytes(&self) -> Vec<u8> {
        [MARK, self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0", self.row].concat()
    }
}

/// A key of 256 bits. It is wiped from memory when it is dropped, and does not print itself.
pub struct Key(pub(crate) Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Clone for Key {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Key {
    /// A new one.
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self(bytes)
    }

    /// The key that these bytes are.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes: [u8; 32]| Self(Zeroizing::new(bytes)))
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), &mut *bytes).ok()?;
        Some(Self(bytes))
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(*self.0))
    }

    /// By which a key is told from another without showing it: it is random, and nobody goes back from its digest.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"municipio key\n").chain_update(*self.0).finalize().into()
    }

    /// Seals `bytes` for one place (XChaCha20-Poly1305, a random nonce each time).
    pub fn seal(&self, cell: Cell<'_>, bytes: &[u8], random: &dyn Random) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: bytes, aad: &cell.bytes() };
        // It refuses only what is longer than 256 GiB.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).expect("a secret fits in memory");
        [MARK, &nonce, &sealed].concat()
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`Error::Altered`] when it is another key's, another place's, or was changed.
    pub fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let altered = || Error::Altered { table: cell.table, column: cell.column };
        let inside = sealed.strip_prefix(MARK).ok_or_else(altered)?;
        let (nonce, sealed) = inside.split_first_chunk::<NONCE>().ok_or_else(altered)?;
        let payload = Payload { msg: sealed, aad: &cell.bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| altered())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

/// Whether a stored value is sealed, and not readable as it is.
pub fn is_sealed(stored: &[u8]) -> bool {
    stored.starts_with(MARK) && stored.len() >= MARK.len() + NONCE + TAG
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    const CELL: Cell<'_> = Cell { table: "t", column: "c", row: b"1" };

    fn key(seed: u64) -> Key {
        Key::new(&SeededRandom::new(seed))
    }

    #[test]
    fn what_is_sealed_is_not_readable_and_opens_only_in_its_place_and_with_its_key() {
        let random = SeededRandom::new(3);
        let sealed = key(1).seal(CELL, b"segreto di venti byte", &random);
        assert!(is_sealed(&sealed) && !is_sealed(b"segreto di venti byte"));
        assert!(!sealed.windows(7).any(|part| part == b"segreto"));
        assert_eq!(key(1).open(CELL, &sealed).unwrap().as_slice(), b"segreto di venti byte");
        assert!(key(2).open(CELL, &sealed).is_err(), "another key");
        for other in [Cell { table: "u", ..CELL }, Cell { column: "d", ..CELL }, Cell { row: b"2", ..CELL }] {
            assert!(key(1).open(other, &sealed).is_err(), "{other:?}");
        }
        assert_ne!(sealed, key(1).seal(CELL, b"segreto di venti byte", &random), "no nonce serves twice");
    }

    #[test]
    fn a_changed_byte_or_a_cut_one_is_noticed() {
        let sealed = key(1).seal(CELL, b"segreto", &SeededRandom::new(3));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key(1).open(CELL, &changed).is_err(), "byte {at}");
            assert!(key(1).open(CELL, &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_key_does_not_print_itself() {
        assert!(!format!("{:?}", key(1)).contains(&key(1).to_hex()[..8]));
    }
}
