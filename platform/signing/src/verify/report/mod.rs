//! The report: one type for every form of signature.

mod mark;
mod sentence;
mod verdict;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::certificate::{LimitValue, Name, QcStatements};
use super::facts::StampKind;
use super::qualification::Qualification;
use super::revocation::{Outcome, Wanted};
pub use mark::Mark;
pub use verdict::{Check, CheckName, CheckOutcome, Indication, SubIndication};

/// Forms of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// CMS, ETSI EN 319 122 (`.p7m`, `.p7s`).
    Cades,
    /// In a PDF, ETSI EN 319 142.
    Pades,
    /// XML, ETSI EN 319 132.
    Xades,
    /// A container of documents and signatures, ETSI EN 319 162.
    Asic,
    /// S/MIME of a provider of certified mail (DM 2 November 2005, attachment).
    Mail,
    /// A time stamp alone (RFC 3161, RFC 5544).
    TimeStamp,
}

impl Format {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Format::Cades => "CAdES",
            Format::Pades => "PAdES",
            Format::Xades => "XAdES",
            Format::Asic => "ASiC",
            Format::Mail => "S/MIME",
            Format::TimeStamp => "marca temporale",
        }
    }
}

/// Levels of a signature's form, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Not even the basic attributes (plain CMS, plain XML-DSig, `adbe.pkcs7.detached`).
    None,
    /// Basic (B).
    B,
    /// With a time stamp (T).
    T,
    /// With validation data (LT).
    Lt,
    /// With time stamps upon them (LTA).
    Lta,
}

/// What a signature is over, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// In words, Italian ("il documento intero", "la revisione 2 di 3", "l'elemento FatturaElettronica").
    pub what: String,
    /// Whether that is the whole of the document as it is now.
    pub whole: bool,
    /// Byte ranges of the file, from and length, where the form has them.
    pub ranges: Vec<(u64, u64)>,
    /// What came after, in the order of the file.
    pub changes: Vec<Change>,
}

/// Something that was added to a document after a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What, in Italian ("una seconda firma", "una pagina").
    pub what: String,
    /// What it means.
    pub effect: Effect,
}

/// What a later change means for the signature before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Foreseen by the form: another signature, validation data, a time stamp.
    Harmless,
    /// Cannot be told to be harmless.
    Doubtful,
    /// Alters what people see, or what the signer forbade.
    Forbidden,
}

/// A certificate, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateReport {
    /// Whose.
    pub subject: Name,
    /// Whose authority.
    pub issuer: Name,
    /// Serial number, hexadecimal.
    pub serial: String,
    /// First instant of validity.
    pub not_before: DateTime<Utc>,
    /// Last instant of validity.
    pub not_after: DateTime<Utc>,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Policies, dotted.
    pub policies: Vec<String>,
    /// What the issuer states, for a qualified one.
    pub qc: Option<QcStatements>,
    /// What is known of its revocation at the instant that counts; `None` where it was not asked.
    pub revocation: Option<Outcome>,
    /// The bytes, DER.
    #[serde(with = "hex::serde")]
    pub der: Vec<u8>,
}

/// The anchor at which a path ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnchorReport {
    /// A service of a trusted list.
    List {
        /// Country, two letters.
        country: String,
        /// Who publishes the list.
        operator: String,
        /// Sequence number of the list.
        number: u64,
        /// Who offers the service.
        provider: String,
        /// The service.
        service: String,
    },
    /// Added by the ente.
    Added {
        /// Why.
        reason: String,
        /// Who added it.
        by: String,
    },
}

/// When a signature is proved to have existed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenTime {
    /// When.
    pub at: DateTime<Utc>,
    /// How that is known, in Italian ("marca temporale di …", "registrazione di protocollo n. …").
    pub how: String,
}

/// A time stamp, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeStampReport {
    /// Upon what.
    pub kind: StampKind,
    /// When it says.
    pub time: DateTime<Utc>,
    /// Who made it.
    pub authority: Option<Name>,
    /// Whether it is a qualified one (eIDAS art. 42), by the list.
    pub qualified: bool,
    /// Where its path ends.
    pub anchor: Option<AnchorReport>,
    /// From the authority's certificate to the anchor's.
    pub chain: Vec<CertificateReport>,
    /// The verdict.
    pub indication: Indication,
    /// Why, if it is not passed.
    pub sub_indication: Option<SubIndication>,
    /// Each check.
    pub checks: Vec<Check>,
}

/// A signature, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureReport {
    /// What it is called in the file.
    pub id: String,
    /// In which envelope it is, the outermost being 0.
    pub layer: usize,
    /// Its form.
    pub format: Format,
    /// Its level.
    pub level: Level,
    /// Who signed, as the certificate says; `None` without certificate.
    pub signer: Option<Name>,
    /// Limit of value in the certificate.
    pub limit: Option<LimitValue>,
    /// What it is worth, and by whose list.
    pub qualification: Qualification,
    /// When the signer says.
    pub claimed_time: Option<DateTime<Utc>>,
    /// In which roles the signer says it signed. The name says that nobody checked them, also to the programs that read the report. Reports of
    /// earlier releases have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unchecked_roles: Vec<Role>,
    /// Since when it is proved to exist; `None`: only now.
    pub proven_time: Option<ProvenTime>,
    /// Over what.
    pub scope: Scope,
    /// Algorithms, in words.
    pub algorithms: Vec<String>,
    /// Where the path ends.
    pub anchor: Option<AnchorReport>,
    /// From the signer's certificate to the anchor's.
    pub chain: Vec<CertificateReport>,
    /// Its time stamps.
    pub time_stamps: Vec<TimeStampReport>,
    /// The verdict (ETSI EN 319 102-1 §5.1.3).
    pub indication: Indication,
    /// Why, if it is not passed.
    pub sub_indication: Option<SubIndication>,
    /// Each check, with what came of it.
    pub checks: Vec<Check>,
    /// What would have to be fetched to know more.
    pub wanted: Vec<Wanted>,
    /// The colour. Green only if all is known and good.
    pub mark: Mark,
    /// One sentence for a clerk.
    pub sentence: String,
    /// Signatures upon this one.
    pub counter_signatures: Vec<SignatureReport>,
}

/// A role, or another attribute, with which somebody signs as the signature says (ETSI EN 319 122-1 and EN 319 132-1, 5.2.6). **Nobody
/// checked it**: a verdict never rests upon it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Whether the signer says so; else a certificate or an assertion of somebody else came along, which is not read.
    pub claimed: bool,
    /// What is written; `None` where it is in no form that is read.
    pub text: Option<String>,
}

impl Role {
    /// In words, Italian, without a full stop; never without saying that nobody checked it.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.claimed, &self.text) {
            (true, Some(text)) => format!("«{text}» (lo scrive chi firma: nessuno l'ha controllato)"),
            (true, None) => "un ruolo scritto in una forma che qui non si legge".to_owned(),
            (false, _) => "un ruolo attestato da altri, che qui non si legge e non si controlla".to_owned(),
        }
    }
}

/// All the signatures of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The instant for which it was judged.
    pub at: DateTime<Utc>,
    /// The signatures, the outermost envelope's first, then in the order of the file.
    pub signatures: Vec<SignatureReport>,
    /// Time stamps upon the file that belong to no signature.
    pub time_stamps: Vec<TimeStampReport>,
    /// What is odd about the file itself. Italian.
    pub warnings: Vec<String>,
    /// The colour of the whole: that of the worst.
    pub mark: Mark,
    /// One sentence for a clerk.
    pub sentence: String,
}

impl Report {
    /// Of these signatures and time stamps.
    #[must_use]
    pub fn of(
        at: DateTime<Utc>,
        signatures: Vec<SignatureReport>,
        time_stamps: Vec<TimeStampReport>,
        warnings: Vec<String>,
    ) -> Self {
        let mark = mark::whole(&signatures, &time_stamps, &warnings);
        let sentence = sentence::whole(&signatures, &time_stamps, &warnings);
        Report { at, signatures, time_stamps, warnings, mark, sentence }
    }
}

/// The sentence of a signature.
pub(crate) fn sentence(report: &SignatureReport) -> String {
    sentence::one(report)
}

/// The colour of a signature.
pub(crate) fn mark(report: &SignatureReport) -> Mark {
    mark::one(report)
}
