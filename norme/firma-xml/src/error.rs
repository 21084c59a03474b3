//! Why a document was not read, and why a reference or a time stamp could not be followed.

/// Why a document was not read. The text is Italian, for the person who received the paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no bytes, or only blanks.
    #[error("il file è vuoto")]
    Empty,
    /// The first visible character is not `<`.
    #[error("il file non è un XML: dovrebbe cominciare con «<»")]
    NotXml,
    /// The input is larger than [`Limits::bytes`](crate::Limits::bytes).
    #[error("il file XML è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// Elements are nested deeper than [`Limits::depth`](crate::Limits::depth).
    #[error("alla riga {line} gli elementi sono annidati oltre {limit} livelli")]
    TooDeep {
        /// Line of the element that goes too deep, from 1.
        line: usize,
        /// Depth allowed.
        limit: usize,
    },
    /// There are more nodes than [`Limits::nodes`](crate::Limits::nodes).
    #[error("il file XML contiene più di {limit} elementi e testi")]
    TooManyNodes {
        /// Number allowed.
        limit: usize,
    },
    /// An element has more attributes than [`Limits::attributes`](crate::Limits::attributes).
    #[error("alla riga {line} un elemento ha più di {limit} attributi")]
    TooManyAttributes {
        /// Line of the element, from 1.
        line: usize,
        /// Number allowed.
        limit: usize,
    },
    /// There are too many namespace declarations.
    #[error("alla riga {line} le dichiarazioni «xmlns» sono più di {limit}")]
    TooManyNamespaces {
        /// Line of the element, from 1.
        line: usize,
        /// Number allowed.
        limit: usize,
    },
    /// There are more signatures than [`Limits::signatures`](crate::Limits::signatures).
    #[error("il file XML contiene più di {limit} firme")]
    TooManySignatures {
        /// Number allowed.
        limit: usize,
    },
    /// The declaration names an encoding that nobody knows.
    #[error("il file dichiara la codifica «{0}», che non è riconosciuta")]
    UnknownEncoding(String),
    /// Some bytes do not fit the declared encoding.
    #[error("il file contiene byte che non sono nella codifica dichiarata ({name})")]
    Encoding {
        /// Name of the encoding.
        name: &'static str,
    },
    /// The document has a `<!DOCTYPE …>`: what it defines could change what is read after the signature was checked.
    #[error(
        "alla riga {line} il file contiene un DOCTYPE: un documento firmato non viene letto con definizioni esterne"
    )]
    Doctype {
        /// Line of the declaration, from 1.
        line: usize,
    },
    /// The text refers to an entity that XML itself does not define.
    #[error("alla riga {line} il file richiama «&{name};», che non viene interpretata per sicurezza")]
    Entity {
        /// Line of the reference, from 1.
        line: usize,
        /// Name of the entity.
        name: String,
    },
    /// The XML is not well formed.
    #[error("il file XML è danneggiato alla riga {line}: {detail}")]
    Malformed {
        /// Line where reading stopped, from 1.
        line: usize,
        /// What was found there.
        detail: String,
    },
}

/// Why a reference, or what a time stamp covers, could not be followed. Whoever judges takes it as "cannot tell"
/// (INDETERMINATE), never as "false".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A transform, an algorithm or a form of address that is not supported, named.
    #[error("la firma usa un procedimento che non viene seguito: {0}")]
    NotSupported(String),
    /// What is referred to is not there: it has not been given, or it has been taken away.
    #[error("manca ciò a cui la firma rimanda: «{0}»")]
    Missing(String),
    /// Several elements have the identifier that is referred to.
    #[error("la firma rimanda a «{id}», ma {count} elementi hanno questo identificativo")]
    Ambiguous {
        /// The identifier.
        id: String,
        /// How many elements have it.
        count: usize,
    },
    /// A value that should be base64, a number, a date… is not.
    #[error("nella firma non si legge {what}")]
    Unreadable {
        /// What should be there, with its article.
        what: &'static str,
    },
    /// Checking would be more work than is allowed: the document is made to tire whoever reads it.
    #[error("per controllare questo documento servirebbe troppo lavoro: potrebbe essere fatto apposta")]
    TooMuchWork,
}
