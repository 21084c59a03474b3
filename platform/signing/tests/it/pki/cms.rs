//! CAdES signatures and time-stamp tokens.

use super::asn::*;
use super::{Paper, sha256};
use chrono::{DateTime, Utc};

/// How the signed attributes name the certificate.
#[derive(Clone)]
pub enum Ess {
    Right,
    Absent,
    Of(Vec<u8>),
}

/// A signature upon content.
#[derive(Clone)]
pub struct Cades {
    pub content: Vec<u8>,
    pub content_type: &'static str,
    pub signer: Paper,
    pub certificate: Vec<u8>,
    pub issuer: Vec<u8>,
    pub ess: Ess,
    pub claimed: Option<DateTime<Utc>>,
    pub detached: bool,
    pub certificates: Vec<Vec<u8>>,
    /// More signed attributes, whole.
    pub signed: Vec<Vec<u8>>,
    /// The digest of the content, if it is to be wrong.
    pub digest: Option<Vec<u8>>,
    pub signature_algorithm: Vec<u8>,
}

pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
pub const SIGNATURE_TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.14";
pub const CONTENT_TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.20";
pub const CERTIFICATE_REFERENCES: &str = "1.2.840.113549.1.9.16.2.21";
pub const REFERENCES_TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.26";
pub const REVOCATION_VALUES: &str = "1.2.840.113549.1.9.16.2.24";
const ARCHIVE_TIME_STAMP: &str = "0.4.0.1733.2.4";
const HASH_INDEX: &str = "0.4.0.19122.1.5";

pub fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind), &tlv(0x31, value)])
}

impl Cades {
    pub fn new(content: &[u8], signer: &Paper, certificate: &[u8], issuer: &Paper) -> Self {
        Cades {
            content: content.to_vec(),
            content_type: DATA,
            signer: signer.clone(),
            certificate: certificate.to_vec(),
            issuer: issuer.name.clone(),
            ess: Ess::Right,
            claimed: None,
            detached: false,
            certificates: vec![certificate.to_vec()],
            signed: Vec::new(),
            digest: None,
            signature_algorithm: ecdsa_sha256(),
        }
    }

    fn attributes(&self) -> Vec<u8> {
        let digest = self.digest.clone().unwrap_or_else(|| sha256(&self.content));
        let mut list = vec![
            attribute("1.2.840.113549.1.9.3", &oid(self.content_type)),
            attribute("1.2.840.113549.1.9.4", &octets(&digest)),
        ];
        list.extend(self.claimed.map(|at| attribute("1.2.840.113549.1.9.5", &utc_time(at))));
        let named = match &self.ess {
            Ess::Right => Some(sha256(&self.certificate)),
            Ess::Absent => None,
            Ess::Of(hash) => Some(hash.clone()),
        };
        list.extend(
            named.map(|hash| attribute("1.2.840.113549.1.9.16.2.47", &seq(&[&seq(&[&seq(&[&octets(&hash)])])]))),
        );
        list.extend(self.signed.iter().cloned());
        set(&list)
    }

    /// The value of the signature.
    pub fn value(&self) -> Vec<u8> {
        self.signer.key.sign(&self.attributes())
    }

    /// The signer but for the unsigned attributes, as it stands in the envelope.
    fn fields(&self) -> Vec<u8> {
        let mut attributes = self.attributes();
        attributes[0] = 0xa0;
        let fields = [
            int(1),
            seq(&[&self.issuer, &int(self.signer.serial)]),
            sha256_algorithm(),
            attributes,
            self.signature_algorithm.clone(),
            octets(&self.value()),
        ];
        fields.concat()
    }

    /// An archive time stamp v3 (EN 319 122-1 §5.5.3) upon the certificates, and upon these unsigned attributes: each its
    /// kind and value.
    pub fn archive(&self, stamper: &Stamp, named: &[(&str, &[u8])]) -> Vec<u8> {
        let certificates: Vec<u8> = self.certificates.iter().flat_map(|it| octets(&sha256(it))).collect();
        let values = named.iter().map(|(kind, value)| octets(&sha256(&[oid(kind).as_slice(), *value].concat())));
        let values: Vec<u8> = values.flatten().collect();
        let index = seq(&[&sha256_algorithm(), &seq(&[&certificates]), &seq(&[]), &seq(&[&values])]);
        let over = [oid(self.content_type), sha256(&self.content), self.fields(), index.clone()].concat();
        attribute(ARCHIVE_TIME_STAMP, &stamper.over_with(&over, &[attribute(HASH_INDEX, &index)]))
    }

    /// The envelope, with these unsigned attributes.
    pub fn der(&self, unsigned: &[Vec<u8>]) -> Vec<u8> {
        let unsigned = if unsigned.is_empty() { Vec::new() } else { context(1, &set(unsigned)[2 + extra(unsigned)..]) };
        let info = seq(&[&self.fields(), &unsigned]);
        let inside = if self.detached { Vec::new() } else { context(0, &octets(&self.content)) };
        let data = seq(&[
            &int(if self.content_type == DATA { 1 } else { 3 }),
            &set(&[sha256_algorithm()]),
            &seq(&[&oid(self.content_type), &inside]),
            &context(0, &self.certificates.concat()),
            &set(&[info]),
        ]);
        seq(&[&oid("1.2.840.113549.1.7.2"), &context(0, &data)])
    }
}

/// A document in the envelope of its time stamps (RFC 5544), with this evidence: each a `TimeStampAndCRL`.
pub fn time_stamped(content: &[u8], evidence: &[Vec<u8>]) -> Vec<u8> {
    // TemporalEvidence [0], the sequence of TimeStampAndCRL implicitly tagged in it.
    let data = seq(&[&int(1), &octets(content), &context(0, &evidence.concat())]);
    seq(&[&oid("1.2.840.113549.1.9.16.1.31"), &context(0, &data)])
}

/// How many more bytes than two the header of a set of these has.
fn extra(parts: &[Vec<u8>]) -> usize {
    let length: usize = parts.iter().map(Vec::len).sum();
    set(parts).len() - length - 2
}

/// A time-stamp token.
#[derive(Clone)]
pub struct Stamp {
    pub tsa: Paper,
    pub certificate: Vec<u8>,
    pub issuer: Paper,
    pub time: DateTime<Utc>,
    pub ess: Ess,
    /// The imprint, if it is to be of something else.
    pub imprint: Option<Vec<u8>>,
    pub with_certificate: bool,
}

impl Stamp {
    pub fn over(&self, bytes: &[u8]) -> Vec<u8> {
        self.over_with(bytes, &[])
    }

    /// With these unsigned attributes of its own.
    pub fn over_with(&self, bytes: &[u8], unsigned: &[Vec<u8>]) -> Vec<u8> {
        let imprint = self.imprint.clone().unwrap_or_else(|| sha256(bytes));
        let info = seq(&[
            &int(1),
            &oid("1.2.3.4.5"),
            &seq(&[&sha256_algorithm(), &octets(&imprint)]),
            &int(4242),
            &time(self.time),
        ]);
        let mut cms = Cades::new(&info, &self.tsa, &self.certificate, &self.issuer);
        cms.content_type = TST_INFO;
        cms.ess = self.ess.clone();
        if !self.with_certificate {
            cms.certificates.clear();
        }
        cms.der(unsigned)
    }
}
