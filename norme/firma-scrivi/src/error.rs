/// Why a signature, a time stamp or a certificate was not made. Italian, for the person who was signing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The signer's certificate cannot be read.
    #[error("il certificato del firmatario non si legge ({0}): serve un certificato X.509 in DER")]
    Certificate(&'static str),
    /// Neither the certificate's key nor the algorithm asked for can sign here.
    #[error("con la chiave di questo certificato ({key}) non si firma con {asked}: scegli un algoritmo adatto")]
    SchemeForKey {
        /// The certificate's key.
        key: String,
        /// The algorithm that was asked for.
        asked: String,
    },
    /// A digest that nobody may sign with any more (ETSI TS 119 312).
    #[error("l'algoritmo di impronta {0} non è più sicuro: per firmare si usano SHA-256, SHA-384 o SHA-512")]
    WeakDigest(&'static str),
    /// The key at hand is not the one that the certificate speaks of.
    #[error("la chiave che ha firmato non è quella del certificato: controlla di aver scelto il certificato giusto")]
    OtherKey,
    /// The signature's value does not hold for the hash that was prepared.
    #[error(
        "il valore della firma non corrisponde all'impronta che era stata preparata: il documento, il certificato o la firma \
         sono cambiati nel frattempo; niente è stato firmato, prepara di nuovo la firma"
    )]
    OtherHash,
    /// The document is not the one whose hash was prepared.
    #[error(
        "il documento è cambiato fra la preparazione e la firma: l'impronta era {expected}, ora è {found}; niente è stato \
         firmato, prepara di nuovo la firma"
    )]
    ContentChanged {
        /// Digest prepared, hexadecimal.
        expected: String,
        /// Digest found, hexadecimal.
        found: String,
    },
    /// The saved state of a signature that waits for its value cannot be read.
    #[error("i dati della firma in sospeso non si leggono: prepara di nuovo la firma")]
    State,
    /// The file to which a signature should be added is not an envelope that can be read.
    #[error("la busta firmata a cui aggiungere la firma non si legge: {0}")]
    Envelope(String),
    /// The PDF cannot be signed.
    #[error("il PDF non si può firmare: {0}")]
    Pdf(String),
    /// An archive time stamp of the old kind covers the envelope as it is.
    #[error(
        "la busta contiene una marca di archiviazione di vecchio tipo, che qualsiasi aggiunta renderebbe non valida: firma il \
         file intero in una nuova busta"
    )]
    ArchivedOldStyle,
    /// There is no such signature in the envelope.
    #[error("la firma numero {asked} non c'è: nella busta ce ne sono {count}")]
    NoSuchSignature {
        /// Which was asked for, from 1.
        asked: usize,
        /// How many there are.
        count: usize,
    },
    /// The time stamp authority did not give a time stamp.
    #[error("il servizio di marcatura temporale ha rifiutato la richiesta: {0}")]
    StampRefused(String),
    /// The time stamp authority's answer cannot be read.
    #[error("la risposta del servizio di marcatura temporale non si legge: {0}")]
    StampUnreadable(&'static str),
    /// The time stamp is of something else, or does not answer this request.
    #[error("la marca temporale non è di questa firma: {0}; non è stata usata, chiedine un'altra")]
    StampOfAnother(&'static str),
    /// A revocation answer that is not one, or says nothing.
    #[error("la risposta sulla revoca del certificato non si legge: {0}")]
    Revocation(&'static str),
    /// Larger than what can be written or is admitted.
    #[error("il file è troppo grande per essere firmato: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size found, bytes.
        found: u64,
        /// Size admitted, bytes.
        limit: u64,
    },
    /// The key cannot be read or does not sign.
    #[error("la chiave di firma non si può usare: {0}")]
    Key(&'static str),
    /// Something that ASN.1 cannot say (a time before 1970, a text of other letters).
    #[error("un dato della firma non si può scrivere nel formato previsto")]
    Unwritable,
}

impl From<der::Error> for Error {
    fn from(_: der::Error) -> Self {
        Self::Unwritable
    }
}
