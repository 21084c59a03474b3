/// Why a seal could not be set or used. Italian, with what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The database, through the rows.
    #[error(transparent)]
    Rows(#[from] sea_orm::DbErr),
    /// The journal.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The key does not open.
    #[error("La chiave del sigillo non si apre: {0}")]
    Vault(#[from] vault::Error),
    /// The judge of signatures could not be asked.
    #[error(transparent)]
    Validation(#[from] validation::Error),
    /// The file cannot be used as a seal: all the reasons.
    #[error(transparent)]
    Refused(#[from] kernel::Refusal),
    /// The key lies readable: the ente has no vault.
    #[error(
        "I segreti di questo ente non sono ancora chiusi con una chiave, e il sigillo non può stare in chiaro nel database. Prima lancia \"municipio \
         key seal\"."
    )]
    NoVault,
    /// The key of the seal that is set is not in the database: lost, or removed by hand.
    #[error("Nel database non c'è la chiave del sigillo: caricalo di nuovo con \"municipio sigillo importa\".")]
    NoKey,
    /// The program lost what it had kept.
    #[error(
        "Il certificato del sigillo conservato nel database non si legge: caricalo di nuovo con \"municipio sigillo importa\"."
    )]
    Unreadable,
    /// A signature was not made.
    #[error(transparent)]
    Sign(#[from] signing::sign::Error),
    /// The authority for time stamps gave none, or none that holds: why, without a full stop.
    #[error("La marca temporale non è arrivata: {0}.")]
    Stamp(String),
    /// A signature in XML was not made.
    #[error("Il sigillo sull'XML non è riuscito: {0}.")]
    Xml(firma_xml::make::MakeError),
    /// What was sealed does not hold.
    #[error(
        "Il sigillo appena messo non ha superato il nostro stesso controllo ({0}), e il documento non è stato sigillato."
    )]
    DoesNotHold(String),
    /// The work was broken off.
    #[error("Il programma si è interrotto mentre sigillava: riprova.")]
    Interrupted,
}

impl Error {
    /// Whether the cause is of the moment, the seal and the document having nothing to do with it: a database or a
    /// judge that is away. What was to be sealed waits, for the same goes well later with nothing done.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Db(_) | Self::Rows(_) | Self::Ledger(_) | Self::Validation(_) | Self::Interrupted)
    }
}

/// What the authority for time stamps answered, or that it did not.
pub(crate) fn unstamped(error: signing::sign::Error) -> Error {
    Error::Stamp(unheard(error))
}

/// What whoever was asked beside a signature answered, or that they did not, without a full stop: nobody was signing there, so that
/// what [`signing::sign::Error`] says of it is left out.
pub(crate) fn unheard(error: signing::sign::Error) -> String {
    match error {
        signing::sign::Error::Silent { service, why } => format!("{service} non risponde ({why})"),
        signing::sign::Error::TooLong { service, limit } => format!("{service} ha risposto con oltre {limit} byte"),
        // Not from the service of signatures.
        signing::sign::Error::Refused { code, words } => format!("{} ({code})", words.trim_end_matches('.')),
        other => other.to_string().trim_end_matches('.').to_owned(),
    }
}

impl From<firma_scrivi::Error> for Error {
    fn from(error: firma_scrivi::Error) -> Self {
        Self::Sign(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_that_refuses_is_not_told_as_the_service_of_signatures() {
        let words = "nome o parola d'ordine della marcatura temporale non sono accettati.".to_owned();
        let told = unstamped(signing::sign::Error::Refused { code: "HTTP 401".into(), words }).to_string();
        let wanted = "La marca temporale non è arrivata: nome o parola d'ordine della marcatura temporale non sono accettati (HTTP 401).";
        assert_eq!(told, wanted);
    }
}
