//! A small authority of the tests' own: keys, certificates, lists, answers, time stamps and CAdES signatures, each
//! of which can be
//! made wrong in one place.

pub mod asn;
pub mod cms;
pub mod evidence;
pub mod setup;

use asn::*;
use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;
use p256::ecdsa::signature::{Signer, hazmat::PrehashSigner};
use p256::ecdsa::{Signature, SigningKey};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A key of a number.
#[derive(Clone)]
pub struct Key(SigningKey);

impl Key {
    pub fn new(number: u8) -> Self {
        Key(SigningKey::from_slice(&[number; 32]).unwrap())
    }

    pub fn bits(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub fn spki(&self) -> Vec<u8> {
        seq(&[&seq(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]), &bits(&self.bits())])
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    pub fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign_prehash(&Digest::Sha1.of(message)).unwrap();
        signature.to_der().as_bytes().to_vec()
    }
}

/// What goes into a certificate.
#[derive(Clone)]
pub struct Paper {
    pub name: Vec<u8>,
    pub key: Key,
    pub serial: u64,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Identifier, critical, value.
    pub extensions: Vec<(String, bool, Vec<u8>)>,
    /// Replaces the algorithm that is written twice in it.
    pub outer_algorithm: Option<Vec<u8>>,
}

impl Paper {
    pub fn new(text: &str, key: u8, serial: u64) -> Self {
        Paper {
            name: name(&[(C, "IT"), (O, "Prova SpA"), (CN, text)]),
            key: Key::new(key),
            serial,
            from: at("2020-01-01T00:00:00Z"),
            until: at("2035-01-01T00:00:00Z"),
            extensions: Vec::new(),
            outer_algorithm: None,
        }
    }

    pub fn with(mut self, kind: &str, critical: bool, value: Vec<u8>) -> Self {
        self.set(kind, critical, value);
        self
    }

    /// Adds an extension, or puts another in its place.
    pub fn set(&mut self, kind: &str, critical: bool, value: Vec<u8>) {
        self.drop(kind);
        self.extensions.push((kind.to_owned(), critical, value));
    }

    pub fn drop(&mut self, kind: &str) {
        self.extensions.retain(|(known, ..)| known != kind);
    }

    pub fn authority(self, path_len: Option<u64>) -> Self {
        let length = path_len.map(int).unwrap_or_default();
        self.with("2.5.29.19", true, seq(&[&yes(), &length])).with("2.5.29.15", true, key_usage(&[5, 6]))
    }

    /// The certificate, signed by this key under this name.
    pub fn issued_by(&self, issuer: &Paper) -> Vec<u8> {
        self.signed(&issuer.name, &issuer.key)
    }

    pub fn signed(&self, issuer: &[u8], key: &Key) -> Vec<u8> {
        let extensions: Vec<Vec<u8>> = self
            .extensions
            .iter()
            .map(|(kind, critical, value)| {
                let flag = if *critical { yes() } else { Vec::new() };
                seq(&[&oid(kind), &flag, &octets(value)])
            })
            .collect();
        let extensions = context(3, &tlv(0x30, &extensions.concat()));
        let tbs = seq(&[
            &context(0, &int(2)),
            &int(self.serial),
            &ecdsa_sha256(),
            issuer,
            &seq(&[&utc_time(self.from), &utc_time(self.until)]),
            &self.name,
            &self.key.spki(),
            &extensions,
        ]);
        let algorithm = self.outer_algorithm.clone().unwrap_or_else(ecdsa_sha256);
        seq(&[&tbs, &algorithm, &bits(&key.sign(&tbs))])
    }
}

pub fn key_usage(numbers: &[usize]) -> Vec<u8> {
    let mut bytes = [0_u8; 2];
    for number in numbers {
        bytes[number / 8] |= 0x80 >> (number % 8);
    }
    tlv(0x03, &[&[0][..], &bytes].concat())
}

pub fn usages(oids: &[&str]) -> Vec<u8> {
    tlv(0x30, &oids.iter().flat_map(|it| oid(it)).collect::<Vec<_>>())
}

/// QcCompliance, QcSSCD if asked, QcType.
pub fn qc(device: bool, kind: u8) -> Vec<u8> {
    let device = if device { seq(&[&oid("0.4.0.1862.1.4")]) } else { Vec::new() };
    let kind = seq(&[&oid("0.4.0.1862.1.6"), &seq(&[&oid(&format!("0.4.0.1862.1.6.{kind}"))])]);
    seq(&[&seq(&[&oid("0.4.0.1862.1.1")]), &device, &kind])
}

/// Name constraints: permitted and excluded trees, each a `GeneralName`.
pub fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let trees = |number: u8, list: &[Vec<u8>]| {
        if list.is_empty() {
            return Vec::new();
        }
        context(number, &list.iter().flat_map(|tree| seq(&[tree])).collect::<Vec<_>>())
    };
    seq(&[&trees(0, permitted), &trees(1, excluded)])
}

pub fn directory(name: &[u8]) -> Vec<u8> {
    context(4, name)
}

pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Digest::Sha256.of(bytes)
}

pub const EKU: &str = "2.5.29.37";
pub const BASIC: &str = "2.5.29.19";
pub const USAGE: &str = "2.5.29.15";
pub const NAMES: &str = "2.5.29.30";
pub const POLICIES: &str = "2.5.29.32";
pub const QC: &str = "1.3.6.1.5.5.7.1.3";
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
pub const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
