//! Why a file was not read.

/// Why a file was not read. The text is Italian, for the person who received it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No bytes, or only blanks.
    #[error("il file è vuoto")]
    Empty,
    /// Larger than [`BYTES_MAX`](crate::BYTES_MAX).
    #[error("il file è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// The bytes are not CMS, nor base64 of CMS.
    #[error("il file non è una busta firmata p7m")]
    NotP7m,
    /// It begins as CMS, but ends before it should.
    #[error("la busta p7m è incompleta: il file è stato tagliato")]
    Truncated,
    /// It begins as CMS, but its structure is damaged.
    #[error("la busta p7m è danneggiata: {0}")]
    Damaged(&'static str),
    /// CMS, but encrypted, compressed, or something else that is not signed.
    #[error("il file è una busta CMS ma non è firmata: {0}")]
    NotSigned(&'static str),
    /// The signature is there but not the document (`.p7s`): it is in another file.
    #[error("la busta contiene solo la firma: il documento firmato è in un altro file")]
    Detached,
    /// More envelopes one inside the other than [`LAYERS_MAX`](crate::LAYERS_MAX).
    #[error("ci sono più di {limit} buste una dentro l'altra")]
    TooDeep {
        /// Number allowed.
        limit: usize,
    },
    /// Signed data, but what is signed is no time stamp.
    #[error("il file non è una marca temporale")]
    NotTimeStamp,
    /// The time-stamping authority answered that it did not give a time stamp: its status (RFC 3161 section 2.4.2).
    #[error("il servizio di marcatura ha rifiutato la marca temporale (stato {0})")]
    Refused(u8),
    /// The message is not a signed mail.
    #[error("il messaggio non è firmato: {0}")]
    NotSignedMail(&'static str),
    /// The file could not be read from where it is kept.
    #[error("il file non si è potuto leggere: {0}")]
    Reading(String),
}
