//! A file of a document.

use chrono::{DateTime, FixedOffset};

use crate::{Chiave, DatiSpecifici};

/// What a component is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Supporto {
    /// A file that is sent with it.
    #[default]
    File,
    /// A reference to another unit.
    Riferimento,
    /// Metadata alone.
    Metadati,
}

impl Supporto {
    pub(crate) const ALL: [Self; 3] = [Self::File, Self::Riferimento, Self::Metadati];

    pub(crate) fn testo(self) -> &'static str {
        match self {
            Self::File => "FILE",
            Self::Riferimento => "RIFERIMENTO",
            Self::Metadati => "METADATI",
        }
    }
}

/// `Componente`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Componente {
    /// The name of the part under which its file is sent. No two of a unit are the same.
    pub id: String,
    /// Its place, from 1.
    pub ordine: u32,
    /// Type agreed with the conservatore (`CONTENUTO`, `FIRMA`, `MARCA` …).
    pub tipo: Option<String>,
    /// What it is.
    pub supporto: Supporto,
    /// The unit to which it refers.
    pub riferimento: Option<Chiave>,
    /// Agreed type of representation.
    pub rappresentazione: Option<String>,
    /// Name of the file.
    pub nome: Option<String>,
    /// Format as the conservatore calls it (`PDF`, `PDF.P7M`).
    pub formato: Option<String>,
    /// SHA-256 of the file's bytes.
    pub sha256: Option<[u8; 32]>,
    /// The body's own URN.
    pub urn: Option<String>,
    /// The body's own identifier.
    pub id_versato: Option<String>,
    /// Metadata agreed with the conservatore.
    pub dati_specifici: Option<DatiSpecifici>,
    /// Whether signatures are checked at the time that they state.
    pub data_firma: Option<bool>,
    /// The time at which signatures are to be checked.
    pub riferimento_temporale: Option<DateTime<FixedOffset>>,
    /// What that time is.
    pub descrizione_riferimento: Option<String>,
    /// Signatures and time stamps in files of their own: the same, one level down, and no deeper.
    pub sotto: Vec<Componente>,
}
