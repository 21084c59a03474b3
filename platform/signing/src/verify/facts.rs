//! What a reader of a format found of a signature, in the same words for all of them: the judge knows no format.
//!
//! Everything here was *found*, nothing is trusted yet; the cryptographic checks were made, with the certificate
//! that is named.

use chrono::{DateTime, Utc};
use firma_algoritmi::{Digest, Scheme};
use serde::{Deserialize, Serialize};

use super::certificate::Fingerprint;
use super::report::{Format, Level, Role, Scope};

/// What came of holding a part of a signature against what is there. The reasons are Italian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// It holds.
    Holds,
    /// It does not.
    Fails(String),
    /// What it should be held against is not at hand.
    Missing(String),
    /// It was not possible to tell (an algorithm that is not known).
    Unchecked(String),
}

/// How a signature names its certificate among what it signs (`signing-certificate`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reference {
    /// It names the certificate that was used.
    Matches,
    /// It does not name any.
    Absent,
    /// It names another. The reason, Italian.
    Differs(String),
}

/// A signature as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureFacts {
    /// What it is called in the file (a field's name, an `Id`, a number).
    pub id: String,
    /// Its form.
    pub format: Format,
    /// Its level, as its form tells.
    pub level: Level,
    /// Set if it is not in the form that the standard asks (`FORMAT_FAILURE`). The reason, Italian.
    pub malformed: Option<String>,
    /// Whether what was signed is what is there (else `HASH_FAILURE`, `SIGNED_DATA_NOT_FOUND`).
    pub content: Finding,
    /// Whether the value is of the certificate's key (else `SIG_CRYPTO_FAILURE`).
    pub value: Finding,
    /// The certificate whose key was used to check, DER; `None` if none was found.
    pub certificate: Option<Vec<u8>>,
    /// How the signature names it.
    pub reference: Reference,
    /// Signature scheme, if known.
    pub scheme: Option<Scheme>,
    /// Every digest upon which it rests.
    pub digests: Vec<Digest>,
    /// Attributes that must be there and are not, or contradict each other (`SIG_CONSTRAINTS_FAILURE`). Italian.
    pub violations: Vec<String>,
    /// What is odd but does not decide. Italian.
    pub warnings: Vec<String>,
    /// When the signer says it signed.
    pub claimed_time: Option<DateTime<Utc>>,
    /// In which roles the signer says it signed.
    pub roles: Vec<Role>,
    /// Over what.
    pub scope: Scope,
    /// Certificates that came with it, DER.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists that came with it, DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSP answers that came with it, DER.
    pub ocsps: Vec<Vec<u8>>,
    /// Its time stamps.
    pub time_stamps: Vec<TimeStampFacts>,
    /// Signatures upon it.
    pub counter_signatures: Vec<SignatureFacts>,
}

/// Upon what a time stamp stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StampKind {
    /// Upon what was going to be signed: the signature came after.
    Content,
    /// Upon the signature's value.
    Signature,
    /// Upon the signature and references to its validation data.
    References,
    /// Upon references to validation data alone: of the signature it says nothing.
    ReferencesAlone,
    /// Upon the signature and its validation data.
    Archive,
    /// Upon a whole file (or a PDF so far).
    Document,
}

impl StampKind {
    /// Whether it covers the signature's value, and so can prove that the signature existed.
    #[must_use]
    pub fn covers_signature(self) -> bool {
        !matches!(self, StampKind::Content | StampKind::ReferencesAlone)
    }
}

/// A time stamp as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStampFacts {
    /// Upon what.
    pub kind: StampKind,
    /// When it says.
    pub time: DateTime<Utc>,
    /// Digest of what is stamped.
    pub digest: Option<Digest>,
    /// Whether it stands upon what it should.
    pub content: Finding,
    /// Whether its own signature holds.
    pub value: Finding,
    /// Set if it is not in the form of RFC 3161. The reason, Italian.
    pub malformed: Option<String>,
    /// The authority's certificate, DER.
    pub certificate: Option<Vec<u8>>,
    /// How the token names it.
    pub reference: Reference,
    /// Scheme of the token's signature, if known.
    pub scheme: Option<Scheme>,
    /// Certificates that came with it, DER.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists that came with it, DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSP answers that came with it, DER.
    pub ocsps: Vec<Vec<u8>>,
    /// Certificates and evidence that are proved to have existed then (SHA-256 of each).
    pub covers: Vec<Fingerprint>,
    /// Earlier time stamps of the same signature that are proved to have existed then: their places.
    pub covers_stamps: Vec<usize>,
}

/// From where a proof of existence comes that is not in the signature (DPCM 22 February 2013, art. 41 c. 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExistenceOrigin {
    /// The document was registered: what protocollo, which number.
    Registration(String),
    /// It arrived or was sent by certified mail.
    CertifiedMail(String),
    /// It was taken into preservation.
    Preservation(String),
    /// A time stamp upon the whole file, judged before.
    TimeStamp {
        /// Which.
        what: String,
        /// Whether it is a qualified one.
        qualified: bool,
    },
}

/// Proof that the signature existed at an instant, good towards third parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existence {
    /// When.
    pub at: DateTime<Utc>,
    /// How that is known.
    pub origin: ExistenceOrigin,
}

impl Existence {
    /// Whether it is good towards third parties without question: all are, but a time stamp that is not qualified.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        !matches!(self.origin, ExistenceOrigin::TimeStamp { qualified: false, .. })
    }
}
