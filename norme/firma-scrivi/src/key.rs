use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use aws_lc_rs::{digest, error::Unspecified};
use der::asn1::{ContextSpecific, OctetString};
use der::{Encode, Sequence, TagMode, TagNumber};
use firma_algoritmi::{Digest, PublicKey, Scheme};

use crate::{Error, algorithm};

/// Whatever signs a hash: a key here, a token, a service.
pub trait HashSigner {
    /// The public key (`SubjectPublicKeyInfo`, DER).
    fn spki(&self) -> &[u8];

    /// The signature's value over a hash of the scheme's digest; ECDSA in DER.
    ///
    /// # Errors
    /// [`Error::SchemeForKey`], [`Error::Key`].
    fn sign(&self, scheme: Scheme, hash: &[u8]) -> Result<Vec<u8>, Error>;
}

/// A private key in memory: P-256, P-384 or RSA. It signs in constant time (aws-lc).
pub struct LocalKey {
    pair: Pair,
    spki: Vec<u8>,
}

enum Pair {
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// `ECPrivateKey` (RFC 5915, 3) without the public key, which is computed.
#[derive(Sequence)]
struct EcPrivateKey {
    version: u8,
    secret: OctetString,
    curve: ContextSpecific<der::asn1::ObjectIdentifier>,
}

const P256: der::asn1::ObjectIdentifier = der::asn1::ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

impl LocalKey {
    /// Of a PKCS #8 document, unencrypted.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, Error> {
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8) {
            return Self::of(Pair::P256(pair));
        }
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, pkcs8) {
            return Self::of(Pair::P384(pair));
        }
        let pair = RsaKeyPair::from_pkcs8(pkcs8)
            .map_err(|_| Error::Key("non è una chiave P-256, P-384 o RSA di almeno 2048 bit in PKCS #8"))?;
        Self::of(Pair::Rsa(pair))
    }

    /// The P-256 key of this secret number, big-endian: what makes an authority of a seed.
    ///
    /// # Errors
    /// [`Error::Key`] for zero and for the numbers, one in four thousand million, above the curve's order.
    pub fn p256(secret: &[u8; 32]) -> Result<Self, Error> {
        let curve = ContextSpecific { tag_number: TagNumber(0), tag_mode: TagMode::Explicit, value: P256 };
        let key = EcPrivateKey { version: 1, secret: OctetString::new(secret.as_slice())?, curve }.to_der()?;
        let pair = EcdsaKeyPair::from_private_key_der(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &key)
            .map_err(|_| Error::Key("il numero segreto non è di una chiave P-256"))?;
        Self::of(Pair::P256(pair))
    }

    fn of(pair: Pair) -> Result<Self, Error> {
        let spki = match &pair {
            Pair::P256(pair) | Pair::P384(pair) => pair.public_key().as_der().map(|der| der.as_ref().to_vec()),
            Pair::Rsa(pair) => pair.public_key().as_der().map(|der| der.as_ref().to_vec()),
        };
        Ok(Self { pair, spki: spki.map_err(unusable)? })
    }

    /// The scheme by which it usually signs.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn usual_scheme(&self) -> Result<Scheme, Error> {
        let key = PublicKey::from_spki(&self.spki).map_err(|_| Error::Key("la chiave pubblica non si legge"))?;
        Ok(algorithm::usual(&key))
    }
}

impl HashSigner for LocalKey {
    fn spki(&self) -> &[u8] {
        &self.spki
    }

    fn sign(&self, scheme: Scheme, hash: &[u8]) -> Result<Vec<u8>, Error> {
        let digest = algorithm::digest_of(scheme)?;
        let hash = digest::Digest::import_less_safe(hash, aws(digest)?)
            .map_err(|_| Error::Key("l'impronta non è della lunghezza giusta"))?;
        match (&self.pair, scheme) {
            (Pair::P256(pair), Scheme::Ecdsa(Digest::Sha256)) | (Pair::P384(pair), Scheme::Ecdsa(Digest::Sha384)) => {
                Ok(pair.sign_digest(&hash).map_err(unusable)?.as_ref().to_vec())
            }
            (Pair::Rsa(pair), Scheme::RsaPkcs1(_) | Scheme::RsaPss { .. }) => {
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign_digest(padding(scheme, digest)?, &hash, &mut value).map_err(unusable)?;
                Ok(value)
            }
            (pair, _) => Err(Error::SchemeForKey { key: pair.name().into(), asked: scheme.to_string() }),
        }
    }
}

impl Pair {
    const fn name(&self) -> &'static str {
        match self {
            Self::P256(_) => "P-256",
            Self::P384(_) => "P-384",
            Self::Rsa(_) => "RSA",
        }
    }
}

fn unusable(_: Unspecified) -> Error {
    Error::Key("la firma non è riuscita")
}

fn aws(digest: Digest) -> Result<&'static digest::Algorithm, Error> {
    match digest {
        Digest::Sha256 => Ok(&digest::SHA256),
        Digest::Sha384 => Ok(&digest::SHA384),
        Digest::Sha512 => Ok(&digest::SHA512),
        other => Err(Error::WeakDigest(other.name())),
    }
}

/// RSA's padding; PSS only in the form that everybody uses: one digest, and a salt of its length.
fn padding(scheme: Scheme, digest: Digest) -> Result<&'static dyn signature::RsaEncoding, Error> {
    let other = || Error::SchemeForKey { key: "RSA".into(), asked: scheme.to_string() };
    Ok(match (scheme, digest) {
        (Scheme::RsaPkcs1(_), Digest::Sha256) => &signature::RSA_PKCS1_SHA256,
        (Scheme::RsaPkcs1(_), Digest::Sha384) => &signature::RSA_PKCS1_SHA384,
        (Scheme::RsaPkcs1(_), Digest::Sha512) => &signature::RSA_PKCS1_SHA512,
        (Scheme::RsaPss { mask, salt, .. }, _) if mask != digest || usize::from(salt) != digest.size() => {
            return Err(other());
        }
        (Scheme::RsaPss { .. }, Digest::Sha256) => &signature::RSA_PSS_SHA256,
        (Scheme::RsaPss { .. }, Digest::Sha384) => &signature::RSA_PSS_SHA384,
        (Scheme::RsaPss { .. }, Digest::Sha512) => &signature::RSA_PSS_SHA512,
        _ => return Err(other()),
    })
}
