//! Why a list was not taken.

/// Why a list was not taken. The text is Italian, for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read as XML.
    #[error("la lista di fiducia non si legge: {0}")]
    Xml(#[from] firma_xml::Error),
    /// It is XML, but no trusted list.
    #[error("il file non è una lista di fiducia (TS 119 612): comincia con «{0}»")]
    NotAList(String),
    /// There is no signature, or more than one of the list.
    #[error("la lista di fiducia deve avere una firma sola: ne ha {0}")]
    Signatures(usize),
    /// The signature does not cover the whole list.
    #[error("la firma della lista di fiducia non copre l'intera lista: {0}")]
    NotWhole(String),
    /// What is signed was changed.
    #[error("la lista di fiducia è stata modificata dopo la firma: il contenuto non corrisponde alla firma")]
    Changed,
    /// The signature value does not hold with any of the certificates.
    #[error("la firma della lista di fiducia non è di nessuno dei certificati autorizzati ({0})")]
    NotTheirs(usize),
    /// The signature cannot be checked.
    #[error("la firma della lista di fiducia non si può controllare: {0}")]
    Unchecked(String),
    /// A mandatory part is missing or cannot be read.
    #[error("nella lista di fiducia manca o non si legge «{0}» (TS 119 612)")]
    Missing(&'static str),
    /// There is more of something than any list has.
    #[error("la lista di fiducia contiene più di {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
}
