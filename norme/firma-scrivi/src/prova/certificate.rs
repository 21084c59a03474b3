use chrono::{DateTime, Utc};
use der::asn1::{Any, BitString, Ia5String, Null, ObjectIdentifier, OctetString, UintRef};
use der::{Decode, Encode, Sequence};
use firma_algoritmi::{Digest, Scheme};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::{DisplayText, PolicyInformation, PolicyQualifierInfo, UserNotice};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use super::name::{NOTICE, Name};
use crate::asn::{Algorithm, time};
use crate::certificate::key_bits;
use crate::{Certificate, Error, HashSigner, algorithm};

const ANY_POLICY: &str = "2.5.29.32.0";
const USER_NOTICE: &str = "1.3.6.1.5.5.7.2.2";

/// A serial number, not zero; the first bit of the first byte is dropped, so that it is positive.
pub type Serial = [u8; 16];

/// From when until when, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// From.
    pub from: DateTime<Utc>,
    /// Until.
    pub to: DateTime<Utc>,
}

/// What the certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The root, signed by itself.
    Root,
    /// The authority that issues people's certificates.
    Issuing,
    /// Signing by a person, or sealing by an ente: only what commits (key usage `contentCommitment`).
    Signing,
    /// Time stamps.
    TimeStamping,
    /// Answers on revocation.
    Ocsp,
    /// Signing mail, as a provider of certified mail does (RFC 6109, 6.3).
    Mail,
}

/// Where the authority's answers are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Addresses<'a> {
    /// The revocation list.
    pub crl: Option<&'a str>,
    /// The OCSP responder.
    pub ocsp: Option<&'a str>,
    /// The issuer's certificate.
    pub issuer: Option<&'a str>,
}

/// Who signs: a certificate and its key.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    /// Its certificate.
    pub certificate: &'a Certificate,
    /// Its key.
    pub key: &'a dyn HashSigner,
}

impl Issuer<'_> {
    /// Signs `bytes` by the key's usual scheme; the scheme's identifier comes first.
    pub(super) fn sign(&self, bytes: &[u8], scheme: Scheme) -> Result<BitString, Error> {
        if self.key.spki() != self.certificate.spki() {
            return Err(Error::OtherKey);
        }
        sign(self.key, bytes, scheme)
    }
}

fn sign(key: &dyn HashSigner, bytes: &[u8], scheme: Scheme) -> Result<BitString, Error> {
    let hash = algorithm::digest_of(scheme)?.of(bytes);
    Ok(BitString::from_bytes(&key.sign(scheme, &hash)?)?)
}

/// `TBSCertificate` (RFC 5280, 4.1).
#[derive(Sequence)]
struct Tbs {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: Any,
    signature: Algorithm,
    issuer: Any,
    validity: Period,
    subject: Any,
    spki: Any,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Period {
    from: Any,
    to: Any,
}

/// Issues a certificate for the holder of the key `spki`. The root is its own issuer: `issuer` is then only its key.
///
/// # Errors
/// [`Error::OtherKey`], [`Error::Key`], [`Error::Unwritable`].
pub fn issue(
    role: Role,
    name: Name<'_>,
    spki: &[u8],
    serial: &Serial,
    validity: Validity,
    addresses: Addresses<'_>,
    by: By<'_>,
) -> Result<Certificate, Error> {
    let subject = name.to_der()?;
    let (issuer, key): (&[u8], &dyn HashSigner) = match by {
        By::Itself(key) => (&subject, key),
        By::Issuer(issuer) if issuer.key.spki() != issuer.certificate.spki() => return Err(Error::OtherKey),
        By::Issuer(issuer) => (issuer.certificate.subject(), issuer.key),
    };
    let scheme = algorithm::usual(&firma_algoritmi::PublicKey::from_spki(key.spki()).map_err(|_| Error::OtherKey)?);
    let signature = algorithm::signature(scheme)?;
    let tbs = Tbs {
        version: 2,
        serial: Any::from_der(&number(serial)?)?,
        signature: signature.clone(),
        issuer: Any::from_der(issuer)?,
        validity: Period { from: time(validity.from)?, to: time(validity.to)? },
        subject: Any::from_der(&subject)?,
        spki: Any::from_der(spki)?,
        extensions: extensions(role, name, (spki, key.spki()), addresses)?,
    };
    let tbs = tbs.to_der()?;
    let signed = Signed { bytes: Any::from_der(&tbs)?, algorithm: signature, signature: sign(key, &tbs, scheme)? };
    Certificate::from_der(&signed.to_der()?)
}

/// Who issues a certificate.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// Its own key.
    Itself(&'a dyn HashSigner),
    /// An authority.
    Issuer(Issuer<'a>),
}

/// Something signed in the manner of X.509.
#[derive(Sequence)]
pub(super) struct Signed {
    pub(super) bytes: Any,
    pub(super) algorithm: Algorithm,
    pub(super) signature: BitString,
}

pub(super) fn number(serial: &[u8]) -> Result<Vec<u8>, Error> {
    let mut positive = serial.to_vec();
    if let Some(first) = positive.first_mut() {
        *first &= 0x7f;
    }
    Ok(UintRef::new(&positive)?.to_der()?)
}

fn extensions(
    role: Role,
    name: Name<'_>,
    (spki, issuer): (&[u8], &[u8]),
    addresses: Addresses<'_>,
) -> Result<Vec<Extension>, Error> {
    let own = OctetString::new(key_id(spki)?)?;
    let ca = matches!(role, Role::Root | Role::Issuing);
    let path_len_constraint = (role == Role::Issuing).then_some(0);
    let usage = match role {
        Role::Root | Role::Issuing => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
        Role::Signing => KeyUsages::NonRepudiation.into(),
        Role::TimeStamping | Role::Ocsp | Role::Mail => KeyUsages::DigitalSignature.into(),
    };
    let mut all = vec![
        extension("2.5.29.19", true, &BasicConstraints { ca, path_len_constraint })?,
        extension("2.5.29.15", true, &KeyUsage(usage))?,
        extension("2.5.29.14", false, &SubjectKeyIdentifier(own))?,
    ];
    if role != Role::Root {
        let key_identifier = Some(OctetString::new(key_id(issuer)?)?);
        all.push(extension("2.5.29.35", false, &AuthorityKeyIdentifier { key_identifier, ..Default::default() })?);
        all.push(extension("2.5.29.32", false, &policies(role)?)?);
    }
    match role {
        Role::TimeStamping => all.push(extension("2.5.29.37", true, &vec![oid("1.3.6.1.5.5.7.3.8")?])?),
        Role::Ocsp => {
            all.push(extension("2.5.29.37", false, &vec![oid("1.3.6.1.5.5.7.3.9")?])?);
            all.push(extension("1.3.6.1.5.5.7.48.1.5", false, &Null)?);
        }
        Role::Mail => all.push(extension("2.5.29.37", false, &vec![oid("1.3.6.1.5.5.7.3.4")?])?),
        _ => {}
    }
    if let Name::MailProvider { address, .. } = name {
        all.push(extension("2.5.29.17", false, &vec![GeneralName::Rfc822Name(Ia5String::new(address)?)])?);
    }
    if let Some(at) = addresses.crl {
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(vec![uri(at)?])),
            reasons: None,
            crl_issuer: None,
        };
        all.push(extension("2.5.29.31", false, &vec![point])?);
    }
    let ways = [("1.3.6.1.5.5.7.48.1", addresses.ocsp), ("1.3.6.1.5.5.7.48.2", addresses.issuer)];
    let ways = ways.into_iter().filter_map(|(how, at)| at.map(|at| (how, at)));
    let ways = ways
        .map(|(how, at)| Ok(AccessDescription { access_method: oid(how)?, access_location: uri(at)? }))
        .collect::<Result<Vec<_>, Error>>()?;
    if !ways.is_empty() {
        all.push(extension("1.3.6.1.5.5.7.1.1", false, &ways)?);
    }
    Ok(all)
}

/// The policy, with the notice that a viewer shows beside it.
fn policies(role: Role) -> Result<Vec<PolicyInformation>, Error> {
    let notice = UserNotice { notice_ref: None, explicit_text: Some(DisplayText::Utf8String(NOTICE.into())) };
    let policy = if role == Role::Issuing { ANY_POLICY } else { super::CERTIFICATE_POLICY };
    Ok(vec![PolicyInformation {
        policy_identifier: oid(policy)?,
        policy_qualifiers: Some(vec![PolicyQualifierInfo {
            policy_qualifier_id: oid(USER_NOTICE)?,
            qualifier: Some(Any::encode_from(&notice)?),
        }]),
    }])
}

pub(super) fn extension(id: &str, critical: bool, value: &impl Encode) -> Result<Extension, Error> {
    Ok(Extension { extn_id: oid(id)?, critical, extn_value: OctetString::new(value.to_der()?)? })
}

pub(super) fn oid(dotted: &str) -> Result<ObjectIdentifier, Error> {
    ObjectIdentifier::new(dotted).map_err(|_| Error::Unwritable)
}

fn uri(at: &str) -> Result<GeneralName, Error> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(at)?))
}

/// Identifier of a key: the first 160 bits of its SHA-256 (RFC 7093, 2, method 1).
pub(super) fn key_id(spki: &[u8]) -> Result<Vec<u8>, Error> {
    let mut hash = Digest::Sha256.of(&key_bits(spki)?);
    hash.truncate(20);
    Ok(hash)
}
