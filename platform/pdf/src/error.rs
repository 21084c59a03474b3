use std::time::Duration;

/// Why a document was not made. `Display` is the Italian sentence for the person at the screen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The template, as it is written, does not give a document: a fault of whoever wrote it.
    #[error("Il modello \"{template}\" contiene un errore: {}. Chi ha cambiato il modello deve correggerlo.", messages.join("; "))]
    Template {
        /// Its name.
        template: String,
        /// What Typst says, each with the file and line where it is known.
        messages: Vec<String>,
    },
    /// The data cannot be written as JSON.
    #[error("I dati del documento non si possono scrivere.")]
    Data(#[from] serde_json::Error),
    /// More data, pages or bytes than allowed.
    #[error("Il documento è troppo grande ({what}): dividilo in più documenti.")]
    TooLarge {
        /// What there is too much of, in Italian.
        what: &'static str,
    },
    /// It was not ready in time.
    #[error("Il documento non era pronto dopo {} secondi. Riprova fra poco.", after.as_secs())]
    TooSlow {
        /// The time that was given.
        after: Duration,
    },
    /// Typst itself broke down, or its thread did not start.
    #[error("Il programma che scrive i documenti si è fermato. Riprova; se succede ancora, chiama l'assistenza.")]
    Broken,
}
