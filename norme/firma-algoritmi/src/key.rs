//! Public keys, and the check of a signature by one.

use der::Decode;
use ed25519_dalek::Verifier;
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoRef;

use crate::{Digest, Error, Scheme, quick};

/// Largest RSA modulus, bits: larger ones only serve to keep a verifier busy.
pub const RSA_BITS_MAX: usize = 8192;

/// Kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// Elliptic curve NIST P-256.
    P256,
    /// Elliptic curve NIST P-384.
    P384,
    /// Elliptic curve NIST P-521.
    P521,
    /// Edwards curve 25519.
    Ed25519,
}

impl KeyKind {
    /// The name that people use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Rsa => "RSA",
            KeyKind::P256 => "P-256",
            KeyKind::P384 => "P-384",
            KeyKind::P521 => "P-521",
            KeyKind::Ed25519 => "Ed25519",
        }
    }
}

/// How the two numbers of an ECDSA signature are written. Other schemes have one form only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureForm {
    /// A DER `SEQUENCE` of two integers: CMS, X.509, OCSP (RFC 3279 §2.2.3).
    Der,
    /// One after the other, each as long as the field: XML-DSig (RFC 4050).
    Raw,
}

/// A public key, read and bounded.
#[derive(Debug, Clone)]
pub struct PublicKey(Inner);

#[derive(Debug, Clone)]
enum Inner {
    Rsa(Box<Rsa>),
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
}

/// A key of RSA, twice: for whoever is quick, and for whoever takes them all.
#[derive(Debug, Clone)]
struct Rsa {
    /// `RSAPublicKey` (RFC 8017 §A.1.1), DER.
    der: Vec<u8>,
    key: rsa::RsaPublicKey,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7), DER.
    ///
    /// # Errors
    /// [`Error::UnknownKey`] for another kind of key or curve, [`Error::BadKey`] for one that is not well formed.
    pub fn from_spki(spki: &[u8]) -> Result<PublicKey, Error> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(|_| Error::BadKey("non è nel formato X.509"))?;
        let bits = info.subject_public_key.as_bytes().ok_or(Error::BadKey("i bit non sono interi byte"))?;
        match info.algorithm.oid.to_string().as_str() {
            // id-RSASSA-PSS marks a key for PSS only; its parameters bind the signer, and the scheme carries its own.
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => rsa_key(bits).map(Inner::Rsa),
            "1.2.840.10045.2.1" => {
                let curve =
                    info.algorithm.parameters_oid().map_err(|_| Error::BadKey("la curva non è indicata per nome"))?;
                ec_key(&curve.to_string(), bits)
            }
            "1.3.101.112" => bits
                .try_into()
                .ok()
                .and_then(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).ok())
                .map(|key| Inner::Ed25519(Box::new(key)))
                .ok_or(Error::BadKey("non è un punto della curva")),
            other => Err(Error::UnknownKey(other.to_owned())),
        }
        .map(PublicKey)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Inner::Rsa(_) => KeyKind::Rsa,
            Inner::P256(_) => KeyKind::P256,
            Inner::P384(_) => KeyKind::P384,
            Inner::P521(_) => KeyKind::P521,
            Inner::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Its size, bits: of the modulus for RSA, of the field for curves.
    #[must_use]
    pub fn bits(&self) -> usize {
        match &self.0 {
            Inner::Rsa(rsa) => rsa.key.n().bit_width() as usize,
            Inner::P256(_) | Inner::Ed25519(_) => 256,
            Inner::P384(_) => 384,
            Inner::P521(_) => 521,
        }
    }

    /// Checks a signature over a message.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the signature does not hold; [`Error::WrongKey`] if the key is not of the scheme's kind.
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8], form: SignatureForm) -> Result<(), Error> {
        match (&self.0, scheme.digest()) {
            (Inner::Ed25519(key), None) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| Error::Mismatch)?;
                key.verify(message, &signature).map_err(|_| Error::Mismatch)
            }
            (_, Some(digest)) => self.verify_digest(scheme, &digest.of(message), signature, form),
            (_, None) => Err(self.wrong(scheme)),
        }
    }

    /// Checks a signature over a message of which only the digest is at hand.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); [`Error::WrongDigestLength`]; [`Error::NeedsMessage`] for Ed25519.
    pub fn verify_digest(
        &self,
        scheme: Scheme,
        digest: &[u8],
        signature: &[u8],
        form: SignatureForm,
    ) -> Result<(), Error> {
        let expected = scheme.digest().ok_or(Error::NeedsMessage)?.size();
        if digest.len() != expected {
            return Err(Error::WrongDigestLength { expected, found: digest.len() });
        }
        let holds = match (&self.0, scheme) {
            (Inner::Rsa(rsa), _) if quick::holds(&rsa.der, scheme, digest, signature) => true,
            (Inner::Rsa(rsa), Scheme::RsaPkcs1(by)) => rsa.key.verify(pkcs1(by), digest, signature).is_ok(),
            (Inner::Rsa(rsa), Scheme::RsaPss { digest: _, mask, salt }) => {
                return verify_pss(&rsa.key, scheme, mask, salt, digest, signature);
            }
            (Inner::P256(key), Scheme::Ecdsa(_)) => {
                use p256::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                let read = match form {
                    SignatureForm::Der => Signature::from_der(signature),
                    SignatureForm::Raw => Signature::from_slice(signature),
                };
                read.is_ok_and(|it| key.verify_prehash(digest, &it).is_ok())
            }
            (Inner::P384(key), Scheme::Ecdsa(_)) => {
                use p384::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                let read = match form {
                    SignatureForm::Der => Signature::from_der(signature),
                    SignatureForm::Raw => Signature::from_slice(signature),
                };
                read.is_ok_and(|it| key.verify_prehash(digest, &it).is_ok())
            }
            (Inner::P521(key), Scheme::Ecdsa(_)) => {
                use p521::ecdsa::{Signature, signature::hazmat::PrehashVerifier};
                let read = match form {
                    SignatureForm::Der => Signature::from_der(signature),
                    SignatureForm::Raw => Signature::from_slice(signature),
                };
                read.is_ok_and(|it| key.verify_prehash(digest, &it).is_ok())
            }
            _ => return Err(self.wrong(scheme)),
        };
        if holds { Ok(()) } else { Err(Error::Mismatch) }
    }

    /// A key of RSA from its `RSAPublicKey`.
    #[cfg(test)]
    pub(crate) fn rsa(der: &[u8]) -> Result<PublicKey, Error> {
        rsa_key(der).map(Inner::Rsa).map(PublicKey)
    }

    /// The same key, never checked by whoever is quick.
    #[cfg(test)]
    pub(crate) fn slow(mut self) -> PublicKey {
        if let Inner::Rsa(rsa) = &mut self.0 {
            rsa.der.clear();
        }
        self
    }

    fn wrong(&self, scheme: Scheme) -> Error {
        Error::WrongKey { scheme: scheme.to_string(), key: self.kind().name() }
    }
}

fn rsa_key(bits: &[u8]) -> Result<Box<Rsa>, Error> {
    use rsa::pkcs1::RsaPublicKeyRef as Parts;
    let parts = Parts::from_der(bits).map_err(|_| Error::BadKey("non è una chiave RSA"))?;
    // Bounded before any arithmetic.
    if parts.modulus.as_bytes().len() * 8 > RSA_BITS_MAX || parts.public_exponent.as_bytes().len() > 8 {
        return Err(Error::BadKey("i suoi numeri sono più grandi di quanto si usi"));
    }
    let number = |bytes: &[u8]| rsa::BoxedUint::from_be_slice_vartime(bytes);
    rsa::RsaPublicKey::new_with_max_size(
        number(parts.modulus.as_bytes()),
        number(parts.public_exponent.as_bytes()),
        RSA_BITS_MAX,
    )
    .map(|key| Box::new(Rsa { der: bits.to_vec(), key }))
    .map_err(|_| Error::BadKey("i suoi numeri non sono quelli di una chiave RSA"))
}

fn ec_key(curve: &str, bits: &[u8]) -> Result<Inner, Error> {
    let bad = Error::BadKey("non è un punto della curva");
    match curve {
        "1.2.840.10045.3.1.7" => {
            p256::ecdsa::VerifyingKey::from_sec1_bytes(bits).map(|key| Inner::P256(Box::new(key))).map_err(|_| bad)
        }
        "1.3.132.0.34" => {
            p384::ecdsa::VerifyingKey::from_sec1_bytes(bits).map(|key| Inner::P384(Box::new(key))).map_err(|_| bad)
        }
        "1.3.132.0.35" => {
            p521::ecdsa::VerifyingKey::from_sec1_bytes(bits).map(|key| Inner::P521(Box::new(key))).map_err(|_| bad)
        }
        other => Err(Error::UnknownKey(other.to_owned())),
    }
}

/// The padding of PKCS#1 v1.5 with the prefix of each digest (RFC 8017 §9.2, note 1).
fn pkcs1(digest: Digest) -> rsa::Pkcs1v15Sign {
    use rsa::Pkcs1v15Sign as Padding;
    match digest {
        Digest::Md5 => Padding::new::<md5::Md5>(),
        Digest::Sha1 => Padding::new::<sha1::Sha1>(),
        Digest::Sha224 => Padding::new::<sha2::Sha224>(),
        Digest::Sha256 => Padding::new::<sha2::Sha256>(),
        Digest::Sha384 => Padding::new::<sha2::Sha384>(),
        Digest::Sha512 => Padding::new::<sha2::Sha512>(),
        Digest::Sha3_224 => Padding::new::<sha3::Sha3_224>(),
        Digest::Sha3_256 => Padding::new::<sha3::Sha3_256>(),
        Digest::Sha3_384 => Padding::new::<sha3::Sha3_384>(),
        Digest::Sha3_512 => Padding::new::<sha3::Sha3_512>(),
    }
}

/// PSS: the library takes one digest for message and mask; other pairs are allowed by the standard and made by nobody.
fn verify_pss(
    key: &rsa::RsaPublicKey,
    scheme: Scheme,
    mask: Digest,
    salt: u16,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    use rsa::Pss;
    if scheme.digest() != Some(mask) || usize::from(salt) > RSA_BITS_MAX / 8 {
        return Err(Error::BadParameters("RSASSA-PSS".into()));
    }
    let salt = usize::from(salt);
    let done = match mask {
        Digest::Md5 => key.verify(Pss::<md5::Md5>::new_with_salt(salt), digest, signature),
        Digest::Sha1 => key.verify(Pss::<sha1::Sha1>::new_with_salt(salt), digest, signature),
        Digest::Sha224 => key.verify(Pss::<sha2::Sha224>::new_with_salt(salt), digest, signature),
        Digest::Sha256 => key.verify(Pss::<sha2::Sha256>::new_with_salt(salt), digest, signature),
        Digest::Sha384 => key.verify(Pss::<sha2::Sha384>::new_with_salt(salt), digest, signature),
        Digest::Sha512 => key.verify(Pss::<sha2::Sha512>::new_with_salt(salt), digest, signature),
        Digest::Sha3_224 => key.verify(Pss::<sha3::Sha3_224>::new_with_salt(salt), digest, signature),
        Digest::Sha3_256 => key.verify(Pss::<sha3::Sha3_256>::new_with_salt(salt), digest, signature),
        Digest::Sha3_384 => key.verify(Pss::<sha3::Sha3_384>::new_with_salt(salt), digest, signature),
        Digest::Sha3_512 => key.verify(Pss::<sha3::Sha3_512>::new_with_salt(salt), digest, signature),
    };
    done.map_err(|_| Error::Mismatch)
}
