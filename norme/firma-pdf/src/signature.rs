//! What a signature of a PDF says of itself (ISO 32000-2 §12.8.1, ETSI EN 319 142-1).

use std::ops::Range;

use chrono::{DateTime, FixedOffset};

use crate::{Anomaly, Change, Ref, Verdict};

/// How `/Contents` is encoded and what it signs (`/SubFilter`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubFilter {
    /// `adbe.pkcs7.detached`: a detached CMS over the byte range.
    Pkcs7Detached,
    /// `adbe.pkcs7.sha1`: a CMS that encloses the SHA-1 of the byte range.
    Pkcs7Sha1,
    /// `ETSI.CAdES.detached`: PAdES, a detached CAdES over the byte range.
    CadesDetached,
    /// `ETSI.RFC3161`: a document time stamp, an RFC 3161 token whose imprint is the digest of the byte range.
    Rfc3161,
    /// `adbe.x509.rsa_sha1`: an octet string with a bare PKCS#1 signature; the certificates are in [`Signature::certificates`].
    X509RsaSha1,
    /// Another, or none.
    Other(String),
}

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Approves the document.
    Approval,
    /// Certifies it: a DocMDP transform says what may change after.
    Certification,
    /// Dates it (document time stamp).
    TimeStamp,
}

/// What a certifying signature lets be changed after it (DocMDP `/P`, §12.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// 1: nothing (long-term evidence and document time stamps aside).
    Nothing,
    /// 2: filling in the form and signing.
    FormFilling,
    /// 3: as 2, and annotations.
    Annotations,
}

/// Which fields a signature or a `/Lock` closes (§12.8.2.4, §12.7.5.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locked {
    /// All of them.
    All,
    /// Those named, and those below them.
    Include(Vec<String>),
    /// All but those named, and those below them.
    Exclude(Vec<String>),
}

impl Locked {
    /// Whether the field of this full name is closed.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        let among = |names: &[String]| {
            names.iter().any(|one| name == one || name.strip_prefix(one.as_str()).is_some_and(|r| r.starts_with('.')))
        };
        match self {
            Self::All => true,
            Self::Include(names) => among(names),
            Self::Exclude(names) => !among(names),
        }
    }
}

/// How much of the file a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// From the first byte to the last, the signature itself aside.
    WholeFile,
    /// From the first byte to the end of the revision that it signed; so many revisions came after.
    Revision {
        /// Revisions after the signed one.
        after: usize,
    },
    /// Something else: the anomalies say what. What it covers is not a document.
    Partial,
}

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Page, from 0; `None` where no page shows it.
    pub page: Option<usize>,
    /// Left, bottom, right, top in points of the page's default user space.
    pub rectangle: [f64; 4],
}

impl Mark {
    /// Whether it has an area, and so can be seen.
    #[must_use]
    pub fn visible(&self) -> bool {
        let [left, bottom, right, top] = self.rectangle;
        right > left && top > bottom
    }
}

/// One signature, read as the revision that it signs shows it. **Nothing cryptographic is verified here.**
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Full name of its field.
    pub field: String,
    /// Its field.
    pub field_at: Ref,
    /// Its dictionary, if it is an object of its own.
    pub at: Option<Ref>,
    /// What it is for.
    pub purpose: Purpose,
    /// How it is encoded.
    pub sub_filter: SubFilter,
    /// `/Filter`, the handler that made it; usually `Adobe.PPKLite`.
    pub filter: String,
    /// `/ByteRange` as written.
    pub byte_range: Vec<i64>,
    /// The signed bytes of the file, to be hashed in this order. Empty if the range is not usable: then nothing can be verified.
    pub signed: Vec<Range<usize>>,
    /// `/Contents` up to where the CMS or the token ends (all of it where that is written with indefinite length).
    pub cms: Vec<u8>,
    /// `/Cert`, for [`SubFilter::X509RsaSha1`].
    pub certificates: Vec<Vec<u8>>,
    /// SHA-1 input of the VRI key: `/Contents` as it stands in the file, its padding included.
    pub contents: Vec<u8>,
    /// Revision that it signs, from 0; `None` if it is none's end.
    pub revision: Option<usize>,
    /// How much of the file it covers.
    pub coverage: Coverage,
    /// `/M`, when the signer's program says that it signed. **A claim.**
    pub claimed_at: Option<DateTime<FixedOffset>>,
    /// `/Name`. **A claim.**
    pub name: Option<String>,
    /// `/Reason`. A claim.
    pub reason: Option<String>,
    /// `/Location`. A claim.
    pub location: Option<String>,
    /// `/ContactInfo`. A claim.
    pub contact: Option<String>,
    /// Where its widget is; `None` if it has none.
    pub mark: Option<Mark>,
    /// DocMDP of the signature itself, or of its field's `/Lock`.
    pub permission: Option<Permission>,
    /// FieldMDP of the signature.
    pub locked: Vec<Locked>,
    /// What is odd or wrong with it.
    pub anomalies: Vec<Anomaly>,
    /// What changed after it, oldest first.
    pub changes: Vec<Change>,
}

impl Signature {
    /// The signed bytes, piece by piece, to be hashed without copying.
    pub fn signed_bytes<'f>(&self, file: &'f [u8]) -> impl Iterator<Item = &'f [u8]> {
        self.signed.iter().map(move |range| file.get(range.clone()).unwrap_or_default())
    }

    /// What the file as it is now shows, against what was signed: the worst of its changes and anomalies.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let structural = if self.coverage == Coverage::Partial || self.anomalies.iter().any(Anomaly::spoils) {
            Verdict::NotPermitted
        } else {
            Verdict::Permitted
        };
        self.changes.iter().map(|change| change.verdict).fold(structural, Verdict::max)
    }
}

/// A signature field that nobody has signed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct EmptyField {
    /// Full name.
    pub name: String,
    /// The field.
    pub at: Ref,
    /// Where its widget is.
    pub mark: Option<Mark>,
    /// What it will close when it is signed.
    pub lock: Option<Locked>,
}
