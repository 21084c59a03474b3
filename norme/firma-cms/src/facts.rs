//! What the checks found: plain data for who judges.

use crate::certificate::Certificate;
use crate::claims::{CertificateReference, Claims};
use crate::hash_index::HashIndexFacts;
use crate::revocation::{Origin, Revocation};
use crate::signed_data::SignedData;
use crate::signer_info::SignerInfo;
use crate::token::TstInfo;
use crate::{Anomaly, Error};
use firma_algoritmi::{Digest, Scheme};

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It was made and holds.
    Holds,
    /// It was made and does not hold.
    Fails,
    /// It could not be made.
    Impossible(Reason),
}

impl Check {
    /// True if it was made and holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        *self == Check::Holds
    }

    /// True if it was made and does not hold.
    #[must_use]
    pub fn fails(&self) -> bool {
        *self == Check::Fails
    }

    pub(crate) fn of(result: Result<bool, Reason>) -> Check {
        match result {
            Ok(true) => Check::Holds,
            Ok(false) => Check::Fails,
            Err(reason) => Check::Impossible(reason),
        }
    }
}

/// Why a check could not be made. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// What is signed is neither inside nor given.
    #[error("manca il documento firmato: è in un altro file")]
    NoContent,
    /// What is signed is inside and was given too.
    #[error("il documento è sia dentro la busta sia a parte")]
    ContentTwice,
    /// The signer's certificate is not at hand.
    #[error("manca il certificato di chi ha firmato")]
    NoCertificate,
    /// What would be checked is not there.
    #[error("manca {0}")]
    Absent(&'static str),
    /// An algorithm or a key that cannot be used.
    #[error(transparent)]
    Algorithm(#[from] firma_algoritmi::Error),
    /// What would be checked cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// The file asks for more work than any honest one.
    #[error("il file richiede troppi calcoli: il controllo è stato interrotto")]
    TooMuchWork,
}

/// A certificate that answers to a signer's identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The certificate.
    pub certificate: Certificate<'a>,
    /// Where it was found.
    pub origin: Origin,
}

/// A reference of the attribute `signing-certificate`, held against the certificate that the signer was checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceFacts<'a> {
    /// The reference.
    pub reference: CertificateReference<'a>,
    /// Whether its hash is that of the certificate.
    pub hash: Check,
    /// Whether its issuer and serial number are those of the certificate; `None` if it names none.
    pub issuer_serial: Option<bool>,
}

/// What the checks found of one signer.
#[derive(Debug, Clone)]
pub struct SignerFacts<'a> {
    /// The signer, as read.
    pub info: SignerInfo<'a>,
    /// What the attributes say. Claims, of which only those that are signed bind the signer.
    pub claims: Claims<'a>,
    /// The certificates that answer to the signer's identifier, each once; the first is the one that was used.
    pub candidates: Vec<Candidate<'a>>,
    /// The references of `signing-certificate` (v1 and v2), in order. The first is meant to be the signer's
    /// (RFC 5035 section 3); the others are of its chain, and match no signer's certificate.
    pub references: Vec<ReferenceFacts<'a>>,
    /// The digest that the signer says it used; `None` if unknown.
    pub digest: Option<Digest>,
    /// The signature scheme.
    pub scheme: Result<Scheme, firma_algoritmi::Error>,
    /// Whether the digest of the scheme is the digest declared beside it. DSS refuses a signature where they differ;
    /// so does [`intact`](Self::intact).
    pub algorithms_agree: bool,
    /// Whether `cms-algorithm-protection` (RFC 6211), if there, names the algorithms that are used.
    pub algorithm_protection: Option<bool>,
    /// Whether the attribute `message-digest` is the digest of what is signed; for a signer without signed attributes,
    /// [`Check::Impossible`] with [`Reason::Absent`]: the signature itself is over what is signed.
    pub message_digest: Check,
    /// Whether the attribute `content-type` is the type of what is signed; `None` if it is not there. A counter-signature must
    /// not have it (RFC 5652 section 11.4).
    pub content_type_agrees: Option<bool>,
    /// Whether the signature holds over the signed attributes (else over what is signed) with the key of the first candidate.
    pub signature: Check,
    /// The time stamps, in the order of the file: those in signed attributes first.
    pub time_stamps: Vec<TokenFacts<'a>>,
    /// The counter-signatures: each signs this signer's signature value.
    pub counter_signatures: Vec<SignerFacts<'a>>,
    /// The certificates of `certificate-values`.
    pub certificates: Vec<Certificate<'a>>,
    /// The revocation data of `revocation-values` and of Adobe's attribute.
    pub revocations: Vec<Revocation<'a>>,
    /// What is not as it should be, in the signer and in checking it.
    pub anomalies: Vec<Anomaly>,
}

impl<'a> SignerFacts<'a> {
    /// The certificate that the signer was checked with.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate<'a>> {
        self.candidates.first().map(|candidate| &candidate.certificate)
    }

    /// True if the mathematics holds: the signature by the certificate's key, the digest of what is signed, the agreement
    /// of the algorithms and of the content type, no signed attribute twice, no signature cut off its document. **It says nothing about who holds the certificate,
    /// nor about which certificate the signer meant** ([`is_bound`](Self::is_bound)).
    #[must_use]
    pub fn intact(&self) -> bool {
        let covers = match (&self.message_digest, self.info.has_signed_attributes()) {
            (digest, true) => digest.holds(),
            (_, false) => true,
        };
        let is_plain = |anomaly: &Anomaly| {
            !matches!(anomaly, Anomaly::RepeatedAttribute { signed: true, .. } | Anomaly::ContentIsAttributes)
        };
        self.signature.holds()
            && covers
            && self.algorithms_agree
            && self.algorithm_protection != Some(false)
            && self.content_type_agrees != Some(false)
            && self.anomalies.iter().all(is_plain)
    }

    /// True if a signed reference binds the signature to the certificate (CAdES, EN 319 122-1 section 5.2.2): the first
    /// has its hash and, if it names them, its issuer and serial number. `None` without references.
    #[must_use]
    pub fn is_bound(&self) -> Option<bool> {
        let first = self.references.first()?;
        Some(first.hash.holds() && first.issuer_serial != Some(false))
    }

    /// The time stamps with this role.
    pub fn time_stamps_of(&self, role: TokenRole) -> impl Iterator<Item = &TokenFacts<'a>> {
        self.time_stamps.iter().filter(move |token| token.role == role)
    }
}

/// What a time stamp is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenRole {
    /// `content-time-stamp`: over what is signed, before it was signed.
    Content,
    /// `signature-time-stamp`: over the signature value (CAdES-T).
    Signature,
    /// `CAdES-C-time-stamp`: over the signature, its time stamps and the references (CAdES-X type 1).
    References,
    /// `time-stamped-certs-crls-references`: over the references alone (CAdES-X type 2).
    ReferencesAlone,
    /// `archive-time-stamp` of the first form, whose imprint is not computed.
    ArchiveV1,
    /// `archive-time-stamp`, v2.
    ArchiveV2,
    /// `archive-time-stamp-v3` over an `ats-hash-index`.
    ArchiveV3,
    /// In a file of its own (`.tsr`), in a `.tsd` or in a PDF: over bytes given apart.
    Document,
}

/// What the checks found of one time stamp.
#[derive(Debug, Clone)]
pub struct TokenFacts<'a> {
    /// What it is there for.
    pub role: TokenRole,
    /// The token, as it stands.
    pub der: &'a [u8],
    /// What it says, and its signature; or why it cannot be read.
    pub reading: Result<Box<TokenReading<'a>>, Error>,
    /// Whether its imprint is that of what it must cover.
    pub imprint: Check,
    /// What `ats-hash-index` covers, for [`TokenRole::ArchiveV3`].
    pub hash_index: Option<HashIndexFacts<'a>>,
}

/// What a time stamp says, and its own signature.
#[derive(Debug, Clone)]
pub struct TokenReading<'a> {
    /// What it says.
    pub info: TstInfo,
    /// The signed data that carry it: certificates, revocation data.
    pub data: SignedData<'a>,
    /// Its signer: one, or [`Anomaly::TokenSigners`] tells.
    pub signers: Vec<SignerFacts<'a>>,
    /// What is not as it should be.
    pub anomalies: Vec<Anomaly>,
}

impl<'a> TokenFacts<'a> {
    /// What it says, if it can be read.
    #[must_use]
    pub fn info(&self) -> Option<&TstInfo> {
        self.reading.as_ref().ok().map(|reading| &reading.info)
    }

    /// The signer, if there is exactly one.
    #[must_use]
    pub fn signer(&self) -> Option<&SignerFacts<'a>> {
        match self.reading.as_ref().ok()?.signers.as_slice() {
            [signer] => Some(signer),
            _ => None,
        }
    }

    /// True if the mathematics holds: the imprint is of what it must cover, and its one signature is
    /// [`intact`](SignerFacts::intact). **It says nothing about who the authority is.**
    #[must_use]
    pub fn intact(&self) -> bool {
        self.imprint.holds() && self.signer().is_some_and(SignerFacts::intact)
    }
}
