//! What a PEC message is.

use std::fmt;

/// The kinds of message of the PEC system (DM 2/11/2005, RFC 6109 section 3), and ordinary mail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Transport envelope: a certified message for us (*busta di trasporto*).
    PostaCertificata,
    /// The sender's provider has taken the message (*ricevuta di accettazione*).
    Accettazione,
    /// The sender's provider has refused the message (*avviso di non accettazione*).
    NonAccettazione(ErroreConsegna),
    /// Provider to provider: message taken over (*ricevuta di presa in carico*).
    PresaInCarico,
    /// The message is in the recipient's mailbox (*ricevuta di avvenuta consegna*): for the law, delivered.
    AvvenutaConsegna,
    /// The message could not be delivered (*avviso di mancata consegna*).
    MancataConsegna(ErroreConsegna),
    /// After 12 hours there is no word from the recipient's provider: delivery may fail (*avviso di mancata
    /// consegna per superamento dei tempi massimi*).
    PreavvisoMancataConsegna,
    /// The recipient's provider found a virus (*avviso di rilevazione virus*).
    RilevazioneVirus,
    /// Mail from outside the certified circuit, or a damaged envelope (*busta di anomalia*).
    AnomaliaMessaggio,
    /// Ordinary mail: nothing says that it passed through the PEC system.
    Ordinaria,
    /// The message calls itself PEC, of a kind that the rules do not know.
    Sconosciuta(String),
}

/// Why a delivery failed: attribute `errore` of `daticert.xml` (RFC 6109 section 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErroreConsegna {
    /// `nessuno`, or nothing said.
    NonIndicato,
    /// `no-dest`: the mailbox does not exist or does not accept.
    Destinatario,
    /// `no-dominio`: the domain does not exist or cannot be reached.
    Dominio,
    /// `virus`.
    Virus,
    /// `altro`: see [`crate::Daticert::errore_esteso`].
    Altro,
}

impl ErroreConsegna {
    /// Reads the attribute `errore`; what is not in the rules counts as [`ErroreConsegna::Altro`].
    #[must_use]
    pub fn from_code(code: Option<&str>) -> Self {
        match code.map(str::to_ascii_lowercase).as_deref() {
            None | Some("nessuno") => ErroreConsegna::NonIndicato,
            Some("no-dest") => ErroreConsegna::Destinatario,
            Some("no-dominio") => ErroreConsegna::Dominio,
            Some("virus") => ErroreConsegna::Virus,
            Some(_) => ErroreConsegna::Altro,
        }
    }
}

impl fmt::Display for ErroreConsegna {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErroreConsegna::NonIndicato => "motivo non indicato",
            ErroreConsegna::Destinatario => "la casella del destinatario non esiste o non riceve",
            ErroreConsegna::Dominio => "il dominio del destinatario non esiste o non risponde",
            ErroreConsegna::Virus => "il messaggio contiene un virus",
            ErroreConsegna::Altro => "altro errore",
        })
    }
}

impl Kind {
    /// The kind named by `X-Ricevuta` or by `daticert.xml`, with the error code of the latter.
    #[must_use]
    pub fn from_code(code: &str, errore: Option<&str>) -> Self {
        match code.trim().to_ascii_lowercase().as_str() {
            "posta-certificata" => Kind::PostaCertificata,
            "accettazione" => Kind::Accettazione,
            "non-accettazione" => Kind::NonAccettazione(ErroreConsegna::from_code(errore)),
            "presa-in-carico" => Kind::PresaInCarico,
            "avvenuta-consegna" => Kind::AvvenutaConsegna,
            // The rules say "errore-consegna"; the other word is in the subject line and some write it here.
            "errore-consegna" | "mancata-consegna" => Kind::MancataConsegna(ErroreConsegna::from_code(errore)),
            "preavviso-errore-consegna" | "preavviso-mancata-consegna" => Kind::PreavvisoMancataConsegna,
            "rilevazione-virus" => Kind::RilevazioneVirus,
            "errore" | "anomalia-messaggio" => Kind::AnomaliaMessaggio,
            other => Kind::Sconosciuta(other.to_owned()),
        }
    }

    /// The word of the rules for this kind: good for storing and filtering.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Kind::PostaCertificata => "posta-certificata",
            Kind::Accettazione => "accettazione",
            Kind::NonAccettazione(_) => "non-accettazione",
            Kind::PresaInCarico => "presa-in-carico",
            Kind::AvvenutaConsegna => "avvenuta-consegna",
            Kind::MancataConsegna(_) => "errore-consegna",
            Kind::PreavvisoMancataConsegna => "preavviso-errore-consegna",
            Kind::RilevazioneVirus => "rilevazione-virus",
            Kind::AnomaliaMessaggio => "errore",
            Kind::Ordinaria => "ordinaria",
            Kind::Sconosciuta(code) => code,
        }
    }

    /// True for the messages about another message (receipts and notices), which answer something we sent.
    #[must_use]
    pub fn is_receipt(&self) -> bool {
        matches!(
            self,
            Kind::Accettazione
                | Kind::NonAccettazione(_)
                | Kind::PresaInCarico
                | Kind::AvvenutaConsegna
                | Kind::MancataConsegna(_)
                | Kind::PreavvisoMancataConsegna
                | Kind::RilevazioneVirus
        )
    }

    /// True if both name the same kind, whatever the reason of the failure.
    #[must_use]
    pub fn same_as(&self, other: &Kind) -> bool {
        self.code() == other.code()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::PostaCertificata => f.write_str("messaggio di posta certificata"),
            Kind::Accettazione => f.write_str("ricevuta di accettazione"),
            Kind::NonAccettazione(why) => write!(f, "avviso di non accettazione: {why}"),
            Kind::PresaInCarico => f.write_str("ricevuta di presa in carico"),
            Kind::AvvenutaConsegna => f.write_str("ricevuta di avvenuta consegna"),
            Kind::MancataConsegna(why) => write!(f, "avviso di mancata consegna: {why}"),
            Kind::PreavvisoMancataConsegna => f.write_str("preavviso di mancata consegna"),
            Kind::RilevazioneVirus => f.write_str("avviso di virus rilevato"),
            Kind::AnomaliaMessaggio => f.write_str("busta di anomalia: il messaggio non è certificato"),
            Kind::Ordinaria => f.write_str("messaggio di posta ordinaria"),
            Kind::Sconosciuta(code) => write!(f, "messaggio PEC di tipo sconosciuto («{code}»)"),
        }
    }
}
