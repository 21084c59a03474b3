//! A small authority for trials and one signer.

use chrono::{DateTime, TimeZone, Utc};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey};

pub struct House {
    pub root: Certificate,
    pub authority: Certificate,
    pub authority_key: LocalKey,
}

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 26, 10, 0, 0).unwrap()
}

pub fn validity() -> Validity {
    let day = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    Validity { from: day(2026), to: day(2032) }
}

pub fn key(seed: u8) -> LocalKey {
    LocalKey::p256(&[seed; 32]).unwrap()
}

impl House {
    pub fn new() -> Self {
        let (root_key, authority_key) = (key(1), key(2));
        let none = Addresses::default();
        let itself = By::Itself(&root_key);
        let name = Name::Authority("Radice");
        let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity(), none, itself).unwrap();
        let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
        let name = Name::Authority("Firma");
        let authority =
            prova::issue(Role::Issuing, name, authority_key.spki(), &[2; 16], validity(), none, by).unwrap();
        Self { root, authority, authority_key }
    }

    /// The chain of somebody's certificate.
    pub fn chain(&self, role: Role, name: Name<'_>, key: &dyn HashSigner, serial: u8) -> Vec<Certificate> {
        let by = By::Issuer(Issuer { certificate: &self.authority, key: &self.authority_key });
        let none = Addresses::default();
        let own = prova::issue(role, name, key.spki(), &[serial; 16], validity(), none, by).unwrap();
        vec![own, self.authority.clone(), self.root.clone()]
    }

    pub fn mario(&self, key: &dyn HashSigner) -> Vec<Certificate> {
        self.chain(
            Role::Signing,
            Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" },
            key,
            7,
        )
    }
}
