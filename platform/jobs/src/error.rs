/// Why the queue did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// The data of a job are too many: a job carries ids, and reads what they point at when it runs.
    #[error(
        "Il lavoro \"{kind}\" porta con sé {bytes} byte: al massimo sono {most}. Segnalalo a chi cura il programma."
    )]
    TooLarge {
        /// The kind of job.
        kind: &'static str,
        /// How many bytes.
        bytes: usize,
        /// How many at most.
        most: usize,
    },
    /// The data of a job cannot be written as JSON.
    #[error("I dati del lavoro \"{kind}\" non si possono scrivere. Segnalalo a chi cura il programma.")]
    Unwritable {
        /// The kind of job.
        kind: &'static str,
        /// What the writer said.
        #[source]
        cause: serde_json::Error,
    },
    /// Someone has already retried or discarded it.
    #[error("Questo lavoro non è più tra quelli falliti: qualcuno lo ha già ripreso o scartato. Ricarica la pagina.")]
    NotFailed,
    /// What is missing to do it.
    #[error(transparent)]
    Refused(kernel::Refusal),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
