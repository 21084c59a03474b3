//! Until when an algorithm was strong enough, as dated data.
//!
//! Source: ETSI TS 119 312 (V1.4.3, 2023-08), the dates of the EU reference validation policy. A signature proved to exist
//! before the date stays good; after it, it can be made anew by whoever breaks the algorithm.

use chrono::NaiveDate;

use crate::{Digest, KeyKind};

/// The last day on which a digest could be relied upon for new signatures; `None` when no end is set yet.
///
/// An algorithm that was never fit has a day before any electronic document of the Italian administration.
#[must_use]
pub fn digest_until(digest: Digest) -> Option<NaiveDate> {
    match digest {
        Digest::Md5 => day(2004, 8, 1),
        Digest::Sha1 => day(2012, 8, 1),
        Digest::Sha224 | Digest::Sha3_224 => day(2029, 1, 1),
        Digest::Sha256 | Digest::Sha384 | Digest::Sha512 | Digest::Sha3_256 | Digest::Sha3_384 | Digest::Sha3_512 => {
            None
        }
    }
}

/// The last day on which a key of this kind and size could be relied upon; `None` when no end is set yet.
#[must_use]
pub fn key_until(kind: KeyKind, bits: usize) -> Option<NaiveDate> {
    match kind {
        KeyKind::Rsa => match bits {
            ..786 => day(2000, 1, 1),
            786..1024 => day(2010, 8, 1),
            1024..1900 => day(2019, 10, 1),
            1900..3000 => day(2029, 1, 1),
            _ => None,
        },
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519 => None,
    }
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Whether a digest could be relied upon on this day.
#[must_use]
pub fn digest_is_strong(digest: Digest, on: NaiveDate) -> bool {
    digest_until(digest).is_none_or(|until| on < until)
}

/// Whether a key could be relied upon on this day.
#[must_use]
pub fn key_is_strong(kind: KeyKind, bits: usize, on: NaiveDate) -> bool {
    key_until(kind, bits).is_none_or(|until| on < until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_ends_on_its_day() {
        let on = |year, month, date| NaiveDate::from_ymd_opt(year, month, date).unwrap();
        assert!(digest_is_strong(Digest::Sha1, on(2012, 7, 31)));
        assert!(!digest_is_strong(Digest::Sha1, on(2012, 8, 1)));
        assert!(digest_is_strong(Digest::Sha256, on(2099, 1, 1)));
        assert!(key_is_strong(KeyKind::Rsa, 1024, on(2019, 9, 30)));
        assert!(!key_is_strong(KeyKind::Rsa, 1024, on(2019, 10, 1)));
        assert!(key_is_strong(KeyKind::Rsa, 2048, on(2028, 12, 31)));
        assert!(!key_is_strong(KeyKind::Rsa, 2048, on(2029, 1, 1)));
        assert!(!key_is_strong(KeyKind::Rsa, 512, on(2001, 1, 1)));
    }
}
