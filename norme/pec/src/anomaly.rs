//! What is wrong or missing in a message that was read all the same.

/// One thing that whoever registers the message should know. The text is Italian, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomaly {
    /// A PEC message without `daticert.xml`.
    #[error("manca il file daticert.xml con i dati di certificazione: data e mittente non sono certificati")]
    DaticertMancante,
    /// `daticert.xml` cannot be read.
    #[error("il file daticert.xml non si può leggere: {0}")]
    DaticertIlleggibile(String),
    /// `daticert.xml` lacks something that the rules require.
    #[error("nel file daticert.xml manca o non è valido: {0}")]
    DaticertIncompleto(&'static str),
    /// There is a `daticert.xml` but no header says that the message is PEC.
    #[error("il messaggio contiene daticert.xml ma non ha le intestazioni della posta certificata")]
    IntestazioneMancante,
    /// Header and `daticert.xml` name different kinds.
    #[error("il messaggio si dichiara «{intestazione}», ma daticert.xml dice «{daticert}»")]
    TipoDiscorde {
        /// The kind in `X-Ricevuta` or `X-Trasporto`.
        intestazione: String,
        /// The kind in `daticert.xml`.
        daticert: String,
    },
    /// A kind that the rules do not know.
    #[error("il tipo «{0}» non è previsto dalle regole della posta certificata")]
    TipoSconosciuto(String),
    /// Header and `daticert.xml` name different messages.
    #[error("il messaggio richiama «{intestazione}», ma daticert.xml richiama «{daticert}»")]
    RiferimentoDiscorde {
        /// `X-Riferimento-Message-ID`.
        intestazione: String,
        /// `msgid`.
        daticert: String,
    },
    /// The sender certified by the provider is not the one the original message names.
    #[error("il mittente certificato è «{daticert}», ma il messaggio originale dice «{originale}»")]
    MittenteDiscorde {
        /// `mittente` in `daticert.xml`.
        daticert: String,
        /// `From` in the original.
        originale: String,
    },
    /// A transport envelope without the message it should carry.
    #[error("manca il messaggio originale (postacert.eml)")]
    OriginaleMancante,
    /// A PEC message without the provider's signature.
    #[error("manca la firma del gestore (smime.p7s)")]
    FirmaMancante,
    /// An attached XML is not well formed.
    #[error("l'allegato «{name}» non si può leggere: {reason}")]
    XmlDanneggiato {
        /// File name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A part's base64 or quoted-printable is damaged: its bytes may differ from those sent.
    #[error("la parte {part} è codificata male: il contenuto può essere diverso da quello spedito")]
    CodificaDanneggiata {
        /// Number of the part, as in IMAP (`2.1`).
        part: String,
    },
    /// A multipart has no boundary line: its content is kept as one attachment.
    #[error("la parte {part} dovrebbe contenerne altre, ma non si riescono a separare")]
    ParteIndivisibile {
        /// Number of the part.
        part: String,
    },
    /// A multipart is not closed: the message may be cut.
    #[error("la parte {part} non è chiusa: il messaggio può essere arrivato incompleto")]
    MessaggioTroncato {
        /// Number of the part.
        part: String,
    },
    /// More parts, or deeper, than we open: the rest is kept as bytes.
    #[error("il messaggio è troppo complesso: la parte {part} è conservata senza aprirla")]
    TroppoComplesso {
        /// Number of the part.
        part: String,
    },
    /// The header block of a part is longer than we interpret.
    #[error("le intestazioni della parte {part} sono troppo lunghe e sono lette solo all'inizio")]
    IntestazioniTroppoLunghe {
        /// Number of the part.
        part: String,
    },
}
