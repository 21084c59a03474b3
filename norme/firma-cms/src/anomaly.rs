//! What is not as the standards want it, and does not by itself make a signature false.

use crate::Error;

/// Something that is not as it should be: for the judge to weigh. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomaly {
    /// The document is inside and was also given from outside: which of the two is meant is for nobody to guess.
    #[error(
        "il documento è sia dentro la busta sia a parte: la firma non si controlla finché non si sa quale dei due vale"
    )]
    ContentTwice,
    /// An attribute occurs more than once (RFC 5652 section 5.3).
    #[error("l'attributo {oid} è ripetuto")]
    RepeatedAttribute {
        /// Which, dotted.
        oid: String,
        /// True if it is signed.
        signed: bool,
    },
    /// An attribute that has one value has more, or none (RFC 5652 section 11).
    #[error("l'attributo {oid} deve avere un solo valore e ne ha {count}")]
    NotOneValue {
        /// Which, dotted.
        oid: String,
        /// How many it has.
        count: usize,
    },
    /// An attribute's value cannot be read.
    #[error("l'attributo {oid} non è leggibile")]
    UnreadableAttribute {
        /// Which, dotted.
        oid: String,
    },
    /// The signed attributes are not written in the distinguished encoding (RFC 5652 section 5.3): out of order, or with
    /// lengths that are not the shortest.
    #[error("gli attributi firmati non sono scritti nell'ordine o nella forma che lo standard prescrive (DER)")]
    AttributesNotDer,
    /// The signature holds over the attributes as they were written and not over their distinguished encoding.
    #[error(
        "la firma è stata calcolata sugli attributi come sono scritti, non nella forma che lo standard prescrive (DER)"
    )]
    SignedAsWritten,
    /// The attribute `content-type` is missing where there are signed attributes (RFC 5652 section 11.1).
    #[error("manca l'attributo content-type tra quelli firmati")]
    NoContentType,
    /// What is signed is no `id-data` and there are no signed attributes (RFC 5652 section 5.3).
    #[error("mancano gli attributi firmati, che per questo tipo di contenuto sono obbligatori")]
    NoSignedAttributes,
    /// There are no signed attributes, and the document is itself a set of them: somebody may have cut a signature off the document
    /// that it was made for (RFC 5652 section 5.4 makes both look alike).
    #[error(
        "il documento è fatto come gli attributi di una firma: la firma può essere stata presa da un altro documento"
    )]
    ContentIsAttributes,
    /// The digest that the signer uses is not among those that the envelope declares (RFC 5652 section 5.1).
    #[error("l'algoritmo dell'impronta non è tra quelli dichiarati dalla busta")]
    UndeclaredDigest,
    /// More than one certificate in the file answers to the signer's identifier.
    #[error("{count} certificati diversi rispondono allo stesso numero di serie ed emittente")]
    ManyCertificates {
        /// How many.
        count: usize,
    },
    /// What is enclosed is not an OCTET STRING, as PKCS#7 1.5 allowed.
    #[error("il contenuto non è nella forma prevista (PKCS#7 1.5)")]
    ContentNotOctets,
    /// A counter-signature or a time stamp inside others, beyond what is followed.
    #[error("le firme e le marche sono annidate oltre {limit} livelli")]
    TooDeep {
        /// Levels followed.
        limit: usize,
    },
    /// There are more of something than are read.
    #[error("ci sono più di {limit} {what}: gli altri non sono stati letti")]
    TooMany {
        /// Of what, in Italian, plural.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
    /// A signer that cannot be read.
    #[error("il firmatario n. {} non è leggibile: {error}", place + 1)]
    UnreadableSigner {
        /// Its place in the file, from 0.
        place: usize,
        /// Why.
        error: Error,
    },
    /// A certificate that cannot be read.
    #[error("il certificato n. {} non è leggibile: {error}", place + 1)]
    UnreadableCertificate {
        /// Its place, from 0.
        place: usize,
        /// Why.
        error: Error,
    },
    /// The revocation data of the envelope cannot be read.
    #[error("le liste di revoca allegate non sono leggibili: {error}")]
    UnreadableRevocations {
        /// Why.
        error: Error,
    },
    /// A time stamp that cannot be read.
    #[error("una marca temporale non è leggibile: {error}")]
    UnreadableToken {
        /// Why.
        error: Error,
    },
    /// Bytes after the end of the envelope.
    #[error("dopo la fine della busta ci sono altri {count} byte")]
    TrailingBytes {
        /// How many.
        count: usize,
        /// True if all are zero, as padding is.
        zeros: bool,
    },
    /// A token has not exactly one signer (RFC 3161 section 2.4.2).
    #[error("la marca temporale ha {count} firmatari invece di uno")]
    TokenSigners {
        /// How many.
        count: usize,
    },
    /// The line ends of the signed mail were changed on the way; the signature holds once they are put right
    /// (RFC 8551 section 3.1.1).
    #[error("i fine riga del messaggio sono stati cambiati lungo la strada")]
    LineEnds,
}
