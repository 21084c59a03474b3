//! Which certificates a qualifier is about (TS 119 612, 5.5.9.2.2).

use serde::{Deserialize, Serialize};

/// How many of the criteria must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Assert {
    /// All.
    All,
    /// At least one.
    AtLeastOne,
    /// None.
    None,
}

/// A list of criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// How many must hold.
    pub assert: Assert,
    /// The criteria.
    pub items: Vec<Criterion>,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Criterion {
    /// Bits of the key usage, each with the value it must have.
    KeyUsage(Vec<(u8, bool)>),
    /// Policies, all of which the certificate must have.
    Policies(Vec<String>),
    /// Extended key usages, all of which it must have.
    ExtendedKeyUsage(Vec<String>),
    /// Types of attributes that its subject must have.
    SubjectAttributes(Vec<String>),
    /// Criteria within.
    Inner(Criteria),
    /// One that is not understood: it cannot be told whether it holds.
    Unknown,
}

/// The bit of the key usage that a list names, as RFC 5280 (4.2.1.3) counts them.
pub(crate) fn key_usage_bit(name: &str) -> Option<u8> {
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "crlSign",
        "encipherOnly",
        "decipherOnly",
    ];
    NAMES.iter().position(|known| known.eq_ignore_ascii_case(name)).and_then(|at| u8::try_from(at).ok())
}
