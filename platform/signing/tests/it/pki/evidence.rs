//! Revocation lists and OCSP answers.

use super::asn::*;
use super::{Key, Paper};
use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;

/// A revoked certificate: serial number, when, reason's code.
pub type Entry = (u64, DateTime<Utc>, Option<u8>);

/// What goes into a list.
#[derive(Clone)]
pub struct List {
    pub issuer: Vec<u8>,
    pub key: Key,
    pub this_update: DateTime<Utc>,
    pub next_update: Option<DateTime<Utc>>,
    pub entries: Vec<Entry>,
    /// Identifier, critical, value.
    pub extensions: Vec<(String, bool, Vec<u8>)>,
    /// Signed with SHA-1.
    pub weak: bool,
}

impl List {
    pub fn of(issuer: &Paper, this_update: DateTime<Utc>) -> Self {
        List {
            issuer: issuer.name.clone(),
            key: issuer.key.clone(),
            this_update,
            next_update: Some(this_update + chrono::Duration::hours(24)),
            entries: Vec::new(),
            extensions: vec![("2.5.29.20".into(), false, int(7))],
            weak: false,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        let entry = |(serial, at, reason): &Entry| {
            let reason = reason.map(|code| seq(&[&seq(&[&oid("2.5.29.21"), &octets(&tlv(0x0a, &[code]))])]));
            seq(&[&int(*serial), &utc_time(*at), &reason.unwrap_or_default()])
        };
        let entries: Vec<u8> = self.entries.iter().flat_map(entry).collect();
        let entries = if entries.is_empty() { Vec::new() } else { tlv(0x30, &entries) };
        let extension = |(kind, critical, value): &(String, bool, Vec<u8>)| {
            let flag = if *critical { yes() } else { Vec::new() };
            seq(&[&oid(kind), &flag, &octets(value)])
        };
        let extensions: Vec<u8> = self.extensions.iter().flat_map(extension).collect();
        let next = self.next_update.map(utc_time).unwrap_or_default();
        let algorithm = if self.weak { ecdsa_sha1() } else { ecdsa_sha256() };
        let tbs = seq(&[
            &int(1),
            &algorithm,
            &self.issuer,
            &utc_time(self.this_update),
            &next,
            &entries,
            &context(0, &tlv(0x30, &extensions)),
        ]);
        let value = if self.weak { self.key.sign_with_sha1(&tbs) } else { self.key.sign(&tbs) };
        seq(&[&tbs, &algorithm, &bits(&value)])
    }
}

/// What an answer says.
#[derive(Clone, Copy)]
pub enum Says {
    Good,
    Revoked(DateTime<Utc>, Option<u8>),
    Unknown,
}

/// What goes into an answer.
#[derive(Clone)]
pub struct Answer {
    pub issuer: Paper,
    pub serial: u64,
    /// Who signs, and its certificate if it is not the issuer.
    pub responder: Paper,
    pub certificate: Option<Vec<u8>>,
    pub says: Says,
    pub this_update: DateTime<Utc>,
    pub next_update: Option<DateTime<Utc>>,
    pub produced_at: DateTime<Utc>,
    /// `CertHash`: SHA-256 of the certificate that is meant.
    pub cert_hash: Option<Vec<u8>>,
    pub archive_cutoff: Option<DateTime<Utc>>,
    /// The number of the question that it says to answer.
    pub nonce: Option<Vec<u8>>,
}

impl Answer {
    pub fn good(issuer: &Paper, serial: u64, at: DateTime<Utc>) -> Self {
        Answer {
            issuer: issuer.clone(),
            serial,
            responder: issuer.clone(),
            certificate: None,
            says: Says::Good,
            this_update: at,
            next_update: Some(at + chrono::Duration::hours(24)),
            produced_at: at,
            cert_hash: None,
            archive_cutoff: None,
            nonce: None,
        }
    }

    pub fn by(mut self, responder: &Paper, certificate: Vec<u8>) -> Self {
        self.responder = responder.clone();
        self.certificate = Some(certificate);
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let id = seq(&[
            &sha1_algorithm(),
            &octets(&Digest::Sha1.of(&self.issuer.name)),
            &octets(&Digest::Sha1.of(&self.issuer.key.bits())),
            &int(self.serial),
        ]);
        let status = match self.says {
            Says::Good => tlv(0x80, &[]),
            Says::Revoked(at, reason) => {
                let reason = reason.map(|code| context(0, &tlv(0x0a, &[code]))).unwrap_or_default();
                context(1, &[time(at), reason].concat())
            }
            Says::Unknown => tlv(0x82, &[]),
        };
        let next = self.next_update.map(|at| context(0, &time(at))).unwrap_or_default();
        let hash = self.cert_hash.as_ref().map(|hash| {
            let value = seq(&[&sha256_algorithm(), &octets(hash)]);
            seq(&[&oid("1.3.36.8.3.13"), &octets(&value)])
        });
        let cutoff = self.archive_cutoff.map(|at| seq(&[&oid("1.3.6.1.5.5.7.48.1.6"), &octets(&time(at))]));
        let extensions = [hash.unwrap_or_default(), cutoff.unwrap_or_default()].concat();
        let extensions = if extensions.is_empty() { extensions } else { context(1, &tlv(0x30, &extensions)) };
        let single = seq(&[&id, &status, &time(self.this_update), &next, &extensions]);
        let nonce = self.nonce.as_ref().map(|nonce| {
            let extension = seq(&[&oid("1.3.6.1.5.5.7.48.1.2"), &octets(&octets(nonce))]);
            context(1, &seq(&[&extension]))
        });
        let nonce = nonce.unwrap_or_default();
        let tbs = seq(&[
            &context(2, &octets(&Digest::Sha1.of(&self.responder.key.bits()))),
            &time(self.produced_at),
            &seq(&[&single]),
            &nonce,
        ]);
        let certificates = self.certificate.as_ref().map(|der| context(0, &seq(&[der]))).unwrap_or_default();
        let basic = seq(&[&tbs, &ecdsa_sha256(), &bits(&self.responder.key.sign(&tbs)), &certificates]);
        let body = seq(&[&oid("1.3.6.1.5.5.7.48.1.1"), &octets(&basic)]);
        seq(&[&tlv(0x0a, &[0]), &context(0, &body)])
    }
}
