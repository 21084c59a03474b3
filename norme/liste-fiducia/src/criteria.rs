//! Which certificates a qualifier is about (TS 119 612, 5.5.9.2.2).

use crate::Signer;
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

impl Criteria {
    /// Whether a certificate meets them; `None` if that hangs on one that is not understood.
    #[must_use]
    pub fn met_by(&self, signer: &Signer) -> Option<bool> {
        let mut unknown = false;
        let mut held = 0;
        for item in &self.items {
            match item.holds(signer) {
                Some(true) => held += 1,
                Some(false) => {}
                None => unknown = true,
            }
        }
        match self.assert {
            // An empty list is met: the qualifier is about all certificates.
            Assert::All if held == self.items.len() => Some(true),
            Assert::AtLeastOne if held > 0 || self.items.is_empty() => Some(true),
            Assert::None if held > 0 => Some(false),
            Assert::None if !unknown => Some(true),
            _ if unknown && !(self.assert == Assert::All && self.some_fail(signer)) => None,
            _ => Some(false),
        }
    }

    fn some_fail(&self, signer: &Signer) -> bool {
        self.items.iter().any(|item| item.holds(signer) == Some(false))
    }
}

impl Criterion {
    fn holds(&self, signer: &Signer) -> Option<bool> {
        let all = |wanted: &[String], there: &[String]| wanted.iter().all(|oid| there.contains(oid));
        match self {
            Criterion::KeyUsage(bits) => Some(
                bits.iter().all(|(bit, value)| signer.key_usage.is_some_and(|there| (there >> bit) & 1 == 1) == *value),
            ),
            Criterion::Policies(wanted) => Some(all(wanted, &signer.policies)),
            Criterion::ExtendedKeyUsage(wanted) => Some(all(wanted, &signer.extended_key_usage)),
            Criterion::SubjectAttributes(wanted) => Some(all(wanted, &signer.subject_attributes)),
            Criterion::Inner(inner) => inner.met_by(signer),
            Criterion::Unknown => None,
        }
    }
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

#[cfg(test)]
mod tests;
