//! The few DER writers that a small authority needs. Nothing is checked: what is wrong must be writable too.

use chrono::{DateTime, Utc};

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        0x100..0x1_0000 => out.extend([0x82, (length >> 8) as u8, length as u8]),
        0x1_0000..0x100_0000 => out.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
        _ => {
            out.push(0x84);
            out.extend(u32::try_from(length).unwrap().to_be_bytes());
        }
    }
    out.extend_from_slice(content);
    out
}

pub fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A `SET OF` in DER order.
pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort();
    tlv(0x31, &sorted.concat())
}

pub fn context(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut body = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut pieces = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            pieces.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        body.extend(pieces.iter().rev());
    }
    tlv(0x06, &body)
}

pub fn int(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    let lead = if bytes[from] & 0x80 != 0 { &[0][..] } else { &[] };
    tlv(0x02, &[lead, &bytes[from..]].concat())
}

pub fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

pub fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

pub fn yes() -> Vec<u8> {
    tlv(0x01, &[0xff])
}

pub fn time(at: DateTime<Utc>) -> Vec<u8> {
    tlv(0x18, at.format("%Y%m%d%H%M%SZ").to_string().as_bytes())
}

/// A time as certificates have it.
pub fn utc_time(at: DateTime<Utc>) -> Vec<u8> {
    if at.format("%Y").to_string().as_str() >= "2050" {
        time(at)
    } else {
        tlv(0x17, at.format("%y%m%d%H%M%SZ").to_string().as_bytes())
    }
}

pub fn sha256_algorithm() -> Vec<u8> {
    seq(&[&oid("2.16.840.1.101.3.4.2.1")])
}

pub fn sha1_algorithm() -> Vec<u8> {
    seq(&[&oid("1.3.14.3.2.26")])
}

pub fn ecdsa_sha1() -> Vec<u8> {
    seq(&[&oid("1.2.840.10045.4.1")])
}

pub fn ecdsa_sha256() -> Vec<u8> {
    seq(&[&oid("1.2.840.10045.4.3.2")])
}

/// A name: pairs of attribute type and text.
pub fn name(parts: &[(&str, &str)]) -> Vec<u8> {
    let rdn = |(kind, text): &(&str, &str)| tlv(0x31, &seq(&[&oid(kind), &tlv(0x0c, text.as_bytes())]));
    tlv(0x30, &parts.iter().map(rdn).collect::<Vec<_>>().concat())
}

pub const CN: &str = "2.5.4.3";
pub const O: &str = "2.5.4.10";
pub const C: &str = "2.5.4.6";
