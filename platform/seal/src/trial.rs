//! A seal of the authority for trials, which says of itself that it has no legal value.

use chrono::TimeDelta;
use ente::EnteInfo;
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Serial, Validity};
use firma_scrivi::{HashSigner, LocalKey};
use kernel::{Instant, Random};
use zeroize::Zeroizing;

use crate::{Candidate, Error};

/// For how long it seals.
const DAYS: i64 = 730;
/// No body has this tax code.
const TAX_CODE: &str = "00000000000";
/// A number that is no key comes once in four thousand million times.
const TRIES: usize = 4;

/// `PrivateKeyInfo` of a P-256 key up to the secret number, and from there to the public point (RFC 5958; RFC 5915).
const BEFORE: &[u8] = &[
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
    0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
];
const BETWEEN: &[u8] = &[0xa1, 0x44, 0x03, 0x42, 0x00];
const POINT: usize = 65;

/// A new seal for trials. The authority above it is made for it and forgotten: nobody can trust it.
///
/// # Errors
/// [`Error::Sign`].
pub fn trial(ente: &EnteInfo, now: Instant, random: &dyn Random) -> Result<Candidate, Error> {
    let (root_key, _) = key(random)?;
    let (authority_key, _) = key(random)?;
    let (own_key, pkcs8) = key(random)?;
    let from = now.utc() - TimeDelta::hours(1);
    let validity = Validity { from, to: from + TimeDelta::days(DAYS) };
    let issue = |role, name, spki: &[u8], by| {
        prova::issue(role, name, spki, &serial(random), validity, Addresses::default(), by)
    };
    let root = issue(Role::Root, Name::Authority("Radice"), root_key.spki(), By::Itself(&root_key))?;
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let authority = issue(Role::Issuing, Name::Authority("Sigilli"), authority_key.spki(), by)?;
    let by = By::Issuer(Issuer { certificate: &authority, key: &authority_key });
    let name = Name::Ente { name: &ente.name, tax_code: TAX_CODE };
    let own = issue(Role::Signing, name, own_key.spki(), by)?;
    Ok(Candidate { pkcs8, chain: vec![own, authority] })
}

fn serial(random: &dyn Random) -> Serial {
    let mut serial = [0; 16];
    random.fill(&mut serial);
    serial[15] |= 1;
    serial
}

fn key(random: &dyn Random) -> Result<(LocalKey, Zeroizing<Vec<u8>>), Error> {
    let mut last = firma_scrivi::Error::Key("il numero segreto non è di una chiave P-256");
    for _ in 0..TRIES {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(&mut *secret);
        match LocalKey::p256(&secret) {
            Ok(key) => {
                let spki = key.spki();
                let point = spki.get(spki.len().saturating_sub(POINT)..).unwrap_or_default();
                let pkcs8 = Zeroizing::new([BEFORE, &*secret, BETWEEN, point].concat());
                return Ok((key, pkcs8));
            }
            Err(error) => last = error,
        }
    }
    Err(last.into())
}
