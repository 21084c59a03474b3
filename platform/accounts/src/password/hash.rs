use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use kernel::Random;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::{Error, MAX_LENGTH};

/// Memory, in KiB, for one password: the first of the equivalent settings of the OWASP Password Storage Cheat Sheet
/// (`m=19456, t=2, p=1`).
const MEMORY_KIB: u32 = 19_456;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// How long an attempt waits for its turn before being told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the password of someone who does not exist is compared with, so that it takes as long as that of someone who
/// does. No password has a hash of all zeros.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords with Argon2id (RFC 9106), a few at a time.
///
/// One of these serves the whole process: it bounds the memory that a flood of log-ins can take to 19 MiB times the
/// number at once, and keeps the work off the threads that serve pages.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// At most `at_once` passwords are worked on at the same time (one at least).
    pub fn new(at_once: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// The string to keep for a password that [`crate::check_password`] let through.
    ///
    /// # Errors
    /// A refusal when too many others are waiting.
    pub async fn hash(&self, password: &str, random: &dyn Random) -> Result<String, Error> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let password = normal(password);
        self.in_turn(move || {
            let salt = SaltString::encode_b64(&salt)?;
            Ok(hasher()?.hash_password(password.as_bytes(), &salt)?.to_string())
        })
        .await
    }

    /// Whether `password` is the one whose string is `kept`. With no string (no such person, or one without a password)
    /// the answer is no, after the same work.
    ///
    /// # Errors
    /// A refusal when too many others are waiting; [`Error::Broken`] when the string cannot be read.
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool, Error> {
        // Nobody has such a long one; it is not hashed, but the work is done all the same.
        let too_long = password.chars().take(MAX_LENGTH + 1).count() > MAX_LENGTH;
        let password = if too_long { String::new() } else { normal(password) };
        let known = kept.is_some() && !too_long;
        let kept = kept.unwrap_or(NOBODY).to_owned();
        let good = self
            .in_turn(move || {
                let kept = PasswordHash::new(&kept)?;
                match hasher()?.verify_password(password.as_bytes(), &kept) {
                    Ok(()) => Ok(true),
                    Err(argon2::password_hash::Error::Password) => Ok(false),
                    Err(other) => Err(other),
                }
            })
            .await?;
        Ok(good && known)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, argon2::password_hash::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Error::because(
                "In questo momento troppe persone stanno entrando. Riprova fra qualche secondo.",
            ));
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(Error::broken)?.map_err(Error::broken)
    }
}

fn hasher() -> Result<Argon2<'static>, argon2::password_hash::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same characters whichever keyboard wrote them (NIST SP 800-63B-4 section 3.1.1.2: Unicode is normalised first).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRandom;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let passwords = Passwords::new(1);
        let kept = passwords.hash("caffè-corretto-9", &SeededRandom::new(1)).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(passwords.verify("caffè-corretto-9", Some(&kept)).await.unwrap());
        assert!(
            passwords.verify("caffe\u{300}-corretto-9", Some(&kept)).await.unwrap(),
            "composed or not, it is the same"
        );
        assert!(!passwords.verify("caffè-corretto-8", Some(&kept)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password_and_it_takes_work_to_say_so() {
        let passwords = Passwords::new(1);
        let start = std::time::Instant::now();
        assert!(!passwords.verify("qualunque", None).await.unwrap());
        assert!(start.elapsed() > Duration::from_millis(2), "19 MiB were filled");
        let long = "a".repeat(MAX_LENGTH + 1);
        assert!(!passwords.verify(&long, None).await.unwrap());
    }

    #[tokio::test]
    async fn a_string_that_is_not_a_hash_is_an_error_not_a_no() {
        assert!(matches!(Passwords::new(1).verify("x", Some("in chiaro")).await, Err(Error::Broken(_))));
    }
}
