//! Secrets and signatures of Standard Webhooks, version 1: HMAC-SHA256 over id, instant and body.

use accounts::Secret;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use kernel::{Instant, Random};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a secret begins with, so that one left in a file is recognised.
const PREFIX: &str = "whsec_";
/// Bytes of a secret: the specification asks for 24 to 64.
const BYTES: usize = 32;

/// A new secret.
pub(crate) fn new_secret(random: &dyn Random) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; BYTES]);
    random.fill(&mut bytes);
    bytes
}

/// As it is shown, once.
pub(crate) fn shown(secret: &[u8]) -> Secret {
    Secret::new(format!("{PREFIX}{}", BASE64_STANDARD.encode(secret)))
}

/// The header `webhook-signature`: one signature for each secret that is valid, parted by spaces.
pub(crate) fn signatures(secrets: &[Zeroizing<Vec<u8>>], id: &str, at: Instant, body: &str) -> String {
    let each = secrets.iter().map(|secret| signature(secret, id, seconds(at), body));
    each.collect::<Vec<_>>().join(" ")
}

/// The instant as the header `webhook-timestamp` writes it: seconds since 1970.
pub(crate) const fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(1_000_000)
}

fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    /// The example of the specification's own libraries.
    const SECRET: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn a_signature_is_the_one_that_every_library_of_the_specification_makes() {
        let secret = Zeroizing::new(BASE64_STANDARD.decode(SECRET).unwrap());
        let at = Instant::from_micros(1_614_265_330_999_999);
        let sign = |secrets: &[_]| signatures(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(sign(&[secret.clone()]), SIGNED);
        let two = sign(&[Zeroizing::new(vec![1; 32]), secret]);
        assert!(two.ends_with(&format!(" {SIGNED}")) && two.matches("v1,").count() == 2, "{two}");
    }

    #[test]
    fn a_secret_is_new_each_time_and_written_as_the_specification_says() {
        let random = SeededRandom::new(1);
        let (one, other) = (new_secret(&random), new_secret(&random));
        assert_ne!(one, other);
        let text = shown(&one).reveal().to_owned();
        assert_eq!(BASE64_STANDARD.decode(text.strip_prefix("whsec_").unwrap()).unwrap(), *one);
    }
}
