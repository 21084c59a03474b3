use kernel::Refusal;

/// What is said of what is not there, in the program's own words and in the answer.
mod assenti {
    pub const REGISTRAZIONE: &str =
        "Non c'è nessuna registrazione con questo numero, oppure non è assegnata a te o al tuo ufficio.";
    pub const MESSAGGIO: &str =
        "Non c'è nessun messaggio con questo indirizzo, oppure è arrivato in una casella di un altro ufficio.";
    pub const GIORNALIERO: &str = "Di questo giorno non c'è il registro: si forma nella notte che lo chiude.";
    pub const SPEDIZIONE: &str = "Questa registrazione non ha una spedizione così. Torna alla registrazione e riprova.";
    pub const EMERGENZA: &str = "Non c'è nessuna interruzione con questo indirizzo. Torna al registro di emergenza.";
    pub const TITOLARIO: &str = "Non c'è nessuna versione del titolario con questo indirizzo. Torna al titolario.";
    pub const REPERTORIO: &str = "Non c'è nessun repertorio con questo indirizzo. Torna ai repertori.";
    pub const FASCICOLO: &str = "Non c'è nessun fascicolo con questo numero, oppure è di un altro ufficio.";
    pub const RICERCA: &str =
        "Non c'è nessuna ricerca salvata con questo indirizzo, oppure chi l'ha salvata non la condivide con te.";
    pub const STAMPA: &str = "Questa stampa del registro non c'è, oppure è scaduta: chiedila di nuovo.";
    pub const CASELLA: &str =
        "Non c'è nessuna casella con questo indirizzo, oppure la tengono le impostazioni: qui si può solo guardare.";
    pub const AUTORITA: &str =
        "Questa autorità non è nell'elenco: forse l'ha tolta un collega. Torna alle caselle di posta.";
    pub const DOCUMENTO: &str = "Questo documento non è di questa registrazione.";
    pub const VERSIONE: &str =
        "Di questo documento non c'è ancora una versione PDF: si prepara dalla pagina della registrazione.";
    pub const NON_IN_ARRIVO: &str = "La ricevuta si dà per i documenti in arrivo: questa registrazione non lo è.";
    pub const NON_SI_TIMBRA: &str =
        "Il timbro si mette sulla copia di un PDF: questo documento non lo è, oppure non è di questa registrazione.";
}

/// Why the office did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] authz::Denied),
    /// No such entry, for this person.
    #[error("{}", assenti::REGISTRAZIONE)]
    NotFound,
    /// No such message, for this person.
    #[error("{}", assenti::MESSAGGIO)]
    MessaggioAssente,
    /// A day without a register.
    #[error("{}", assenti::GIORNALIERO)]
    GiornalieroAssente,
    /// No such sending, of that entry.
    #[error("{}", assenti::SPEDIZIONE)]
    SpedizioneAssente,
    /// No such interruption.
    #[error("{}", assenti::EMERGENZA)]
    EmergenzaAssente,
    /// No such version of the titolario.
    #[error("{}", assenti::TITOLARIO)]
    TitolarioAssente,
    /// No such repertory.
    #[error("{}", assenti::REPERTORIO)]
    RepertorioAssente,
    /// No such fascicolo, for this person.
    #[error("{}", assenti::FASCICOLO)]
    FascicoloAssente,
    /// No such kept filter, for this person.
    #[error("{}", assenti::RICERCA)]
    RicercaAssente,
    /// No such print, or its files are gone.
    #[error("{}", assenti::STAMPA)]
    StampaAssente,
    /// No such mailbox, or nothing such of one, for this person.
    #[error("{}", assenti::CASELLA)]
    CasellaAssente,
    /// A document of another entry, or of none.
    #[error("{}", assenti::DOCUMENTO)]
    DocumentoAssente,
    /// No PDF was made of that document.
    #[error("{}", assenti::VERSIONE)]
    VersioneAssente,
    /// No such authority among those that the ente trusts.
    #[error("{}", assenti::AUTORITA)]
    AutoritaAssente,
    /// The settings of a mailbox name a unit that is not there.
    #[error(
        "La casella {casella} indica l'ufficio {ufficio}, che non c'è: correggi unit nelle impostazioni, con il codice che mostra Comando in Organigramma."
    )]
    UfficioIgnoto {
        /// The mailbox.
        casella: String,
        /// What the settings say.
        ufficio: String,
    },
    /// Fascicoli that the coming of a titolario moves and that could not be continued, each with the reason.
    #[error("Alcuni fascicoli aperti non sono passati nel nuovo titolario; gli altri sì. Ecco quali, e perché: {0}")]
    NonPassati(String),
    /// What the mail server says, or does not.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// A receipt was asked for something that nobody presented.
    #[error("{}", assenti::NON_IN_ARRIVO)]
    NonInArrivo,
    /// A stamp was asked for something that takes none.
    #[error("{}", assenti::NON_SI_TIMBRA)]
    NonSiTimbra,
    /// Why a copy was not stamped, where no sheet can stand for it.
    #[error(transparent)]
    Unstamped(#[from] documents::stamp::Unstamped),
    /// Why a document could not be put on paper.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// What checks of signatures say.
    #[error(transparent)]
    Validation(validation::Error),
    /// What the conversions to PDF say.
    #[error(transparent)]
    Conversion(conversion::Error),
    /// What the vault says, in which the passwords of mailboxes lie sealed.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// What the ente's seal says.
    #[error(transparent)]
    Seal(seal::Error),
    /// Why nobody is given a document: it was discarded.
    #[error(transparent)]
    Negato(#[from] web::Error),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// What the accounts say.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// What the queue of jobs says.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// What the search index says.
    #[error(transparent)]
    Search(search::Error),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

// A database that is away is told as such, through whomever it was asked.
impl From<seal::Error> for Error {
    fn from(error: seal::Error) -> Self {
        match error {
            seal::Error::Db(error) => Self::Db(error),
            seal::Error::Rows(error) => Self::Db(error.into()),
            seal::Error::Ledger(error) => Self::Ledger(error),
            seal::Error::Refused(refusal) => Self::Refused(refusal),
            seal::Error::Validation(error) => error.into(),
            other => Self::Seal(other),
        }
    }
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Refused(refusal) => Self::Refused(refusal),
            directory::Error::Denied(denied) => Self::Denied(denied),
            directory::Error::Ledger(error) => Self::Ledger(error),
            directory::Error::Db(error) => Self::Db(error),
        }
    }
}

impl From<validation::Error> for Error {
    fn from(error: validation::Error) -> Self {
        match error {
            validation::Error::Refused(refusal) => Self::Refused(refusal),
            validation::Error::Ledger(error) => Self::Ledger(error),
            validation::Error::Db(error) => Self::Db(error),
            validation::Error::Store(error) => Self::Store(error),
            other => Self::Validation(other),
        }
    }
}

impl From<conversion::Error> for Error {
    fn from(error: conversion::Error) -> Self {
        match error {
            conversion::Error::Refused(refusal) => Self::Refused(refusal),
            conversion::Error::Ledger(error) => Self::Ledger(error),
            conversion::Error::Db(error) => Self::Db(error),
            conversion::Error::Store(error) => Self::Store(error),
            conversion::Error::Jobs(error) => Self::Jobs(error),
            other @ conversion::Error::NotStarted => Self::Conversion(other),
        }
    }
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::Db(error) => Self::Db(error),
            other => Self::Search(other),
        }
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Denied(denied) => denied.into(),
            Error::NotFound => Self::NotFound(assenti::REGISTRAZIONE),
            Error::MessaggioAssente => Self::NotFound(assenti::MESSAGGIO),
            Error::GiornalieroAssente => Self::NotFound(assenti::GIORNALIERO),
            Error::SpedizioneAssente => Self::NotFound(assenti::SPEDIZIONE),
            Error::EmergenzaAssente => Self::NotFound(assenti::EMERGENZA),
            Error::TitolarioAssente => Self::NotFound(assenti::TITOLARIO),
            Error::RepertorioAssente => Self::NotFound(assenti::REPERTORIO),
            Error::FascicoloAssente => Self::NotFound(assenti::FASCICOLO),
            Error::RicercaAssente => Self::NotFound(assenti::RICERCA),
            Error::StampaAssente => Self::NotFound(assenti::STAMPA),
            Error::CasellaAssente => Self::NotFound(assenti::CASELLA),
            Error::DocumentoAssente => Self::NotFound(assenti::DOCUMENTO),
            Error::AutoritaAssente => Self::NotFound(assenti::AUTORITA),
            Error::VersioneAssente => Self::NotFound(assenti::VERSIONE),
            Error::Conversion(error) => Self::internal(error),
            Error::Validation(error) => Self::internal(error),
            Error::Seal(error) => Self::internal(error),
            Error::Vault(error) => Self::internal(error),
            Error::UfficioIgnoto { .. } | Error::NonPassati(_) => Self::internal(error),
            Error::Mail(error) => Self::internal(error),
            Error::NonInArrivo => Self::NotFound(assenti::NON_IN_ARRIVO),
            Error::NonSiTimbra => Self::NotFound(assenti::NON_SI_TIMBRA),
            Error::Unstamped(error) => Self::internal(error),
            Error::Pdf(error @ pdf::Error::TooSlow { .. }) => Self::Unavailable(error.to_string()),
            Error::Pdf(error @ pdf::Error::TooLarge { .. }) => Self::TooLarge(error.to_string()),
            Error::Pdf(error) => Self::internal(error),
            Error::Negato(error) => error,
            Error::Ledger(error) => error.into(),
            Error::Db(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Accounts(error) => error.into(),
            Error::Jobs(error) => error.into(),
            Error::Search(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever waits for their turn is told so, and not of a fault of ours.
    #[test]
    fn a_judge_that_is_busy_is_told_in_its_own_words() {
        let busy = || seal::Error::Validation(Refusal::because("Riprova fra un minuto.").into());
        assert!(matches!(Error::from(busy()), Error::Refused(_)));
        assert!(busy().passes() && !seal::Error::Unreadable.passes());
    }
}
