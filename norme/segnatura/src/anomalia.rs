//! What is odd in a file that was read all the same.

/// One flaw, as an Italian sentence ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomalia {
    /// Bytes that do not fit the declared encoding.
    #[error("la codifica dei caratteri dichiarata non è quella vera: qualche lettera può essere sbagliata")]
    Codifica,
    /// The namespace is not that of any form.
    #[error("lo spazio dei nomi «{0}» non è previsto per la segnatura di protocollo")]
    Namespace(String),
    /// A required element is missing or empty.
    #[error("nella segnatura manca {0}")]
    Manca(&'static str),
    /// A date or time that cannot be read.
    #[error("nella segnatura {campo} non è valido: «{valore}»")]
    ValoreNonValido {
        /// What.
        campo: &'static str,
        /// As written.
        valore: String,
    },
    /// The 2021 form must be signed.
    #[error("la segnatura non è firmata, come invece richiedono le linee guida AgID")]
    NonFirmata,
}
