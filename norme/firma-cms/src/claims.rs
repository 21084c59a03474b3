//! What the signed attributes of CAdES say (ETSI EN 319 122-1 section 5.2; RFC 5035).

use crate::ber::{self, Element, IA5_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context};
use crate::certificate::Certificate;
use crate::oid as known;
use crate::signer_info::{Attribute, SignerInfo, is_same_number};
use crate::{Algorithm, Anomaly, Oid, algorithm, name, time};
use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;
use std::borrow::Cow;

/// Most references read in one attribute.
const REFERENCES_MAX: usize = 32;
/// Most of other things read in one attribute.
const ITEMS_MAX: usize = 16;

/// What the signed attributes say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims<'a> {
    /// `content-type`.
    pub content_type: Option<Oid<'a>>,
    /// `message-digest`.
    pub message_digest: Option<Cow<'a, [u8]>>,
    /// `signing-time`: when the signer's computer says it signed. Not a certain date.
    pub signing_time: Option<DateTime<Utc>>,
    /// `signing-certificate` and `signing-certificate-v2`, in order.
    pub references: Vec<CertificateReference<'a>>,
    /// `signature-policy-identifier`.
    pub policy: Option<Policy<'a>>,
    /// `commitment-type-indication`: why the signer signed.
    pub commitments: Vec<Oid<'a>>,
    /// `signer-location`.
    pub location: Option<Location>,
    /// `signer-attributes` or `-v2`, the value as it stands: roles that the signer claims or that somebody certifies.
    pub signer_attributes: Option<&'a [u8]>,
    /// What is in them, in order. Nobody checked it.
    pub roles: Vec<Role>,
    /// `mime-type` of what is signed.
    pub mime_type: Option<String>,
}

/// A reference to a certificate: `ESSCertID` (RFC 2634) or `ESSCertIDv2` (RFC 5035).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateReference<'a> {
    /// 1 or 2.
    pub version: u8,
    /// The digest; `None` if we do not know it.
    pub digest: Option<Digest>,
    /// The hash of the whole certificate.
    pub hash: &'a [u8],
    /// The issuer (`GeneralNames`, encoded) and serial number, if named.
    pub issuer_serial: Option<(&'a [u8], &'a [u8])>,
}

impl CertificateReference<'_> {
    /// Whether the issuer and serial number are those of the certificate; `None` if it names none.
    #[must_use]
    pub fn names(&self, certificate: &Certificate<'_>) -> Option<bool> {
        let (issuer, serial) = self.issuer_serial?;
        let (names, _) = ber::next(issuer).ok()?;
        let is_issuer = names.children().map_while(Result::ok).take(ITEMS_MAX).any(|general| {
            let directory = (general.tag == context(4)).then(|| general.children().next()).flatten();
            matches!(directory, Some(Ok(directory)) if name::is_same(directory.whole, certificate.issuer))
        });
        Some(is_issuer && is_same_number(serial, certificate.serial))
    }
}

/// The signature policy that the signer binds itself to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy<'a> {
    /// Which; `None` for the implied one.
    pub oid: Option<Oid<'a>>,
    /// Digest and hash of the policy's document.
    pub hash: Option<(Algorithm<'a>, &'a [u8])>,
    /// Where the document is, if the signer says so.
    pub uri: Option<String>,
}

/// A role of the signer, or another attribute of theirs (EN 319 122-1 section 5.2.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Whether the signer only claims it; else a certificate or an assertion of somebody else came along, which is not read.
    pub claimed: bool,
    /// What is written; `None` where it is no text.
    pub text: Option<String>,
}

/// Where the signer says it signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// Country.
    pub country: Option<String>,
    /// Place.
    pub locality: Option<String>,
    /// Lines of the postal address.
    pub address: Vec<String>,
}

/// Reads the signed attributes; what cannot be read, or is there other than once, goes to the anomalies.
pub(crate) fn read<'a>(info: &SignerInfo<'a>, anomalies: &mut Vec<Anomaly>) -> Claims<'a> {
    let mut claims = Claims::default();
    for attribute in &info.signed_attributes {
        let is_time_stamp = attribute.oid == known::CONTENT_TIME_STAMP;
        let [value] = attribute.values.as_slice() else {
            if !is_time_stamp {
                let (oid, count) = (attribute.oid.to_string(), attribute.values.len());
                anomalies.push(Anomaly::NotOneValue { oid, count });
            }
            // An attribute without its one value says nothing; its first value must not pass for what it says.
            continue;
        };
        if read_one(attribute, value, &mut claims).is_none() {
            anomalies.push(Anomaly::UnreadableAttribute { oid: attribute.oid.to_string() });
        }
    }
    claims
}

/// `None` if it is one that we know and cannot be read. Of repeated ones the first stays.
fn read_one<'a>(attribute: &Attribute<'a>, value: &Element<'a>, claims: &mut Claims<'a>) -> Option<()> {
    match attribute.oid {
        known::CONTENT_TYPE => {
            let oid = (value.tag == OID).then_some(Oid(value.content))?;
            claims.content_type.get_or_insert(oid);
        }
        known::MESSAGE_DIGEST => {
            let digest = value.is_octets().then(|| value.octets().ok()).flatten()?;
            claims.message_digest.get_or_insert(digest);
        }
        known::SIGNING_TIME => {
            claims.signing_time.get_or_insert(time::read(value)?);
        }
        known::SIGNING_CERTIFICATE => references(value, 1, &mut claims.references)?,
        known::SIGNING_CERTIFICATE_V2 => references(value, 2, &mut claims.references)?,
        known::SIGNATURE_POLICY => {
            claims.policy.get_or_insert(policy(value)?);
        }
        known::COMMITMENT_TYPE => {
            let kind = value.children().expect(OID, "").ok()?;
            claims.commitments.push(Oid(kind.content));
        }
        known::SIGNER_LOCATION => {
            claims.location.get_or_insert(location(value));
        }
        known::SIGNER_ATTRIBUTES | known::SIGNER_ATTRIBUTES_V2 => {
            if claims.signer_attributes.is_none() {
                claims.signer_attributes = Some(value.whole);
                claims.roles = roles(value);
            }
        }
        known::MIME_TYPE => {
            claims.mime_type.get_or_insert(name::text(value)?);
        }
        _ => {}
    }
    Some(())
}

/// `SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID(v2), policies OPTIONAL }`
fn references<'a>(value: &Element<'a>, version: u8, into: &mut Vec<CertificateReference<'a>>) -> Option<()> {
    let list = value.children().expect(SEQUENCE, "").ok()?;
    for item in list.children().take(REFERENCES_MAX) {
        into.push(reference(&item.ok()?, version)?);
    }
    Some(())
}

/// `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }`; version 1
/// has no algorithm: it is SHA-1.
fn reference<'a>(item: &Element<'a>, version: u8) -> Option<CertificateReference<'a>> {
    let mut parts = item.children();
    let digest = match (version, parts.optional(SEQUENCE).ok()?) {
        (1, None) => Some(Digest::Sha1),
        (1, Some(_)) => return None,
        (_, None) => Some(Digest::Sha256),
        (_, Some(element)) => algorithm::read(&element).ok()?.digest(),
    };
    let hash = parts.expect(OCTET_STRING, "").ok()?.content;
    let issuer_serial = match parts.optional(SEQUENCE).ok()? {
        Some(pair) => {
            let mut pair = pair.children();
            let names = pair.expect(SEQUENCE, "").ok()?.whole;
            Some((names, pair.expect(INTEGER, "").ok()?.content))
        }
        None => None,
    };
    Some(CertificateReference { version, digest, hash, issuer_serial })
}

/// `SignaturePolicy ::= CHOICE { SEQUENCE { id, hash SEQUENCE { algorithm, value } OPTIONAL, qualifiers OPTIONAL }, NULL }`
fn policy<'a>(value: &Element<'a>) -> Option<Policy<'a>> {
    /// `id-spq-ets-uri`, 1.2.840.113549.1.9.16.5.1.
    const URI: [u8; 11] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x05, 0x01];
    const NULL: u8 = 0x05;
    if value.tag == NULL {
        return Some(Policy::default());
    }
    let mut parts = value.children();
    let mut policy = Policy { oid: Some(Oid(parts.expect(OID, "").ok()?.content)), ..Policy::default() };
    if let Some(pair) = parts.optional(SEQUENCE).ok()? {
        let mut pair = pair.children();
        let digest = algorithm::read(&pair.any("").ok()?).ok()?;
        policy.hash = Some((digest, pair.expect(OCTET_STRING, "").ok()?.content));
    }
    if let Some(qualifiers) = parts.optional(SEQUENCE).ok()? {
        for qualifier in qualifiers.children().map_while(Result::ok).take(ITEMS_MAX) {
            let mut pair = qualifier.children().map_while(Result::ok);
            if let (Some(kind), Some(uri)) = (pair.next(), pair.next())
                && kind.content == URI
                && uri.tag == IA5_STRING
            {
                policy.uri = name::text(&uri);
            }
        }
    }
    Some(policy)
}

/// `SignerAttribute ::= SEQUENCE OF CHOICE { claimedAttributes [0], certifiedAttributes [1] }`; in version 2 a sequence of those two and of
/// `signedAssertions [2]`. What is not read is told to be there all the same.
fn roles(value: &Element<'_>) -> Vec<Role> {
    let mut roles = Vec::new();
    for part in value.children().map_while(Result::ok).take(ITEMS_MAX) {
        if part.tag == context(0) {
            claimed(&part, &mut roles);
        } else {
            roles.push(Role { claimed: false, text: None });
        }
    }
    roles.truncate(ITEMS_MAX);
    roles
}

/// `ClaimedAttributes ::= SEQUENCE OF Attribute`, in its explicit tag; some programs write the tag in place of the sequence.
fn claimed(part: &Element<'_>, roles: &mut Vec<Role>) {
    for item in part.children().map_while(Result::ok).filter(|item| item.tag == SEQUENCE).take(ITEMS_MAX) {
        let first = item.children().map_while(Result::ok).next();
        if first.is_some_and(|first| first.tag == OID) {
            claimed_attribute(&item, roles);
            continue;
        }
        let attributes = item.children().map_while(Result::ok).filter(|one| one.tag == SEQUENCE);
        attributes.take(ITEMS_MAX).for_each(|attribute| claimed_attribute(&attribute, roles));
    }
}

/// `Attribute ::= SEQUENCE { type, values SET OF ANY }`: whatever its type, a text is what the signer says of itself.
fn claimed_attribute(attribute: &Element<'_>, roles: &mut Vec<Role>) {
    let sets = attribute.children().map_while(Result::ok).filter(|part| part.tag == SET);
    let values = sets.flat_map(|set| set.children().map_while(Result::ok)).take(ITEMS_MAX);
    roles.extend(values.map(|value| Role { claimed: true, text: name::text(&value) }));
}

/// `SignerLocation ::= SEQUENCE { [0] country, [1] locality, [2] SEQUENCE OF lines of the address }`
fn location(value: &Element<'_>) -> Location {
    let mut location = Location::default();
    for part in value.children().map_while(Result::ok).take(ITEMS_MAX) {
        let inner = || part.children().map_while(Result::ok).next();
        match part.tag & 0x1f {
            0 => location.country = inner().and_then(|text| name::text(&text)),
            1 => location.locality = inner().and_then(|text| name::text(&text)),
            2 => {
                let lines =
                    inner().map(|list| list.children().map_while(Result::ok).take(ITEMS_MAX).collect::<Vec<_>>());
                location.address = lines.unwrap_or_default().iter().filter_map(name::text).collect();
            }
            _ => {}
        }
    }
    location
}
