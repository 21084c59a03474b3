//! Signed files made here, with real signatures by a key of the test's own: for what no sample shows.

// Not every binary of the tests takes all of it.
#![allow(dead_code)]

use firma_algoritmi::Digest;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

pub const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
pub const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
pub const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
pub const TIME_STAMPED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x1f];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![tag];
    match content.len() {
        length @ ..0x80 => element.push(u8::try_from(length).expect("short")),
        length => {
            let bytes = length.to_be_bytes();
            let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
            element.push(0x80 | u8::try_from(digits.len()).expect("short"));
            element.extend(digits);
        }
    }
    element.extend_from_slice(content);
    element
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub fn set(parts: &[&[u8]]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    tlv(0x31, &sorted.concat())
}

pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(0x06, content)
}

fn algorithm(content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(content)])
}

pub fn sha256() -> Vec<u8> {
    algorithm(SHA256)
}

pub fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a key")
}

pub fn name(common: &str) -> Vec<u8> {
    sequence(&[&set(&[&sequence(&[&oid(COMMON_NAME), &tlv(0x0c, common.as_bytes())])])])
}

/// A certificate of the test's key; its own signature is noise.
pub fn certificate(serial: u8, issuer: &str) -> Vec<u8> {
    let point = key().verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let spki = sequence(&[&sequence(&[&oid(EC_KEY), &oid(P256)]), &tlv(0x03, &[&[0_u8][..], &point[..]].concat())]);
    let validity = sequence(&[&tlv(0x17, b"200101000000Z"), &tlv(0x17, b"400101000000Z")]);
    let body = sequence(&[
        &tlv(0xa0, &tlv(0x02, &[2])),
        &tlv(0x02, &[serial]),
        &algorithm(ECDSA_SHA256),
        &name(issuer),
        &validity,
        &name("Prova"),
        &spki,
    ]);
    sequence(&[&body, &algorithm(ECDSA_SHA256), &tlv(0x03, &[0, 1, 2, 3])])
}

pub fn attribute(kind: &[u8], values: &[&[u8]]) -> Vec<u8> {
    sequence(&[&oid(kind), &set(values)])
}

pub fn content_type(kind: &[u8]) -> Vec<u8> {
    attribute(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03], &[&oid(kind)])
}

pub fn message_digest(digest: &[u8]) -> Vec<u8> {
    attribute(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04], &[&tlv(0x04, digest)])
}

/// `signing-certificate-v2` with a hash, and the issuer and serial number if given.
pub fn reference(hash: &[u8], issuer_serial: Option<(&str, u8)>) -> Vec<u8> {
    const KIND: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];
    let pair = issuer_serial
        .map(|(issuer, serial)| sequence(&[&sequence(&[&tlv(0xa4, &name(issuer))]), &tlv(0x02, &[serial])]));
    let item = sequence(&[&tlv(0x04, hash), &pair.unwrap_or_default()]);
    attribute(KIND, &[&sequence(&[&sequence(&[&item])])])
}

/// A signer: what it signs, and how it is written.
pub struct Made {
    pub serial: u8,
    pub issuer: &'static str,
    /// Signed attributes; the signature is over these in order. Empty: over the document.
    pub signed: Vec<Vec<u8>>,
    /// Written in this order if set.
    pub written: Option<Vec<Vec<u8>>>,
    pub unsigned: Vec<Vec<u8>>,
}

impl Made {
    /// A signer of a document, with the attributes that CAdES asks for.
    pub fn of(document: &[u8]) -> Self {
        Self::of_digest(&Digest::Sha256.of(document), DATA)
    }

    pub fn of_digest(digest: &[u8], kind: &[u8]) -> Self {
        let hash = Digest::Sha256.of(&certificate(5, "Emittente"));
        let signed = vec![content_type(kind), message_digest(digest), reference(&hash, Some(("Emittente", 5)))];
        Made { serial: 5, issuer: "Emittente", signed, written: None, unsigned: Vec::new() }
    }

    /// Over the signature value of another.
    pub fn counter(signature: &[u8]) -> Self {
        let mut made = Self::of(signature);
        made.signed.remove(0);
        made
    }

    pub fn signature(&self, document: &[u8]) -> Vec<u8> {
        let parts: Vec<&[u8]> = self.signed.iter().map(Vec::as_slice).collect();
        let message = if parts.is_empty() { document.to_vec() } else { set(&parts) };
        let signature: Signature = key().sign(&message);
        signature.to_der().as_bytes().to_vec()
    }

    /// The `SignerInfo`.
    pub fn info(&self, document: &[u8]) -> Vec<u8> {
        let tagged = |tag: u8, attributes: &[Vec<u8>]| {
            let mut sorted = attributes.to_vec();
            if tag == 0xa1 || self.written.is_none() {
                sorted.sort_unstable();
            }
            if sorted.is_empty() { Vec::new() } else { tlv(tag, &sorted.concat()) }
        };
        sequence(&[
            &tlv(0x02, &[1]),
            &sequence(&[&name(self.issuer), &tlv(0x02, &[self.serial])]),
            &sha256(),
            &tagged(0xa0, self.written.as_ref().unwrap_or(&self.signed)),
            &algorithm(ECDSA_SHA256),
            &tlv(0x04, &self.signature(document)),
            &tagged(0xa1, &self.unsigned),
        ])
    }
}

/// The envelope: `content` is the OCTET STRING, encoded, or nothing.
pub fn envelope(kind: &[u8], content: Option<&[u8]>, certificates: &[&[u8]], infos: &[&[u8]]) -> Vec<u8> {
    let content = content.map(|content| tlv(0xa0, content)).unwrap_or_default();
    let certificates = if certificates.is_empty() { Vec::new() } else { tlv(0xa0, &certificates.concat()) };
    let data = sequence(&[
        &tlv(0x02, &[1]),
        &set(&[&sha256()]),
        &sequence(&[&oid(kind), &content]),
        &certificates,
        &tlv(0x31, &infos.concat()),
    ]);
    sequence(&[&oid(SIGNED_DATA), &tlv(0xa0, &data)])
}

/// A document signed once.
pub fn signed(document: &[u8]) -> Vec<u8> {
    let info = Made::of(document).info(document);
    envelope(DATA, Some(&tlv(0x04, document)), &[&certificate(5, "Emittente")], &[&info])
}

/// A token over a digest, at an instant, with unsigned attributes of its own.
pub fn token(imprint: &[u8], time: &str, unsigned: Vec<Vec<u8>>) -> Vec<u8> {
    let info = sequence(&[
        &tlv(0x02, &[1]),
        &oid(&[0x2a, 0x03]),
        &sequence(&[&sha256(), &tlv(0x04, imprint)]),
        &tlv(0x02, &[9]),
        &tlv(0x18, time.as_bytes()),
    ]);
    let made = Made { unsigned, ..Made::of_digest(&Digest::Sha256.of(&info), TST_INFO) };
    envelope(TST_INFO, Some(&tlv(0x04, &info)), &[&certificate(5, "Emittente")], &[&made.info(&info)])
}
