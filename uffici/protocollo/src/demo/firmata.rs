//! Signatures and seals of the demo: real ones, of an authority made here and now whose name says that it has no legal
//! value.

use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    Certificate, HashSigner, LocalKey, Measured,
    cades::{self, Envelope},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use kernel::Instant;

/// Seconds of a year.
const YEAR: i64 = 365 * 24 * 3600;
/// No body has this tax code.
const NESSUNO: &str = "00000000000";
/// What tells the keys and the certificates of those who sign from one another.
const PERSONA: (u8, u8) = (7, 3);
const ENTE: (u8, u8) = (8, 4);

/// The document in an envelope signed by this person ("Surname First") at this instant; `None` where that cannot be
/// made.
pub(super) fn firma(document: &[u8], (chi, codice_fiscale): (&str, &str), at: Instant) -> Option<Vec<u8>> {
    let (surname, given) = chi.split_once(' ')?;
    busta(document, Name::Person { given, surname, tax_code: codice_fiscale }, PERSONA, at)
}

/// The document in an envelope sealed by another body at this instant; `None` where that cannot be made.
pub(super) fn sigillo(document: &[u8], ente: &str, at: Instant) -> Option<Vec<u8>> {
    busta(document, Name::Ente { name: ente, tax_code: NESSUNO }, ENTE, at)
}

fn busta(document: &[u8], name: Name<'_>, (secret, serial): (u8, u8), at: Instant) -> Option<Vec<u8>> {
    let scheme = Scheme::Ecdsa(Digest::Sha256);
    let key = LocalKey::p256(&[secret; 32]).ok()?;
    let (authority, signer) = certificati(&key, name, serial, at)?;
    let content = Measured::of(Digest::Sha256, document).ok()?;
    let signature = cades::prepare(&signer, scheme, &content, at.utc()).ok()?.sign(&key).ok()?;
    let envelope = Envelope::of(&signature, &[authority]).ok()?;
    envelope.frame(&signature).ok()?.around(document).ok()
}

/// The authority's certificate and the signer's.
fn certificati(key: &LocalKey, name: Name<'_>, serial: u8, at: Instant) -> Option<(Certificate, Certificate)> {
    let validity = || Validity { from: at.plus_seconds(-YEAR).utc(), to: at.plus_seconds(3 * YEAR).utc() };
    let own = LocalKey::p256(&[1; 32]).ok()?;
    let (none, itself) = (Addresses::default(), By::Itself(&own));
    let authority =
        prova::issue(Role::Root, Name::Authority("Montefiorito"), own.spki(), &[1; 16], validity(), none, itself)
            .ok()?;
    let by = By::Issuer(Issuer { certificate: &authority, key: &own });
    let signer =
        prova::issue(Role::Signing, name, key.spki(), &[serial; 16], validity(), Addresses::default(), by).ok()?;
    Some((authority, signer))
}
