use std::path::PathBuf;

/// Why an ente could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What the keys say.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// What the store of files says.
    #[error(transparent)]
    Store(#[from] documents::store::StoreError),
    /// A folder that cannot be made or written.
    #[error("La cartella {} non si può usare: {reason}. Controlla che esista e che il programma possa scriverci.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// There is already one with this name or host.
    #[error("C'è già un ente con il codice o l'indirizzo \"{0}\".")]
    Taken(String),
    /// Enti whose own key opens with no key that is here.
    #[error(
        "La chiave dell'installazione non apre i segreti di questi enti: {0}. La chiave non è cambiata. Lancia \"municipio doctor\" e \
         rimetti a posto quelli, poi riprova."
    )]
    Closed(String),
    /// A code that cannot be used.
    #[error("Il codice dell'ente \"{0}\" non va bene: usa da 1 a 35 lettere minuscole, cifre o trattini bassi.")]
    BadSlug(String),
}
