//! What a certificate says of itself, as far as lists ask for it.

use firma_xml::certificate::{self, der};

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signer {
    /// Bits of the key usage, the first (`digitalSignature`) lowest; `None` if the extension is not there.
    pub key_usage: Option<u16>,
    /// Policies, dotted.
    pub policies: Vec<String>,
    /// Extended key usages, dotted.
    pub extended_key_usage: Vec<String>,
    /// Types of the attributes of the subject, dotted.
    pub subject_attributes: Vec<String>,
    /// `QcCompliance` (EN 319 412-5, 4.2.1): it says to be qualified.
    pub says_qualified: bool,
    /// `QcSSCD` (4.2.2): it says that its key is in a qualified device.
    pub says_device: bool,
    /// `QcType` (4.2.3): for signatures (1), seals (2), web sites (3); last numbers of the identifiers.
    pub types: Vec<u64>,
}

const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const POLICIES: &[u8] = &[0x55, 0x1d, 0x20];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const QC_STATEMENTS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 3];
/// Most items of one extension.
const ITEMS_MAX: usize = 100;

impl Signer {
    /// Reads a certificate, DER; `None` if it is something else.
    #[must_use]
    pub fn from_der(bytes: &[u8]) -> Option<Signer> {
        let facts = certificate::read(bytes)?;
        let mut signer =
            Signer { subject_attributes: certificate::attribute_types(facts.subject), ..Signer::default() };
        if let Some((bits, _)) = facts.extension(KEY_USAGE).and_then(|value| der::next(value, der::BITS)) {
            signer.key_usage = Some(key_usage(bits));
        }
        for item in items(facts.extension(POLICIES)) {
            signer.policies.extend(der::next(item, der::SEQUENCE).and_then(|(policy, _)| oid(policy)));
        }
        for item in items(facts.extension(EXTENDED_KEY_USAGE)) {
            signer.extended_key_usage.extend(oid(item));
        }
        for item in items(facts.extension(QC_STATEMENTS)) {
            if let Some((statement, _)) = der::next(item, der::SEQUENCE) {
                signer.statement(statement);
            }
        }
        Some(signer)
    }

    fn statement(&mut self, statement: &[u8]) {
        let Some((_, info)) = der::next(statement, der::OID) else { return };
        match oid(statement).as_deref() {
            Some("0.4.0.1862.1.1") => self.says_qualified = true,
            Some("0.4.0.1862.1.4") => self.says_device = true,
            Some("0.4.0.1862.1.6") => {
                for kind in items(Some(info)) {
                    let number: Option<u64> =
                        oid(kind).and_then(|oid| oid.strip_prefix("0.4.0.1862.1.6.")?.parse().ok());
                    self.types.extend(number);
                }
            }
            _ => {}
        }
    }
}

/// The elements of a `SEQUENCE`, each with its tag.
fn items(value: Option<&[u8]>) -> Vec<&[u8]> {
    let mut items = Vec::new();
    let mut rest =
        value.and_then(|value| der::next(value, der::SEQUENCE)).map(|(content, _)| content).unwrap_or_default();
    while let Some(after) = der::skip(rest) {
        items.extend(rest.get(..rest.len() - after.len()));
        rest = after;
        if items.len() >= ITEMS_MAX {
            break;
        }
    }
    items
}

fn oid(element: &[u8]) -> Option<String> {
    der::next(element, der::OID).and_then(|(oid, _)| der::dotted(oid))
}

/// The bits of a `BIT STRING` in the order of RFC 5280: the first one lowest.
fn key_usage(bits: &[u8]) -> u16 {
    let bytes = bits.get(1..).unwrap_or_default().iter().take(2);
    bytes.enumerate().fold(0, |all, (at, byte)| all | u16::from(byte.reverse_bits()) << (8 * at))
}
