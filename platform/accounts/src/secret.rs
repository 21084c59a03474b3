use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::Random;
use sha2::{Digest, Sha256};

/// Bytes in a token: 256 bits, far beyond guessing.
const TOKEN_BYTES: usize = 32;

/// Something to be shown once to its owner and never written down here: it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret that comes from a setting.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, to put in a cookie or on a page.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A token's bytes, while it is in hand. What is stored is [`Token::hash`]: whoever reads the database cannot enter.
pub(crate) struct Token([u8; TOKEN_BYTES]);

impl Token {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; TOKEN_BYTES];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads what a browser or a program sent; `None` when it cannot be one of ours.
    pub(crate) fn read(text: &str) -> Option<Self> {
        // 43 is the length of 32 bytes in base64 without padding: nothing longer is decoded.
        if text.len() != 43 {
            return None;
        }
        BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    pub(crate) fn text(&self) -> Secret {
        Secret(BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        digest(&[&self.0]).to_vec()
    }

    /// Another secret that follows from this one: knowing it does not give this one away.
    pub(crate) fn derive(&self, purpose: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(digest(&[purpose.as_bytes(), &self.0]))
    }
}

pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(crate) fn same(left: &str, right: &str) -> bool {
    // Comparing digests makes timing useless to whoever cannot choose them.
    digest(&[left.as_bytes()]) == digest(&[right.as_bytes()])
}

/// Letters and digits that cannot be taken for one another when read aloud or copied by hand.
const CLEAR: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// A code of `groups` groups of four clear characters, parted by hyphens: nearly twenty bits a group.
pub(crate) fn clear_code(groups: usize, random: &dyn Random) -> String {
    let mut out = String::with_capacity(groups * 5);
    let mut left = groups * 4;
    while left > 0 {
        let mut byte = [0; 1];
        random.fill(&mut byte);
        // The last of the 32 is the separator: drawing it means drawing again, so that the others stay equally likely.
        let drawn = CLEAR.get(usize::from(byte[0] & 31)).copied().unwrap_or(b'-');
        if drawn == b'-' {
            continue;
        }
        if left < groups * 4 && left.is_multiple_of(4) {
            out.push('-');
        }
        out.push(char::from(drawn));
        left -= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRandom;

    #[test]
    fn a_token_survives_the_cookie_and_nothing_else_is_taken_for_one() {
        let token = Token::new(&SeededRandom::new(1));
        let back = Token::read(token.text().reveal()).unwrap();
        assert_eq!(back.hash(), token.hash());
        for wrong in ["", "abc", &"a".repeat(44), &"=".repeat(43), &"é".repeat(21)] {
            assert!(Token::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        assert!(!format!("{:?}", Secret::new("parola".into())).contains("parola"));
    }

    #[test]
    fn a_code_reads_in_groups_of_four() {
        let code = clear_code(4, &SeededRandom::new(3));
        assert_eq!(code.len(), 19);
        assert!(code.split('-').all(|group| group.len() == 4), "{code}");
        assert!(!code.contains(['i', 'l', 'o', '0', '1']));
    }
}
