//! The parts of an index, in the words of the standard put into Italian.

use chrono::{DateTime, FixedOffset};

/// An identifier and who gives such identifiers (`local`, `urn` …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// The identifier.
    pub valore: String,
    /// Its scheme; never empty.
    pub schema: String,
}

impl Id {
    /// One that the body itself gave.
    #[must_use]
    pub fn locale(valore: impl Into<String>) -> Self {
        Id { valore: valore.into(), schema: "local".into() }
    }
}

/// A digest. Written in hexadecimal digits; read from these or from base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impronta {
    /// The digest itself.
    pub valore: Vec<u8>,
    /// `SHA-256`, `SHA-384`, `SHA-512`; others are read but not written.
    pub funzione: String,
    /// Whether it is the digest of the canonical form of an XML; usually nothing is said.
    pub canonica: Option<bool>,
}

impl Impronta {
    /// A SHA-256 of bytes as they are.
    #[must_use]
    pub fn sha256(valore: [u8; 32]) -> Self {
        Impronta { valore: valore.to_vec(), funzione: "SHA-256".into(), canonica: None }
    }
}

/// How a file is encoded (`encoding`). Files that lie as they are: [`Codifica::Binary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the schema")]
pub enum Codifica {
    SevenBit,
    EightBit,
    Base64,
    Binary,
    QuotedPrintable,
}

impl Codifica {
    pub(crate) const ALL: [Self; 5] =
        [Self::SevenBit, Self::EightBit, Self::Base64, Self::Binary, Self::QuotedPrintable];

    /// The word of the schema.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::EightBit => "8bit",
            Self::Base64 => "base64",
            Self::Binary => "binary",
            Self::QuotedPrintable => "quoted-printable",
        }
    }
}

/// `MoreInfo`: metadata that the standard does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadati {
    /// Inside the index.
    Interni {
        /// Address or name of their schema.
        schema: String,
        /// One XML element, without declaration, with its namespaces declared in it.
        xml: String,
    },
    /// In a file of the package.
    Esterni {
        /// Address or name of their schema.
        schema: String,
        /// The file.
        file: Esterni,
    },
}

/// `ExternalMetadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Esterni {
    /// Identifier.
    pub id: Id,
    /// Where it lies, from the index.
    pub percorso: String,
    /// Digest.
    pub impronta: Impronta,
    /// Encoding.
    pub codifica: Codifica,
    /// Extension of the name.
    pub estensione: Option<String>,
    /// MIME type.
    pub formato: String,
}

/// The whole index in memory. To write one of many files, see [`crate::Writer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PIndex {
    /// Language: `it`.
    pub lingua: String,
    /// About the index itself.
    pub descrizione: Descrizione,
    /// About the package.
    pub volume: Volume,
    /// Its files, by groups: at least one.
    pub gruppi: Vec<Gruppo>,
    /// Who, when, under which law.
    pub processo: Processo,
}

/// `SelfDescription`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descrizione {
    /// The index's identifier.
    pub id: Id,
    /// The program that made it.
    pub applicazione: Applicazione,
    /// Indexes from which this one was made.
    pub fonti: Vec<Fonte>,
    /// More.
    pub altro: Option<Metadati>,
}

/// `CreatingApplication`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicazione {
    /// Its name.
    pub nome: String,
    /// Its version.
    pub versione: String,
    /// Who makes it.
    pub produttore: String,
}

/// How many indexes became how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivazione {
    /// One, of one.
    Uno,
    /// One, of many.
    Unione,
    /// Many, of one.
    Divisione,
}

impl Derivazione {
    pub(crate) const ALL: [Self; 3] = [Self::Uno, Self::Unione, Self::Divisione];

    pub(crate) fn testo(self) -> &'static str {
        match self {
            Self::Uno => "onetoone",
            Self::Unione => "manytoone",
            Self::Divisione => "onetomany",
        }
    }
}

/// `PIndexSource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fonte {
    /// The earlier index's identifier.
    pub id: Id,
    /// Where it lies.
    pub percorso: String,
    /// Its digest.
    pub impronta: Impronta,
    /// How this one comes of it.
    pub derivazione: Derivazione,
}

/// `PVolume`: the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The package's identifier.
    pub id: Id,
    /// A short name.
    pub etichetta: Option<String>,
    /// In words.
    pub descrizione: Option<String>,
    /// Packages from which this one was made.
    pub fonti: Vec<VolumeFonte>,
    /// The series of packages to which it belongs.
    pub gruppo: Option<VolumeGruppo>,
    /// More: here go the metadata of the fascicolo.
    pub altro: Option<Metadati>,
}

/// `PVolumeSource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFonte {
    /// The earlier package.
    pub id: Id,
    /// Its index.
    pub indice: Id,
}

/// `PVolumeGroup`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeGruppo {
    /// Identifier.
    pub id: Id,
    /// A short name.
    pub etichetta: Option<String>,
    /// In words.
    pub descrizione: Option<String>,
}

/// `FileGroup`: for example a document with its attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gruppo {
    /// Identifier.
    pub id: Id,
    /// A short name.
    pub etichetta: Option<String>,
    /// In words.
    pub descrizione: Option<String>,
    /// At least one.
    pub file: Vec<File>,
    /// How it is related to others.
    pub relazioni: Vec<Relazione>,
    /// More: here go the metadata of the document.
    pub altro: Option<Metadati>,
}

/// `Relation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relazione {
    /// Which relation.
    pub tipo: String,
    /// To what: at least one identifier.
    pub valori: Vec<String>,
}

/// `File`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Identifier.
    pub id: Id,
    /// Where it lies, from the index (`xs:anyURI`: blanks and accents are written `%20`).
    pub percorso: String,
    /// Digest of its bytes.
    pub impronta: Impronta,
    /// Digest that an earlier index gives.
    pub precedente: Option<Precedente>,
    /// How it is related to others.
    pub relazioni: Vec<Relazione>,
    /// More.
    pub altro: Option<Metadati>,
    /// Encoding.
    pub codifica: Codifica,
    /// Extension of the name, without the point.
    pub estensione: Option<String>,
    /// MIME type.
    pub formato: String,
}

/// `PreviousHash`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedente {
    /// The digest.
    pub impronta: Impronta,
    /// Identifier of the earlier index.
    pub indice: String,
}

/// The name of a person or a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nome {
    /// A person.
    Persona {
        /// First name.
        nome: String,
        /// Surname.
        cognome: String,
    },
    /// A body, a firm.
    Denominazione(String),
}

/// `AgentID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgenteId {
    /// As EN 319 412-1 writes it: `TINIT-RSSMRA80A01H501U`, `VATIT-01234567890`.
    pub valore: String,
    /// The name of the scheme in words.
    pub espansione: Option<String>,
    /// Which authority gave it.
    pub autorita: Option<String>,
}

/// `RelevantDocument`: the paper on which somebody's part rests (a mandate, a contract, the manual).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentoRilevante {
    /// Which.
    pub testo: String,
    /// Its digest and the function.
    pub impronta: Option<(String, String)>,
    /// Where it lies.
    pub uri: Option<String>,
}

/// `Agent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agente {
    /// Identifiers.
    pub id: Vec<AgenteId>,
    /// Name; it also says whether it is a natural or a legal person.
    pub nome: Nome,
    /// At least one.
    pub documenti: Vec<DocumentoRilevante>,
    /// More.
    pub altro: Option<Metadati>,
}

/// As what somebody holds the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the standard")]
pub enum RuoloTitolare {
    Produttore,
    Proprietario,
    Possessore,
    Detentore,
}

impl RuoloTitolare {
    pub(crate) const ALL: [Self; 4] = [Self::Produttore, Self::Proprietario, Self::Possessore, Self::Detentore];

    /// The words of the schema.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::Produttore => "soggetto produttore",
            Self::Proprietario => "soggetto proprietario",
            Self::Possessore => "soggetto possessore",
            Self::Detentore => "soggetto detentore",
        }
    }
}

/// `Holder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titolare {
    /// Who.
    pub agente: Agente,
    /// As what.
    pub ruolo: RuoloTitolare,
}

/// `AuthorizedSigner`: who signs the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firmatario {
    /// Who.
    pub agente: Agente,
    /// As what (`PreservationManager`, `Delegate` …).
    pub ruolo: Option<String>,
}

/// `TimeReference`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tempo {
    /// An instant told in the index.
    Info {
        /// When.
        istante: DateTime<FixedOffset>,
        /// Whether a time stamp stands on the signed index.
        marca_allegata: bool,
    },
    /// A time stamp in a file of its own.
    Marca {
        /// Where it lies.
        percorso: String,
        /// When it was made.
        istante: DateTime<FixedOffset>,
        /// Encoding.
        codifica: Codifica,
        /// MIME type (`application/timestamp-reply`, `application/vnd.etsi.timestamp-token`).
        formato: String,
    },
}

/// `Process`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processo {
    /// Who handed the package in.
    pub versante: Agente,
    /// Who holds it: at least one.
    pub titolari: Vec<Titolare>,
    /// Who signs: at least one.
    pub firmatari: Vec<Firmatario>,
    /// When.
    pub tempo: Tempo,
    /// Under which law.
    pub norme: Option<String>,
    /// More.
    pub altro: Option<Metadati>,
}
