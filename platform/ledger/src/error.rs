use kernel::Instant;

/// Why the ledger did not write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the database says.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A secret that does not open.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The machine's clock went back: registering now would put entries in the wrong order (art. 53 DPR 445/2000).
    #[error(
        "L'orologio del server segna {now}, ma l'ultima scrittura è delle {last}. Nessuna registrazione è possibile \
         finché l'orologio non è corretto: avvisa chi cura il server."
    )]
    ClockBehind {
        /// What the clock says.
        now: Instant,
        /// The instant of the last write.
        last: Instant,
    },
    /// A leaf or a checkpoint that cannot be read back: the store was tampered with or damaged.
    #[error("Il giornale è danneggiato alla voce {index}: {what}. Lancia `municipio verify` e chiama l'assistenza.")]
    Damaged {
        /// The leaf.
        index: u64,
        /// What was found.
        what: String,
    },
    /// What was asked for is not in the journal.
    #[error("Nel giornale non c'è {0}.")]
    Absent(String),
    /// The row changed since it was read.
    #[error("Qualcun altro ha modificato lo stesso dato nel frattempo. Ricarica la pagina: niente è stato scritto.")]
    Changed,
    /// What a row would name was there and is not any more, or nobody can say that it is, in a sentence for whoever waits.
    #[error("{0}")]
    Gone(&'static str),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}
