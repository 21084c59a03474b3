/// Why something was not indexed or sought.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A scope that cannot be told from others for sure. A mistake of ours, not of whoever asks.
    #[error(
        "Un ambito di visibilità di {bytes} byte non è valido: deve averne da 1 a 200. Niente è stato indicizzato: \
         segnalalo a chi cura il programma."
    )]
    BadScope {
        /// How long it is.
        bytes: usize,
    },
    /// The link to a page of results is not one of ours.
    #[error("Il collegamento alla pagina di risultati non è valido. Ripeti la ricerca dall'inizio.")]
    BadKeyset,
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
