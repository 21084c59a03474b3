/// Why a file was not read. The text is Italian, for the person who received it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Larger than [`crate::BYTES_MAX`].
    #[error("il file è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// No `%PDF-` near the beginning.
    #[error("il file non è un PDF")]
    NotPdf,
    /// The file is encrypted (ISO 32000-2 §7.6): what it holds cannot be read without its password.
    #[error(
        "il PDF è cifrato: le sue firme non si possono controllare; chiedere una copia senza password né restrizioni"
    )]
    Encrypted,
    /// The structure is damaged, and could not be rebuilt either.
    #[error("il PDF è danneggiato: {0}")]
    Damaged(&'static str),
    /// More nesting than any honest file has.
    #[error("il PDF ha troppi elementi uno dentro l'altro: non è un documento normale")]
    TooDeep,
    /// More work than any honest file asks for.
    #[error("il PDF chiede troppo lavoro per essere letto: non è un documento normale")]
    TooMuchWork,
    /// What was asked of the writer cannot be done with this file.
    #[error("non si può aggiungere al PDF: {0}")]
    CannotAdd(&'static str),
    /// The CMS is larger than the place kept for it.
    #[error(
        "la firma è di {found} byte, ma nel PDF ne erano stati riservati {limit}: preparare di nuovo con più spazio"
    )]
    ContentsTooSmall {
        /// Size of the CMS, bytes.
        found: usize,
        /// Room kept, bytes.
        limit: usize,
    },
}
