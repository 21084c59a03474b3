//! Why a record was not made or read.

/// Why a record was not made or read. The text is Italian, for whoever relies on the evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Larger than [`BYTES_MAX`](crate::BYTES_MAX).
    #[error("l'evidenza è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Bytes received.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// More of something than is read.
    #[error("nell'evidenza ci sono troppe cose: {what}, il massimo è {limit}")]
    TooMany {
        /// What.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// It is no record, or not in the distinguished encoding.
    #[error("il file non è un'evidenza RFC 4998 leggibile: {0}")]
    Damaged(&'static str),
    /// The objects were encrypted before they were hashed.
    #[error("l'evidenza è di documenti cifrati: il programma non la sa controllare")]
    Encrypted,
    /// A hash algorithm that is not known; its identifier, dotted.
    #[error("l'algoritmo d'impronta «{0}» non è tra quelli che il programma conosce")]
    UnknownDigest(String),
    /// A time stamp that cannot be read.
    #[error("una marca temporale dell'evidenza non si legge: {0}")]
    Token(#[from] firma_cms::Error),
    /// A stamp of another root, or by another hash algorithm.
    #[error("la marca temporale è di un'altra impronta")]
    OtherRoot,
    /// Nothing to be covered, or a hash of another length than the algorithm's.
    #[error("le impronte da marcare mancano, o non sono dell'algoritmo indicato")]
    BadHashes,
}
