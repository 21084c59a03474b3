//! The XAdES properties as plain data.

use crate::Problem;
use crate::certificate;
use crate::tree::NodeId;
use chrono::{DateTime, Utc};
use firma_algoritmi::Digest;

/// The properties of a XAdES signature (EN 319 132-1, 5). What is signed, the signer said; what is not, anyone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Properties {
    /// Namespace of the version: `http://uri.etsi.org/01903/v1.3.2#` and the like.
    pub namespace: String,
    /// Whether a reference of this signature, whose digest matches, signs the signed properties.
    pub signed: bool,
    /// When the signer says to have signed (5.2.1): a claim.
    pub signing_time: Option<DateTime<Utc>>,
    /// The same, as written.
    pub signing_time_text: Option<String>,
    /// The signing certificate, and perhaps others of its chain (5.2.2).
    pub signing_certificates: Vec<CertificateRef>,
    /// The policy under which it was signed (5.2.9).
    pub policy: Option<Policy>,
    /// Where it was signed (5.2.5).
    pub production_place: Option<ProductionPlace>,
    /// Roles of the signer (5.2.6).
    pub roles: Vec<Role>,
    /// What the signer commits to (5.2.3).
    pub commitments: Vec<Commitment>,
    /// What the signed data are (5.2.4).
    pub formats: Vec<DataFormat>,
    /// Time stamps of all properties, signed (on the data) and unsigned (on the signature), in order.
    pub stamps: Vec<Stamp>,
    /// Certificates that came along (5.4.1, 5.4.2 …), unsigned.
    pub certificates: Vec<Encapsulated>,
    /// Revocation lists that came along.
    pub crls: Vec<Encapsulated>,
    /// OCSP answers that came along.
    pub ocsps: Vec<Encapsulated>,
    /// Names of all unsigned properties in order, also those that are not read.
    pub unsigned: Vec<String>,
}

/// A certificate or revocation value that came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encapsulated {
    /// The property that holds it: `CertificateValues`, `RevocationValues`, `TimeStampValidationData` …
    pub property: String,
    /// DER.
    pub bytes: Vec<u8>,
    /// Where the property stands in the tree, and the group of properties that it stands in.
    pub(crate) node: NodeId,
    pub(crate) group: NodeId,
}

/// A reference to a certificate (5.2.2): its digest, and who issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRef {
    /// Whether it is `SigningCertificateV2` (or another V2 property); else the older one.
    pub v2: bool,
    /// URI of the digest method.
    pub digest_uri: String,
    /// The digest method, if it is known.
    pub digest: Option<Digest>,
    /// The digest; `None` if it is not base64.
    pub value: Option<Vec<u8>>,
    /// Serial number, big endian without leading zeros; `None` if it is not written or cannot be read.
    pub serial: Option<Vec<u8>>,
    /// V1: the issuer's name as written (RFC 4514).
    pub issuer_name: Option<String>,
    /// V2: the issuer's name, DER (`Name`).
    pub issuer_der: Option<Vec<u8>>,
    /// Whether an `IssuerSerial` is written that cannot be read.
    pub issuer_serial_unreadable: bool,
}

impl CertificateRef {
    /// Whether the digest is that of a certificate (DER); `None` if the digest is not known.
    #[must_use]
    pub fn digest_matches(&self, certificate: &[u8]) -> Option<bool> {
        let (digest, value) = (self.digest?, self.value.as_deref()?);
        Some(digest.of(certificate) == value)
    }

    /// Whether issuer and serial number are those of a certificate (DER); `None` if they are not written, or the
    /// certificate cannot be read. A name as text is compared part by part, without case and spare blanks.
    #[must_use]
    pub fn issuer_serial_matches(&self, certificate: &[u8]) -> Option<bool> {
        if self.issuer_serial_unreadable {
            return Some(false);
        }
        let serial = self.serial.as_deref()?;
        let facts = certificate::read(certificate)?;
        if facts.serial != serial {
            return Some(false);
        }
        match (&self.issuer_der, &self.issuer_name) {
            (Some(der), _) => Some(certificate::same_name(der, facts.issuer)),
            (None, Some(name)) => certificate::is_named(facts.issuer, name),
            (None, None) => Some(true),
        }
    }
}

/// The policy under which it was signed (5.2.9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// By what is signed itself.
    Implied,
    /// By a document.
    Explicit {
        /// Identifier: a URI, or `urn:oid:…`.
        identifier: String,
        /// URI of the digest method of the policy document.
        digest_uri: Option<String>,
        /// Digest of the policy document.
        digest_value: Option<Vec<u8>>,
        /// Where it can be found (`SPURI`).
        uri: Option<String>,
        /// What must be told to whoever verifies (`SPUserNotice`).
        notice: Option<String>,
    },
}

/// Where it was signed (5.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductionPlace {
    /// City.
    pub city: Option<String>,
    /// Street (V2).
    pub street: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// A role of the signer (5.2.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Whether the signer only claims it; else a certificate or an assertion is there, which is not checked.
    pub claimed: bool,
    /// What is written.
    pub text: String,
}

/// What the signer commits to (5.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Identifier: `http://uri.etsi.org/01903/v1.2.2#ProofOfApproval` and the like.
    pub identifier: String,
    /// The references it is about (`#id`); empty: all.
    pub references: Vec<String>,
}

/// What signed data are (5.2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFormat {
    /// The reference it is about (`#id`).
    pub reference: String,
    /// Description.
    pub description: Option<String>,
    /// Media type.
    pub mime: Option<String>,
    /// Encoding.
    pub encoding: Option<String>,
}

/// A time stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// What it is on.
    pub kind: StampKind,
    /// The attribute `Id`.
    pub id: Option<String>,
    /// URI of the canonicalization, if it is written.
    pub canonicalization: Option<String>,
    /// The tokens (RFC 3161, CMS), DER; there may be several over the same bytes.
    pub tokens: Vec<Vec<u8>>,
    /// Whether some token is in XML, or not base64.
    pub unreadable: Option<Problem>,
    /// Where it stands in the tree, and the group of properties that it stands in.
    pub(crate) node: NodeId,
    pub(crate) group: NodeId,
}

impl Stamp {
    /// Whether what it is on includes a value that came along: an archive time stamp is on the properties that stand before it in its
    /// group (EN 319 132-1, 5.5.2), and on nothing that was added after.
    #[must_use]
    pub fn covers(&self, value: &Encapsulated) -> bool {
        self.kind.is_archive() && value.group == self.group && value.node < self.node
    }

    /// Whether what it is on includes another time stamp of the same signature (5.5.2; annex A.1.5: one on references is on the time
    /// stamps of the signature too, or on none).
    #[must_use]
    pub fn covers_stamp(&self, other: &Stamp) -> bool {
        let before = other.group == self.group && other.node < self.node;
        match self.kind {
            StampKind::Archive | StampKind::ArchiveOld => before,
            StampKind::SigAndRefs => before && other.kind == StampKind::Signature,
            _ => false,
        }
    }
}

/// What a time stamp is on (EN 319 132-1, 5.2.8, 5.3, 5.5, annex A.1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampKind {
    /// All signed data, before signing.
    AllDataObjects,
    /// Some signed data, before signing.
    IndividualDataObjects,
    /// The signature value.
    Signature,
    /// The signature and the references to validation data.
    SigAndRefs,
    /// The references to validation data.
    RefsOnly,
    /// The whole signature with its validation data, form 1.4.1.
    Archive,
    /// The same, the older form of version 1.3.2 and before.
    ArchiveOld,
}

impl StampKind {
    /// Whether it is on the whole signature with its validation data, in either form.
    #[must_use]
    pub fn is_archive(self) -> bool {
        matches!(self, StampKind::Archive | StampKind::ArchiveOld)
    }
}
