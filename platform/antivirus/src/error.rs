use std::io;

/// Why nothing is known of a file. Each is the end of a sentence that begins with "L'antivirus". Italian.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody answers there.
    #[error("non risponde a {address} ({reason})")]
    Away {
        /// The address.
        address: String,
        /// What the operating system said.
        reason: String,
    },
    /// It took longer than it is given.
    #[error("non ha risposto entro {0} secondi")]
    Slow(u64),
    /// It hung up, or the network did.
    #[error("ha interrotto il collegamento ({0})")]
    Broken(String),
    /// It looks at no files of this size.
    #[error("non guarda file così grandi (StreamMaxLength nelle impostazioni di clamd)")]
    TooLarge,
    /// It says something else than yes or no.
    #[error("ha risposto \"{0}\"")]
    Said(String),
}

/// What the operating system says, in words.
pub(crate) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "il file del socket non c'è".into(),
        io::ErrorKind::PermissionDenied => "questo utente non può usarlo".into(),
        io::ErrorKind::ConnectionRefused => "nessuno ascolta".into(),
        io::ErrorKind::UnexpectedEof => "ha chiuso senza rispondere".into(),
        _ => error.to_string(),
    }
}
