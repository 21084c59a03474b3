//! Password-based encryption (RFC 8018, PBES2): PBKDF2 with a SHA-2 or SHA-1 HMAC, AES in CBC.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm as Cipher, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Sequence};
use zeroize::Zeroizing;

use super::{BAD_PASSWORD, Pkcs8, Why};

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
/// Rounds that are gone through at most: some seconds of work.
pub(super) const ROUNDS_MAX: u32 = 5_000_000;

const OLD: Why = "Il file è chiuso con un algoritmo vecchio e debole. Riscrivilo con \"openssl pkcs12 -legacy -in vecchio.p12 -nodes -out tutto.pem\" \
                  e \"openssl pkcs12 -export -in tutto.pem -out nuovo.p12\", cancella tutto.pem e riprova.";
pub(super) const BROKEN: Why = "Il file non è scritto come un PKCS #12: è rovinato, o è di un altro tipo.";

/// An algorithm with its parameters.
#[derive(Clone, Debug, Sequence)]
pub(super) struct Algorithm {
    pub oid: ObjectIdentifier,
    pub parameters: Option<Any>,
}

/// `EncryptedPrivateKeyInfo` (RFC 5958, 3).
#[derive(Sequence)]
struct Encrypted {
    algorithm: Algorithm,
    bytes: OctetString,
}

#[derive(Sequence)]
struct Params {
    derivation: Algorithm,
    cipher: Algorithm,
}

#[derive(Sequence)]
struct Derivation {
    salt: OctetString,
    rounds: u32,
    length: Option<u32>,
    prf: Option<Algorithm>,
}

/// Opens a key.
pub(super) fn open_key(encrypted: &[u8], password: &str) -> Result<Pkcs8, Why> {
    let encrypted = Encrypted::from_der(encrypted).map_err(|_| BROKEN)?;
    open(&encrypted.algorithm, encrypted.bytes.as_bytes(), password)
}

/// Opens what was closed with a password.
pub(super) fn open(algorithm: &Algorithm, bytes: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, Why> {
    if algorithm.oid != PBES2 {
        return Err(OLD);
    }
    let params: Params = decoded(algorithm)?;
    if params.derivation.oid != PBKDF2 {
        return Err(OLD);
    }
    let derivation: Derivation = decoded(&params.derivation)?;
    let (cipher, size) = cipher(&params.cipher.oid)?;
    if derivation.length.is_some_and(|told| told as usize != size) {
        return Err(BROKEN);
    }
    let iv: OctetString = decoded(&params.cipher)?;
    let iv: [u8; 16] = iv.as_bytes().try_into().map_err(|_| BROKEN)?;
    let rounds = NonZeroU32::new(derivation.rounds).filter(|rounds| rounds.get() <= ROUNDS_MAX).ok_or(BROKEN)?;
    let mut key = Zeroizing::new(vec![0; size]);
    pbkdf2::derive(prf(derivation.prf.as_ref())?, rounds, derivation.salt.as_bytes(), password.as_bytes(), &mut key);
    let key = UnboundCipherKey::new(cipher, &key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7).map_err(|_| BROKEN)?;
    let mut plain = Zeroizing::new(bytes.to_vec());
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    let length = key.decrypt(&mut plain, context).map_err(|_| BAD_PASSWORD)?.len();
    plain.truncate(length);
    Ok(plain)
}

fn decoded<'a, T>(algorithm: &'a Algorithm) -> Result<T, Why>
where
    T: der::Choice<'a> + der::DecodeValue<'a>,
{
    let parameters = algorithm.parameters.as_ref().ok_or(BROKEN)?;
    parameters.decode_as().map_err(|_| BROKEN)
}

fn cipher(oid: &ObjectIdentifier) -> Result<(&'static Cipher, usize), Why> {
    match oid.to_string().as_str() {
        "2.16.840.1.101.3.4.1.2" => Ok((&AES_128, 16)),
        "2.16.840.1.101.3.4.1.22" => Ok((&AES_192, 24)),
        "2.16.840.1.101.3.4.1.42" => Ok((&AES_256, 32)),
        _ => Err(OLD),
    }
}

fn prf(algorithm: Option<&Algorithm>) -> Result<pbkdf2::Algorithm, Why> {
    // RFC 8018, A.2: SHA-1 where none is told.
    let Some(algorithm) = algorithm else { return Ok(pbkdf2::PBKDF2_HMAC_SHA1) };
    match algorithm.oid.to_string().as_str() {
        "1.2.840.113549.2.7" => Ok(pbkdf2::PBKDF2_HMAC_SHA1),
        "1.2.840.113549.2.9" => Ok(pbkdf2::PBKDF2_HMAC_SHA256),
        "1.2.840.113549.2.10" => Ok(pbkdf2::PBKDF2_HMAC_SHA384),
        "1.2.840.113549.2.11" => Ok(pbkdf2::PBKDF2_HMAC_SHA512),
        _ => Err(OLD),
    }
}
