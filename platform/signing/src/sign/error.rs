/// Why a door did not give a signature or a time stamp. Italian, for the person who was signing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An address that cannot be called.
    #[error(
        "L'indirizzo {0} non va bene: serve un indirizzo https, perché in chiaro chiunque potrebbe leggere ciò che passa."
    )]
    Address(String),
    /// No answer.
    #[error("{service} non risponde: {why}. Niente è stato firmato; riprova fra poco.")]
    Silent {
        /// Which service.
        service: String,
        /// Why, without a full stop.
        why: &'static str,
    },
    /// Longer than any honest answer.
    #[error(
        "{service} ha dato una risposta di oltre {limit} byte, che non è stata letta. Niente è stato firmato; avvisa chi gestisce il servizio."
    )]
    TooLong {
        /// Which service.
        service: String,
        /// Bytes admitted.
        limit: usize,
    },
    /// An answer that is not what the protocol foresees.
    #[error(
        "La risposta del servizio di firma non si capisce: {0}. Niente è stato firmato; avvisa chi gestisce il servizio."
    )]
    Answer(&'static str),
    /// The service's refusal, in its words.
    #[error("Il servizio di firma ha rifiutato la richiesta ({code}): {words}")]
    Refused {
        /// The protocol's word.
        code: String,
        /// What it says.
        words: String,
    },
    /// A code that is not right, or no longer.
    #[error("Il codice non è giusto o è scaduto. Niente è stato firmato: chiedine uno nuovo e riprova.")]
    Code,
    /// The service's session is over.
    #[error("L'accesso al servizio di firma è scaduto: entra di nuovo. Niente è stato firmato.")]
    SessionOver,
    /// The person said no.
    #[error("La firma non è stata autorizzata sulla pagina del servizio. Niente è stato firmato.")]
    Denied,
    /// Somebody comes back from a visit that another made.
    #[error(
        "Il ritorno dalla pagina del servizio non corrisponde alla richiesta che è partita da qui: ricomincia la firma."
    )]
    OtherVisit,
    /// The codes that were given are not those that were asked for.
    #[error("Mancano i codici chiesti dal servizio di firma: scrivili e riprova.")]
    NoConsent,
    /// More hashes than one authorisation admits.
    #[error(
        "Con una sola autorizzazione questo certificato firma al massimo {limit} documenti, e sono {asked}: dividili in più volte."
    )]
    TooMany {
        /// Hashes asked for.
        asked: usize,
        /// Hashes admitted.
        limit: usize,
    },
    /// Nothing to sign.
    #[error("Non c'è niente da firmare: scegli almeno un documento.")]
    Empty,
    /// A scheme that the credential does not offer.
    #[error("Con questo certificato non si firma con {0}: scegli un altro modo o un altro certificato.")]
    Scheme(String),
    /// The certificate cannot be used now.
    #[error("Il certificato {name} non si può usare: {why}. Scegline un altro, o rivolgiti a chi l'ha rilasciato.")]
    Unusable {
        /// Its name at the service.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// A document that is signed outside has no values to ask for.
    #[error("Questo documento si firma fuori di qui: scaricalo, firmalo e riportalo.")]
    ByHand,
    /// What was prepared or given does not hold.
    #[error(transparent)]
    Made(#[from] firma_scrivi::Error),
}
