//! RSA signatures of the kinds that nearly all are, checked by AWS-LC in a fraction of the time.

use aws_lc_rs::{digest, signature};

use crate::{Digest, Scheme};

/// Whether AWS-LC finds that the signature of this digest holds. `false` says nothing: it takes keys of 2048 bits and more,
/// digests of the SHA-2 family and a salt as long as the digest only, and for the rest another is asked.
pub(crate) fn holds(key: &[u8], scheme: Scheme, digest: &[u8], signed: &[u8]) -> bool {
    let Some((algorithm, by)) = algorithm(scheme) else { return false };
    let Ok(digest) = digest::Digest::import_less_safe(digest, by) else { return false };
    signature::UnparsedPublicKey::new(algorithm, key).verify_digest(&digest, signed).is_ok()
}

fn algorithm(scheme: Scheme) -> Option<(&'static signature::RsaParameters, &'static digest::Algorithm)> {
    let (by, pss) = match scheme {
        Scheme::RsaPkcs1(by) => (by, false),
        Scheme::RsaPss { digest, mask, salt } if mask == digest && usize::from(salt) == digest.size() => (digest, true),
        _ => return None,
    };
    Some(match (by, pss) {
        (Digest::Sha256, false) => (&signature::RSA_PKCS1_2048_8192_SHA256, &digest::SHA256),
        (Digest::Sha384, false) => (&signature::RSA_PKCS1_2048_8192_SHA384, &digest::SHA384),
        (Digest::Sha512, false) => (&signature::RSA_PKCS1_2048_8192_SHA512, &digest::SHA512),
        (Digest::Sha256, true) => (&signature::RSA_PSS_2048_8192_SHA256, &digest::SHA256),
        (Digest::Sha384, true) => (&signature::RSA_PSS_2048_8192_SHA384, &digest::SHA384),
        (Digest::Sha512, true) => (&signature::RSA_PSS_2048_8192_SHA512, &digest::SHA512),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{rand::SystemRandom, rsa::KeySize, signature::RsaKeyPair};

    use super::*;
    use crate::{PublicKey, SignatureForm};

    const BY: [Digest; 3] = [Digest::Sha256, Digest::Sha384, Digest::Sha512];

    fn schemes() -> impl Iterator<Item = (Scheme, &'static dyn signature::RsaEncoding)> {
        let pkcs1: [&dyn signature::RsaEncoding; 3] =
            [&signature::RSA_PKCS1_SHA256, &signature::RSA_PKCS1_SHA384, &signature::RSA_PKCS1_SHA512];
        let pss: [&dyn signature::RsaEncoding; 3] =
            [&signature::RSA_PSS_SHA256, &signature::RSA_PSS_SHA384, &signature::RSA_PSS_SHA512];
        let salted = |by: Digest| Scheme::RsaPss { digest: by, mask: by, salt: u16::try_from(by.size()).unwrap() };
        let pkcs1 = BY.into_iter().map(Scheme::RsaPkcs1).zip(pkcs1);
        pkcs1.chain(BY.into_iter().map(salted).zip(pss))
    }

    fn pair() -> (RsaKeyPair, Vec<u8>) {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let key = signature::KeyPair::public_key(&pair).as_ref().to_vec();
        (pair, key)
    }

    #[test]
    fn what_holds_is_found_so_here_and_by_the_other_too() {
        let (pair, key) = pair();
        let other = PublicKey::rsa(&key).unwrap().slow();
        let mut signed = vec![0; pair.public_modulus_len()];
        for (scheme, encoding) in schemes() {
            pair.sign(encoding, &SystemRandom::new(), b"atto", &mut signed).unwrap();
            let digest = scheme.digest().unwrap();
            assert!(holds(&key, scheme, &digest.of(b"atto"), &signed), "{scheme}");
            other.verify(scheme, b"atto", &signed, SignatureForm::Der).unwrap();
        }
    }

    #[test]
    fn what_was_changed_by_a_bit_is_not() {
        let (pair, key) = pair();
        let (_, another) = self::pair();
        let mut signed = vec![0; pair.public_modulus_len()];
        for (scheme, encoding) in schemes() {
            pair.sign(encoding, &SystemRandom::new(), b"atto", &mut signed).unwrap();
            let digest = scheme.digest().unwrap().of(b"atto");
            assert!(!holds(&another, scheme, &digest, &signed), "{scheme}: another's key");
            let longer = [signed.as_slice(), &[0]].concat();
            assert!(!holds(&key, scheme, &digest, &longer) && !holds(&key, scheme, &digest, &signed[1..]), "{scheme}");
            for bit in 0..signed.len() * 8 {
                let mut changed = signed.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(!holds(&key, scheme, &digest, &changed), "{scheme}: bit {bit}");
            }
            for bit in 0..digest.len() * 8 {
                let mut changed = digest.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(!holds(&key, scheme, &changed, &signed), "{scheme}: bit {bit} of the digest");
            }
        }
    }

    #[test]
    fn what_is_not_its_own_is_left_to_the_other() {
        let (pair, key) = pair();
        let mut signed = vec![0; pair.public_modulus_len()];
        pair.sign(&signature::RSA_PSS_SHA256, &SystemRandom::new(), b"atto", &mut signed).unwrap();
        let digest = Digest::Sha256.of(b"atto");
        for scheme in [
            Scheme::RsaPkcs1(Digest::Sha1),
            Scheme::RsaPkcs1(Digest::Sha256),
            Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha1, salt: 32 },
            Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha256, salt: 20 },
            Scheme::Ecdsa(Digest::Sha256),
        ] {
            assert!(!holds(&key, scheme, &digest, &signed), "{scheme}");
        }
    }
}
