//! Why a container was not read.

/// Why a container was not read. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AsicError {
    /// It is no ZIP, or a damaged one.
    #[error("il contenitore non è un archivio ZIP leggibile")]
    NotAZip,
    /// It is a ZIP without signatures.
    #[error("l'archivio non è un contenitore di firme (ASiC): nella cartella META-INF non ci sono firme")]
    NotAsic,
    /// It is too large.
    #[error("il contenitore è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// There are too many files.
    #[error("il contenitore ha più di {limit} file")]
    TooManyFiles {
        /// Number allowed.
        limit: usize,
    },
    /// There are too many signature files.
    #[error("il contenitore ha più di {limit} file di firma: vanno controllati in contenitori più piccoli")]
    TooManySignatures {
        /// Number allowed.
        limit: usize,
    },
    /// There are too many manifests.
    #[error("il contenitore ha più di {limit} elenchi di file firmati: vanno controllati in contenitori più piccoli")]
    TooManyManifests {
        /// Number allowed.
        limit: usize,
    },
    /// A manifest lists too much.
    #[error("nel contenitore l'elenco «{name}» nomina più di {limit} file: non si può controllare")]
    TooManyEntries {
        /// The manifest.
        name: String,
        /// Number allowed.
        limit: usize,
    },
    /// The manifests ask for too much to be digested.
    #[error(
        "gli elenchi del contenitore chiedono di calcolare impronte per più di {limit} byte: non si possono controllare"
    )]
    TooMuchWork {
        /// Bytes allowed.
        limit: usize,
    },
    /// What is in it is too large.
    #[error("il contenuto del contenitore, aperto, supera {limit} byte")]
    Unpacked {
        /// Size allowed, bytes.
        limit: usize,
    },
    /// A name stands twice.
    #[error("nel contenitore due file hanno lo stesso nome: non è certo quale sia stato firmato")]
    SameName,
    /// A file cannot be unpacked.
    #[error("nel contenitore il file «{0}» è protetto o danneggiato")]
    File(String),
}
