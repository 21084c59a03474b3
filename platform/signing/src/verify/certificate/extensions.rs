//! The extensions of a certificate that a path is judged by (RFC 5280 §4.2).

use der::asn1::AnyRef;
use der::{Tag, Tagged};
use x509_cert::ext::Extension;

use super::name::{self, NameKey};
use super::qc::{self, QcStatements};
use crate::verify::limits::{EXTENSIONS_MAX, SUBTREES_MAX, TEXT_MAX};
use crate::verify::tlv::{self, Fields};

/// `basicConstraints`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether it may issue certificates.
    pub ca: bool,
    /// How many authorities may stand below it.
    pub path_len: Option<u32>,
}

/// `keyUsage`: the bits in their order, the first in the lowest place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// `digitalSignature`.
    pub const DIGITAL_SIGNATURE: usize = 0;
    /// `nonRepudiation`, since 2005 `contentCommitment`.
    pub const NON_REPUDIATION: usize = 1;
    /// `keyCertSign`.
    pub const CERT_SIGN: usize = 5;
    /// `cRLSign`.
    pub const CRL_SIGN: usize = 6;

    /// Whether the bit is set.
    #[must_use]
    pub fn has(self, bit: usize) -> bool {
        self.0 & (1 << bit) != 0
    }
}

/// A name that constraints are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneralName {
    /// A mail address, a host or a domain.
    Mail(String),
    /// A host name.
    Dns(String),
    /// A distinguished name.
    Directory(NameKey),
    /// An address on the web.
    Uri(String),
    /// An IP address; in constraints with its mask.
    Ip(Vec<u8>),
    /// Of a kind on which constraints are not understood here; its number.
    Other(u32),
}

/// `nameConstraints`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Names must be within one of these, of their kind.
    pub permitted: Vec<GeneralName>,
    /// Names must not be within any of these.
    pub excluded: Vec<GeneralName>,
}

/// What was read. Extensions that are not understood matter only if critical.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    /// `basicConstraints`.
    pub basic: Option<BasicConstraints>,
    /// `keyUsage`.
    pub key_usage: Option<KeyUsage>,
    /// `extKeyUsage`, dotted.
    pub extended_key_usage: Option<Vec<String>>,
    /// Whether `extKeyUsage` is critical (it must be for a time-stamping authority).
    pub extended_key_usage_critical: bool,
    /// `certificatePolicies`, dotted; `None` if the extension is not there.
    pub policies: Option<Vec<String>>,
    /// `policyMappings`: issuer's and subject's.
    pub policy_mappings: Vec<(String, String)>,
    /// `requireExplicitPolicy`: after so many certificates.
    pub require_explicit_policy: Option<u32>,
    /// `subjectKeyIdentifier`.
    pub subject_key: Option<Vec<u8>>,
    /// `authorityKeyIdentifier`, its key identifier.
    pub authority_key: Option<Vec<u8>>,
    /// `subjectAltName`.
    pub alternative_names: Vec<GeneralName>,
    /// `nameConstraints`.
    pub name_constraints: Option<NameConstraints>,
    /// `qcStatements`; `None` if the extension is not there.
    pub qc: Option<QcStatements>,
    /// Addresses of OCSP responders.
    pub ocsp: Vec<String>,
    /// Addresses where the issuer's certificate is.
    pub issuers: Vec<String>,
    /// Addresses of CRLs.
    pub crls: Vec<String>,
    /// Who issues the CRLs, where it is not the issuer itself (`cRLIssuer`).
    pub crl_issuers: Vec<NameKey>,
    /// `id-pkix-ocsp-nocheck`.
    pub ocsp_no_check: bool,
    /// `ext-etsi-valassured-ST-certs` (ETSI EN 319 412-1 §5.2.2): too short-lived to be revoked.
    pub validity_assured: bool,
    /// Critical, and not understood: the certificate cannot be relied upon (RFC 5280 §4.2).
    pub unknown_critical: Vec<String>,
    /// Understood, but not readable or there twice.
    pub broken: Vec<String>,
}

/// Reads them all; never fails, see [`Extensions::broken`].
pub(crate) fn read(list: &[Extension]) -> Extensions {
    let mut read = Extensions::default();
    let mut seen: Vec<String> = Vec::new();
    for extension in list {
        let oid = extension.extn_id.to_string();
        if seen.len() >= EXTENSIONS_MAX || seen.contains(&oid) {
            read.broken.push(oid);
            // What comes after is not looked at: the certificate is not relied upon anyway.
            break;
        }
        match one(&mut read, &oid, extension.critical, extension.extn_value.as_bytes()) {
            Known::Read => {}
            Known::Broken => read.broken.push(oid.clone()),
            Known::No if extension.critical => read.unknown_critical.push(oid.clone()),
            Known::No => {}
        }
        seen.push(oid);
    }
    read
}

enum Known {
    Read,
    Broken,
    No,
}

fn one(read: &mut Extensions, oid: &str, critical: bool, value: &[u8]) -> Known {
    let done = match oid {
        "2.5.29.19" => basic(value).map(|found| read.basic = Some(found)),
        "2.5.29.15" => key_usage(value).map(|found| read.key_usage = Some(found)),
        "2.5.29.37" => oids(value).map(|found| {
            read.extended_key_usage = Some(found);
            read.extended_key_usage_critical = critical;
        }),
        "2.5.29.32" => firsts(value).map(|found| read.policies = Some(found)),
        "2.5.29.33" => mappings(value).map(|found| read.policy_mappings = found),
        "2.5.29.36" => explicit_policy(value).map(|found| read.require_explicit_policy = found),
        // inhibitAnyPolicy: only narrows what requireExplicitPolicy asks; anyPolicy is not taken there at all.
        "2.5.29.54" => tlv::whole(value).map(drop),
        "2.5.29.14" => tlv::whole(value)
            .filter(|any| any.tag() == Tag::OctetString)
            .map(|any| read.subject_key = Some(any.value().to_vec())),
        "2.5.29.35" => Fields::of_sequence(value)
            .map(|mut fields| read.authority_key = fields.context(0).map(|id| id.value().to_vec())),
        "2.5.29.17" => general_names(value).map(|found| read.alternative_names = found),
        "2.5.29.30" => name_constraints(value).map(|found| read.name_constraints = Some(found)),
        "1.3.6.1.5.5.7.1.3" => qc::is_readable(value).then(|| read.qc = Some(qc::read(value))),
        "1.3.6.1.5.5.7.1.1" => access(read, value),
        "2.5.29.31" => crl_addresses(read, value),
        "1.3.6.1.5.5.7.48.1.5" => {
            read.ocsp_no_check = true;
            Some(())
        }
        "0.4.0.194121.2.1" => {
            read.validity_assured = true;
            Some(())
        }
        _ => return Known::No,
    };
    if done.is_some() { Known::Read } else { Known::Broken }
}

fn basic(value: &[u8]) -> Option<BasicConstraints> {
    let mut fields = Fields::of_sequence(value)?;
    let ca = fields.optional(Tag::Boolean).is_some_and(|flag| flag.value() != [0]);
    let path_len = match fields.optional(Tag::Integer) {
        // One that is larger than any path is as if it were not there; a negative one cannot be read.
        Some(number) => Some(number.decode_as::<u32>().ok()?),
        None => None,
    };
    fields.is_finished().then_some(BasicConstraints { ca, path_len })
}

fn key_usage(value: &[u8]) -> Option<KeyUsage> {
    let any = tlv::whole(value).filter(|any| any.tag() == Tag::BitString)?;
    let set = (0..9).filter(|number| tlv::bit(any.value(), *number));
    Some(KeyUsage(set.fold(0, |all, number| all | 1 << number)))
}

/// Every element of a sequence: none may be overlooked, be it for not being readable.
fn all(value: &[u8], most: usize) -> Option<Vec<AnyRef<'_>>> {
    every(Fields::of_sequence(value)?, most)
}

fn every(mut fields: Fields<'_>, most: usize) -> Option<Vec<AnyRef<'_>>> {
    let mut found = Vec::new();
    while let Some(element) = fields.any() {
        found.push(element);
        if found.len() > most {
            return None;
        }
    }
    fields.is_finished().then_some(found)
}

fn oids(value: &[u8]) -> Option<Vec<String>> {
    let found: Option<Vec<_>> = all(value, EXTENSIONS_MAX)?.into_iter().map(tlv::oid).collect();
    found.filter(|found| !found.is_empty())
}

/// The object identifiers that begin each element of a sequence.
fn firsts(value: &[u8]) -> Option<Vec<String>> {
    let first = |element: AnyRef<'_>| tlv::oid(Fields::inside(element.value()).any()?);
    all(value, EXTENSIONS_MAX)?.into_iter().map(first).collect()
}

fn mappings(value: &[u8]) -> Option<Vec<(String, String)>> {
    let pair = |element: AnyRef<'_>| {
        let mut fields = Fields::inside(element.value());
        Some((tlv::oid(fields.any()?)?, tlv::oid(fields.any()?)?))
    };
    all(value, EXTENSIONS_MAX)?.into_iter().map(pair).collect()
}

fn explicit_policy(value: &[u8]) -> Option<Option<u32>> {
    let mut fields = Fields::of_sequence(value)?;
    match fields.context(0) {
        Some(number) => Some(Some(small(number.value())?)),
        None => Some(None),
    }
}

/// A small number whose tag was replaced.
pub(crate) fn small(bytes: &[u8]) -> Option<u32> {
    let bytes = tlv::bare(bytes);
    let value = bytes.iter().try_fold(0_u32, |sum, byte| sum.checked_mul(256)?.checked_add(u32::from(*byte)));
    value.filter(|_| (1..=4).contains(&bytes.len()))
}

/// `GeneralNames`.
pub(crate) fn general_names(value: &[u8]) -> Option<Vec<GeneralName>> {
    all(value, SUBTREES_MAX)?.into_iter().map(general_name).collect()
}

/// One `GeneralName`.
pub(crate) fn general_name(value: AnyRef<'_>) -> Option<GeneralName> {
    let text = || {
        let text = std::str::from_utf8(value.value()).ok()?;
        (text.len() <= TEXT_MAX * 4).then(|| text.to_lowercase())
    };
    if !value.tag().is_context_specific() {
        return None;
    }
    Some(match value.tag().number().value() {
        1 => GeneralName::Mail(text()?),
        2 => GeneralName::Dns(text()?),
        4 => GeneralName::Directory(name::key_of_der(value.value())?),
        6 => GeneralName::Uri(std::str::from_utf8(value.value()).ok()?.chars().take(TEXT_MAX * 4).collect()),
        7 => GeneralName::Ip(value.value().to_vec()),
        other => GeneralName::Other(other),
    })
}

fn name_constraints(value: &[u8]) -> Option<NameConstraints> {
    let mut fields = Fields::of_sequence(value)?;
    let trees = |found: Option<AnyRef<'_>>| -> Option<Vec<GeneralName>> {
        let Some(found) = found else { return Some(Vec::new()) };
        let list = every(Fields::inside(found.value()), SUBTREES_MAX)?.into_iter().map(|tree| {
            let mut parts = Fields::inside(tree.value());
            let base = general_name(parts.any()?)?;
            // `minimum` and `maximum` are not used (RFC 5280 §4.2.1.10): with them the tree cannot be understood.
            parts.is_finished().then_some(base)
        });
        list.collect()
    };
    let permitted = trees(fields.context(0))?;
    let excluded = trees(fields.context(1))?;
    fields.is_finished().then_some(NameConstraints { permitted, excluded })
}

fn access(read: &mut Extensions, value: &[u8]) -> Option<()> {
    for place in Fields::of_sequence(value)?.take(EXTENSIONS_MAX) {
        let mut fields = Fields::inside(place.value());
        let (method, place) = (tlv::oid(fields.any()?)?, fields.any()?);
        let Some(GeneralName::Uri(address)) = general_name(place) else { continue };
        match method.as_str() {
            "1.3.6.1.5.5.7.48.1" => read.ocsp.push(address),
            "1.3.6.1.5.5.7.48.2" => read.issuers.push(address),
            _ => {}
        }
    }
    Some(())
}

fn crl_addresses(read: &mut Extensions, value: &[u8]) -> Option<()> {
    for point in Fields::of_sequence(value)?.take(EXTENSIONS_MAX) {
        read.crls.extend(uris(point));
        let mut fields = Fields::inside(point.value());
        let (_, _) = (fields.context(0), fields.context(1));
        let issuers = fields.context(2).map(|names| Fields::inside(names.value()).take(SUBTREES_MAX));
        read.crl_issuers.extend(issuers.into_iter().flatten().filter_map(|name| match general_name(name)? {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        }));
    }
    Some(())
}

/// The addresses in a `DistributionPoint` or an `IssuingDistributionPoint`: `[0] { [0] GeneralNames }`.
pub(crate) fn uris(point: AnyRef<'_>) -> Vec<String> {
    let names = Fields::inside(point.value()).context(0).and_then(|name| Fields::inside(name.value()).context(0));
    let names = names.map(|names| Fields::inside(names.value()).take(EXTENSIONS_MAX));
    let address = |name: AnyRef<'_>| match general_name(name)? {
        GeneralName::Uri(address) => Some(address),
        _ => None,
    };
    names.into_iter().flatten().filter_map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_read_or_found_broken() {
        assert_eq!(basic(&[0x30, 0x06, 1, 1, 0xff, 2, 1, 3]), Some(BasicConstraints { ca: true, path_len: Some(3) }));
        assert_eq!(basic(&[0x30, 0]), Some(BasicConstraints { ca: false, path_len: None }));
        assert_eq!(basic(&[0x30, 0x06, 1, 1, 0xff, 2, 1, 0x83]), None, "a negative length");
        assert_eq!(key_usage(&[3, 2, 6, 0x40]), Some(KeyUsage(1 << KeyUsage::NON_REPUDIATION)));
        // Permitted: mail `.it`; with a maximum it is not understood.
        let tree = [0x30, 0x09, 0xa0, 7, 0x30, 5, 0x81, 3, b'.', b'i', b't'];
        assert_eq!(name_constraints(&tree).map(|it| it.permitted), Some(vec![GeneralName::Mail(".it".into())]));
        let with_maximum = [0x30, 0x0c, 0xa0, 10, 0x30, 8, 0x81, 3, b'.', b'i', b't', 0x81, 1, 2];
        assert_eq!(name_constraints(&with_maximum), None);
    }
}
