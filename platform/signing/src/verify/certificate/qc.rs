//! Statements of qualified certificates (RFC 3739 §3.2.6, ETSI EN 319 412-5).

use der::asn1::AnyRef;
use der::{Tag, Tagged};
use serde::{Deserialize, Serialize};

use crate::verify::tlv::{self, Fields};

/// For what the issuer says that a qualified certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QcKind {
    /// Signatures of natural persons (eIDAS art. 28).
    Sign,
    /// Seals of legal persons (eIDAS art. 38).
    Seal,
    /// Web sites (eIDAS art. 45): not for signatures.
    Web,
}

/// A limit to what may be signed with a certificate (CAD art. 28 c. 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitValue {
    /// Currency, ISO 4217 (or its number).
    pub currency: String,
    /// The amount is `amount × 10^exponent`.
    pub amount: i64,
    /// See `amount`.
    pub exponent: i64,
}

/// What the issuer states. **Its word only**: whether the certificate *is* qualified, the trusted list says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QcStatements {
    /// `QcCompliance`: issued as qualified.
    pub compliance: bool,
    /// `QcSSCD`: the private key is in a qualified device (QSCD).
    pub qscd: bool,
    /// `QcType`.
    pub kinds: Vec<QcKind>,
    /// `QcLimitValue`.
    pub limit_value: Option<LimitValue>,
    /// `QcRetentionPeriod`, years.
    pub retention_years: Option<i64>,
    /// `QcPDS`: where the terms are, with their language.
    pub terms: Vec<(String, String)>,
    /// `QcCClegislation`: other countries' laws under which it is qualified; empty is the European Union's.
    pub legislation: Vec<String>,
}

const STATEMENTS_MAX: usize = 32;

/// Reads the value of the extension `qcStatements`; what cannot be read is left out.
pub(crate) fn read(value: &[u8]) -> QcStatements {
    let mut read = QcStatements::default();
    let Some(list) = Fields::of_sequence(value) else { return read };
    for statement in list.take(STATEMENTS_MAX) {
        let mut fields = Fields::inside(statement.value());
        let Some(kind) = fields.expect(Tag::ObjectIdentifier).and_then(tlv::oid) else { continue };
        let info = fields.any();
        match kind.as_str() {
            "0.4.0.1862.1.1" => read.compliance = true,
            "0.4.0.1862.1.2" => read.limit_value = info.and_then(limit_value),
            "0.4.0.1862.1.3" => read.retention_years = info.and_then(integer),
            "0.4.0.1862.1.4" => read.qscd = true,
            "0.4.0.1862.1.5" => read.terms = info.map(terms).unwrap_or_default(),
            "0.4.0.1862.1.6" => read.kinds = info.map(kinds).unwrap_or_default(),
            "0.4.0.1862.1.7" => read.legislation = info.map(countries).unwrap_or_default(),
            _ => {}
        }
    }
    read
}

fn inside(value: AnyRef<'_>) -> impl Iterator<Item = AnyRef<'_>> {
    Fields::inside(value.value()).take(STATEMENTS_MAX)
}

fn integer(value: AnyRef<'_>) -> Option<i64> {
    value.decode_as::<i64>().ok()
}

fn limit_value(value: AnyRef<'_>) -> Option<LimitValue> {
    let mut fields = Fields::inside(value.value());
    let currency = fields.any()?;
    let currency = tlv::text(currency).or_else(|| integer(currency).map(|number| number.to_string()))?;
    Some(LimitValue { currency, amount: integer(fields.any()?)?, exponent: integer(fields.any()?)? })
}

fn terms(value: AnyRef<'_>) -> Vec<(String, String)> {
    let one = |place: AnyRef<'_>| {
        let mut fields = Fields::inside(place.value());
        let address = tlv::text(fields.any()?)?;
        Some((address, fields.any().and_then(tlv::text).unwrap_or_default()))
    };
    inside(value).filter_map(one).collect()
}

fn kinds(value: AnyRef<'_>) -> Vec<QcKind> {
    let kind = |value: AnyRef<'_>| match tlv::oid(value)?.as_str() {
        "0.4.0.1862.1.6.1" => Some(QcKind::Sign),
        "0.4.0.1862.1.6.2" => Some(QcKind::Seal),
        "0.4.0.1862.1.6.3" => Some(QcKind::Web),
        _ => None,
    };
    inside(value).filter_map(kind).collect()
}

fn countries(value: AnyRef<'_>) -> Vec<String> {
    inside(value).filter_map(tlv::text).collect()
}

/// Whether an extension's value is a sequence at all.
pub(crate) fn is_readable(value: &[u8]) -> bool {
    tlv::whole(value).is_some_and(|any| any.tag() == Tag::Sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As an Italian provider writes them: QcCompliance, 20 years, QSCD, PDS, esign.
    #[test]
    fn the_statements_of_a_qualified_certificate() {
        let der = hex::decode(concat!(
            "305e",
            "3008",
            "060604008e460101",
            "300b",
            "060604008e4601030201",
            "14",
            "3008",
            "060604008e460104",
            "3026",
            "060604008e460105",
            "301c301a",
            "1614",
            "68747470733a2f2f6578616d706c652e69742f61",
            "13026974",
            "3013",
            "060604008e460106",
            "3009",
            "060704008e46010601",
        ))
        .unwrap();
        let read = read(&der);
        assert!(read.compliance && read.qscd);
        assert_eq!(read.retention_years, Some(20));
        assert_eq!(read.kinds, [QcKind::Sign]);
        assert_eq!(read.terms, [("https://example.it/a".to_owned(), "it".to_owned())]);
        assert_eq!(super::read(b"\x30\x80\x00"), QcStatements::default());
    }
}
