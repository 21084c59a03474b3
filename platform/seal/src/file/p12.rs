//! PKCS #12 (RFC 7292): one file with key and certificates, closed with a password.
//!
//! Read: DER, PBES2, the integrity of a password (HMAC). Not read: BER of indefinite length, the weak ciphers of before
//! (RC2, triple DES), integrity by a signature, PBMAC1; each is told with what to do.

use aws_lc_rs::hmac;
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Sequence};
use firma_algoritmi::Digest;
use zeroize::Zeroizing;

use super::pbes2::{self, Algorithm, BROKEN, ROUNDS_MAX};
use super::{BAD_PASSWORD, Found, Pkcs8, Why};

const DATA: &str = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG: &str = "1.2.840.113549.1.12.10.1.3";
const X509: &str = "1.2.840.113549.1.9.22.1";
/// Safes and bags that are read at most.
const MOST: usize = 64;

#[derive(Sequence)]
struct Pfx {
    version: u8,
    safes: Content,
    mac: Option<MacData>,
}

#[derive(Sequence)]
struct Content {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: Any,
}

#[derive(Sequence)]
struct MacData {
    mac: DigestInfo,
    salt: OctetString,
    rounds: Option<u32>,
}

#[derive(Sequence)]
struct DigestInfo {
    algorithm: Algorithm,
    digest: OctetString,
}

#[derive(Sequence)]
struct EncryptedData {
    version: u8,
    content: EncryptedContent,
}

#[derive(Sequence)]
struct EncryptedContent {
    kind: ObjectIdentifier,
    algorithm: Algorithm,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    bytes: OctetString,
}

#[derive(Sequence)]
struct Bag {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: Any,
    attributes: Option<Any>,
}

#[derive(Sequence)]
struct CertificateBag {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    certificate: OctetString,
}

/// Reads what is in the file.
pub(super) fn read(bytes: &[u8], password: &str) -> Result<Found, Why> {
    let pfx = Pfx::from_der(bytes).map_err(|_| BROKEN)?;
    if pfx.version != 3 || pfx.safes.kind.to_string() != DATA {
        return Err(BROKEN);
    }
    let safes: OctetString = pfx.safes.content.decode_as().map_err(|_| BROKEN)?;
    let mac = pfx
        .mac
        .as_ref()
        .ok_or("Il file non ha il controllo di integrità con la password: chiedine un altro a chi lo ha rilasciato.")?;
    check(mac, safes.as_bytes(), password)?;
    let mut found = Found::default();
    for safe in Vec::<Content>::from_der(safes.as_bytes()).map_err(|_| BROKEN)?.iter().take(MOST) {
        let inside = match safe.kind.to_string().as_str() {
            DATA => {
                let data: OctetString = safe.content.decode_as().map_err(|_| BROKEN)?;
                Zeroizing::new(data.into_bytes().into_vec())
            }
            ENCRYPTED_DATA => {
                let data: EncryptedData = safe.content.decode_as().map_err(|_| BROKEN)?;
                pbes2::open(&data.content.algorithm, data.content.bytes.as_bytes(), password)?
            }
            _ => continue,
        };
        bags(&inside, password, &mut found)?;
    }
    Ok(found)
}

fn bags(safe: &[u8], password: &str, found: &mut Found) -> Result<(), Why> {
    for bag in Vec::<Bag>::from_der(safe).map_err(|_| BROKEN)?.into_iter().take(MOST) {
        let whole =
            || -> Result<Pkcs8, Why> { Ok(Zeroizing::new(der::Encode::to_der(&bag.value).map_err(|_| BROKEN)?)) };
        match bag.kind.to_string().as_str() {
            KEY_BAG => found.keys.push(whole()?),
            SHROUDED_KEY_BAG => found.keys.push(pbes2::open_key(&whole()?, password)?),
            CERTIFICATE_BAG => {
                let one: CertificateBag = bag.value.decode_as().map_err(|_| BROKEN)?;
                if one.kind.to_string() == X509 {
                    found.certificates.push(one.certificate.into_bytes().into_vec());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether the contents are those that whoever knew the password closed (RFC 7292, 4 and B.2).
fn check(mac: &MacData, contents: &[u8], password: &str) -> Result<(), Why> {
    const UNKNOWN: Why = "Il controllo di integrità del file è di un tipo che non si conosce: esportalo con \"openssl pkcs12 -export\" e riprova.";
    let digest = Digest::from_oid(&mac.mac.algorithm.oid.to_string()).ok_or(UNKNOWN)?;
    let algorithm = match digest {
        Digest::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Digest::Sha256 => hmac::HMAC_SHA256,
        Digest::Sha384 => hmac::HMAC_SHA384,
        Digest::Sha512 => hmac::HMAC_SHA512,
        _ => return Err(UNKNOWN),
    };
    let rounds = mac.rounds.unwrap_or(1);
    if rounds == 0 || rounds > ROUNDS_MAX {
        return Err(BROKEN);
    }
    let key = derive(digest, password, mac.salt.as_bytes(), rounds);
    hmac::verify(&hmac::Key::new(algorithm, &key), contents, mac.mac.digest.as_bytes()).map_err(|_| BAD_PASSWORD)
}

/// The key of the HMAC (RFC 7292, B.2, with ID 3): as long as the digest, so one block.
fn derive(digest: Digest, password: &str, salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
    let block = if digest.size() > 32 { 128 } else { 64 };
    let filled = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    // As 16-bit letters with two zeros after (B.1).
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect());
    let first = Zeroizing::new([vec![3; block], filled(salt), filled(&password)].concat());
    let mut key = Zeroizing::new(digest.of(&first));
    for _ in 1..rounds {
        *key = digest.of(&key);
    }
    key
}
