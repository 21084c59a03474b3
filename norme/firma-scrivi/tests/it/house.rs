//! A small authority, its people, and the outside judge.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, TimeZone, Utc};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey};

/// Root, issuing authority, one signer.
pub struct House {
    pub root: Certificate,
    pub authority: Certificate,
    pub authority_key: LocalKey,
    pub signer: Certificate,
    pub key: LocalKey,
}

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 26, 10, 0, 0).unwrap()
}

pub fn validity() -> Validity {
    Validity {
        from: Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap(),
        to: Utc.with_ymd_and_hms(2032, 1, 1, 0, 0, 0).unwrap(),
    }
}

pub const MARIO: Name<'_> = Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" };

/// A key of the seed.
pub fn key(seed: u8) -> LocalKey {
    LocalKey::p256(&[seed; 32]).unwrap()
}

/// A fresh RSA key.
pub fn rsa() -> LocalKey {
    use aws_lc_rs::encoding::AsDer;
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    LocalKey::from_pkcs8(pair.as_der().unwrap().as_ref()).unwrap()
}

impl House {
    pub fn new(key: LocalKey) -> Self {
        let (root_key, authority_key) = (self::key(1), self::key(2));
        let none = Addresses::default();
        let root = prova::issue(
            Role::Root,
            Name::Authority("Radice"),
            root_key.spki(),
            &[1; 16],
            validity(),
            none,
            By::Itself(&root_key),
        )
        .unwrap();
        let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
        let authority =
            prova::issue(Role::Issuing, Name::Authority("Firma"), authority_key.spki(), &[2; 16], validity(), none, by)
                .unwrap();
        let mut house = Self { root, signer: authority.clone(), authority, authority_key, key };
        house.signer = house.issue(Role::Signing, MARIO, house.key.spki(), 3);
        house
    }

    pub fn issue(&self, role: Role, name: Name<'_>, spki: &[u8], serial: u8) -> Certificate {
        let addresses = Addresses {
            crl: Some("http://prova.invalid/elenco.crl"),
            ocsp: Some("http://prova.invalid/ocsp"),
            issuer: Some("http://prova.invalid/firma.cer"),
        };
        prova::issue(role, name, spki, &[serial; 16], validity(), addresses, By::Issuer(self.issuer())).unwrap()
    }

    pub fn issuer(&self) -> Issuer<'_> {
        Issuer { certificate: &self.authority, key: &self.authority_key }
    }

    /// The chain above the signer.
    pub fn others(&self) -> Vec<Certificate> {
        vec![self.authority.clone()]
    }

    /// The root in a PEM file.
    pub fn root_file(&self, folder: &Path) -> PathBuf {
        pem(folder, "root.pem", "CERTIFICATE", self.root.der())
    }
}

pub fn pem(folder: &Path, name: &str, label: &str, der: &[u8]) -> PathBuf {
    let text = der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap();
    write(folder, name, text.as_bytes())
}

pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Whether a program is installed; if not, a loud line, and in CI a failure.
pub fn installed(program: &str) -> bool {
    let there = Command::new(program).arg("--help").output().is_ok();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
        eprintln!("SKIPPED: {program} is not installed, so nobody outside has judged this");
    }
    there
}

/// What OpenSSL says: its output, or its reason.
pub fn openssl(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The official samples, if they are at hand.
pub fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
    None
}
