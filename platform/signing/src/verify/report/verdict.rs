//! Verdicts and checks (ETSI EN 319 102-1 §5.1.3).

use serde::{Deserialize, Serialize};

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Indication {
    /// All checks passed.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// What is at hand is not enough to say either.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The signature is not valid.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

impl Indication {
    /// The standard's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Indication::TotalPassed => "TOTAL-PASSED",
            Indication::Indeterminate => "INDETERMINATE",
            Indication::TotalFailed => "TOTAL-FAILED",
        }
    }
}

macro_rules! sub_indications {
    ($($name:ident $text:literal $words:literal,)*) => {
        /// Why a verdict is not TOTAL-PASSED (§5.1.3, tables 5 and 6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum SubIndication {
            $(#[doc = $words] #[serde(rename = $text)] $name,)*
        }

        impl SubIndication {
            /// The standard's name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(SubIndication::$name => $text,)* }
            }

            /// In Italian, for a clerk.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(SubIndication::$name => $words,)* }
            }
        }
    };
}

sub_indications! {
    FormatFailure "FORMAT_FAILURE" "la firma non ha la forma prevista",
    HashFailure "HASH_FAILURE" "il documento non è quello firmato",
    SigCryptoFailure "SIG_CRYPTO_FAILURE"
        "la firma non corrisponde alla chiave del certificato",
    Revoked "REVOKED"
        "il certificato era già revocato quando la firma è stata apposta",
    Expired "EXPIRED"
        "il certificato era già scaduto quando la firma è stata apposta",
    NotYetValid "NOT_YET_VALID"
        "il certificato non valeva ancora quando la firma è stata apposta",
    SigConstraintsFailure "SIG_CONSTRAINTS_FAILURE"
        "la firma non contiene quello che una firma a norma deve contenere",
    ChainConstraintsFailure "CHAIN_CONSTRAINTS_FAILURE"
        "il certificato non può essere usato per questa firma",
    CertificateChainGeneralFailure "CERTIFICATE_CHAIN_GENERAL_FAILURE" "il certificato non si può controllare",
    CryptoConstraintsFailure "CRYPTO_CONSTRAINTS_FAILURE"
        "gli algoritmi usati non erano abbastanza sicuri",
    CryptoConstraintsFailureNoPoe "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        "gli algoritmi usati oggi non sono più sicuri e non c'è prova che la firma sia di quando lo erano",
    TimestampOrderFailure "TIMESTAMP_ORDER_FAILURE" "le marche temporali si contraddicono",
    NoSigningCertificateFound "NO_SIGNING_CERTIFICATE_FOUND"
        "non si trova il certificato di chi ha firmato",
    NoCertificateChainFound "NO_CERTIFICATE_CHAIN_FOUND"
        "il certificato non risale a un'autorità di cui ci fidiamo",
    RevokedNoPoe "REVOKED_NO_POE"
        "il certificato è stato revocato e non c'è prova che la firma sia di prima",
    RevokedCaNoPoe "REVOKED_CA_NO_POE"
        "il certificato di un'autorità è stato revocato e non c'è prova che la firma sia di prima",
    OutOfBoundsNotRevoked "OUT_OF_BOUNDS_NOT_REVOKED"
        "il certificato, mai revocato, è scaduto e non c'è prova che la firma sia di prima",
    OutOfBoundsNoPoe "OUT_OF_BOUNDS_NO_POE"
        "il certificato è scaduto e non c'è prova che la firma sia di prima",
    RevocationOutOfBoundsNoPoe "REVOCATION_OUT_OF_BOUNDS_NO_POE"
        "le notizie sulla revoca sono di quando il certificato era già scaduto",
    NoPoe "NO_POE"
        "non c'è prova di quando la firma esistesse",
    TryLater "TRY_LATER"
        "non si sa se il certificato fosse revocato o sospeso",
    SignedDataNotFound "SIGNED_DATA_NOT_FOUND"
        "quello che è firmato manca o non si può confrontare",
}

impl SubIndication {
    /// The verdict that it goes with.
    #[must_use]
    pub fn indication(self) -> Indication {
        use SubIndication as S;
        match self {
            S::FormatFailure | S::HashFailure | S::SigCryptoFailure | S::Revoked | S::Expired | S::NotYetValid => {
                Indication::TotalFailed
            }
            _ => Indication::Indeterminate,
        }
    }
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CheckName {
    /// The form (§5.2.2).
    Format,
    /// The signing certificate was found and is the one named (§5.2.3).
    SigningCertificate,
    /// The signed content is what is there (§5.2.7).
    Content,
    /// The value is of the certificate's key (§5.2.7).
    Value,
    /// A path to an anchor was found, and may be relied upon (§5.2.6).
    Chain,
    /// The certificates of the path were valid at the instant that counts (§5.2.6).
    Validity,
    /// Nor revoked, nor suspended (§5.2.5, §5.2.6).
    Revocation,
    /// Attributes (§5.2.8).
    Attributes,
    /// Algorithms were strong at the instant that counts (§5.2.8).
    Algorithms,
    /// Time stamps (§5.4, §5.5).
    TimeStamps,
    /// What was added to the document after.
    Changes,
    /// What the list says (ETSI TS 119 615).
    Qualification,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CheckOutcome {
    /// It passed.
    Passed,
    /// It passed, with something to be told.
    Warning,
    /// Not enough is known.
    Unknown,
    /// It did not pass.
    Failed,
}

/// A check, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was checked.
    pub name: CheckName,
    /// What came of it.
    pub outcome: CheckOutcome,
    /// In Italian.
    pub text: String,
}

impl Check {
    /// A check.
    #[must_use]
    pub fn new(name: CheckName, outcome: CheckOutcome, text: impl Into<String>) -> Self {
        Check { name, outcome, text: text.into() }
    }

    /// Whether it passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        matches!(self.outcome, CheckOutcome::Passed | CheckOutcome::Warning)
    }

    /// Whether it is about the signed content and the key.
    #[must_use]
    pub fn is_about_content(&self) -> bool {
        matches!(self.name, CheckName::Content | CheckName::Value)
    }

    /// One that passed.
    #[must_use]
    pub fn passed(name: CheckName, text: impl Into<String>) -> Self {
        Check::new(name, CheckOutcome::Passed, text)
    }

    /// One that did not, as this sub-indication says.
    #[must_use]
    pub fn failed(name: CheckName, sub: SubIndication, text: impl Into<String>) -> Self {
        let outcome = match sub.indication() {
            Indication::TotalFailed => CheckOutcome::Failed,
            _ => CheckOutcome::Unknown,
        };
        Check::new(name, outcome, text)
    }
}
